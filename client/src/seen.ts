/** How many keys are remembered. */
const SIZE = 200;

/**
 * Remembers the last 200 keys, the one used longest ago forgotten first. The function says whether
 * a key was there already; it is from then on.
 */
export function seenOf(): (key: string) => boolean {
  const keys = new Set<string>();
  return (key) => {
    const known = keys.delete(key);
    keys.add(key);
    if (keys.size > SIZE) {
      keys.delete(keys.values().next().value as string);
    }
    return known;
  };
}
