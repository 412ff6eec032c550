/** How many keys are remembered. */
const SIZE = 200;

/** Remembers the last 200 keys, those used longest ago forgotten first. */
export class Seen {
  readonly #keys = new Set<string>();

  /** Whether the key was there already; it is from now on. */
  add(key: string): boolean {
    const known = this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size > SIZE) {
      this.#keys.delete(this.#keys.values().next().value as string);
    }
    return known;
  }
}
