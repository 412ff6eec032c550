/**
 * The panel's style sheet. Constructed, not written into the page: a content security policy that
 * forbids inline styles allows it.
 */
export function styles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}

// Names of its own, so that a page may set ours from its own properties, whatever they are called.
const CSS = `
:host {
  --_background: var(--admitone-background, light-dark(#ffffff, #1f2229));
  --_color: var(--admitone-color, light-dark(#1d2129, #e8e6e1));
  --_quiet: var(--admitone-quiet, light-dark(#5b6270, #a3a8b3));
  --_line: var(--admitone-line, light-dark(#d9d6cd, #383c46));
  --_accent: var(--admitone-accent, light-dark(#8a2b1d, #f0957f));
  --_good: var(--admitone-good, light-dark(#17663a, #7fd6a0));
  --_busy: var(--admitone-busy, light-dark(#7a5600, #e8c46a));
  --_bad: var(--admitone-bad, light-dark(#a3180f, #ff9b90));
  position: fixed;
  z-index: 2147483000;
  right: 1rem;
  bottom: 1rem;
  display: block;
  width: min(30rem, calc(100vw - 2rem));
  color: var(--_color);
  font: var(--admitone-font, 0.875rem/1.45 system-ui, sans-serif);
}
:host([inline]) { position: static; width: auto; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
section {
  display: grid;
  gap: 0.75rem;
  max-height: min(40rem, calc(100vh - 2rem));
  padding: 0.9rem 1rem 1rem;
  overflow: auto;
  border: 1px solid var(--_line);
  border-radius: 0.6rem;
  background: var(--_background);
  box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 0.2);
}
:host([inline]) section { max-height: none; box-shadow: none; }
:host([inline]) header button { display: none; }
header, .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
header {
  position: sticky;
  top: -0.9rem;
  margin: -0.9rem -1rem 0;
  padding: 0.9rem 1rem 0.4rem;
  z-index: 1;
  background: inherit;
}
.grow { flex: 1; }
h2 { margin: 0; font-size: 1.05rem; }
[part="state"] {
  padding: 0 0.6rem;
  border: 1px solid currentcolor;
  border-radius: 1rem;
  color: var(--_quiet);
  font-weight: 600;
}
[part="state"][data-state="open"] { color: var(--_good); }
[part="state"]:is([data-state="connecting"], [data-state="reconnecting"], [data-state="degraded"]) {
  color: var(--_busy);
}
[part="state"]:is([data-state="failed"], [data-state="fallback"]) { color: var(--_bad); }
button {
  min-width: 2rem;
  min-height: 2rem;
  padding: 0.2rem 0.7rem;
  border: 1px solid var(--_line);
  border-radius: 0.4rem;
  background: transparent;
  color: var(--_accent);
  font: inherit;
  cursor: pointer;
}
button[aria-disabled="true"] { color: var(--_quiet); cursor: default; opacity: 0.6; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
section:focus { outline-offset: -3px; }
dl {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 0.15rem 0.9rem;
  margin: 0;
}
dt, caption, th { color: var(--_quiet); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 0.2rem; text-align: left; }
th, td { padding: 0.15rem 0.6rem 0.15rem 0; text-align: left; vertical-align: top; }
th { font-weight: 500; }
td { border-top: 1px solid var(--_line); white-space: nowrap; }
td:nth-child(2) { width: 100%; min-width: 9rem; white-space: normal; }
`;
