/** The element of that id; the page is ours, so it is there. */
export function $<E extends Element = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as unknown as E;
}

/** Tells the reader; everything is shown as text and never as markup. */
export function show(id: string, text: string, tone: "" | "good" | "bad" = ""): void {
  const notice = $(id);
  notice.textContent = text;
  notice.className = `notice ${tone}`.trim();
}

/** The time of day, to the second. */
export function timeOfDay(ms: number): HTMLTimeElement {
  const time = document.createElement("time");
  const date = new Date(ms);
  time.dateTime = date.toISOString();
  time.textContent = date.toTimeString().slice(0, 8);
  return time;
}

/** Adds a line at the end, and forgets the first ones when there are too many. */
export function addLine(list: HTMLElement, line: HTMLElement, kept = 200): void {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(line);
  while (list.childElementCount > kept) list.firstElementChild?.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** Runs the action when the form is sent, by button or by Enter. */
export function onSubmit(id: string, action: () => unknown): void {
  $(id).addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
}
