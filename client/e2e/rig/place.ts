/** A page that runs a function and answers what that returns. Function and values cross as text. */
export interface Place {
  evaluate<T, Of = undefined>(run: (of: Of) => T | Promise<T>, of?: Of): Promise<T>;
}

/** The expression that calls the function. */
export function textOf<T, Of>(run: (of: Of) => T, of?: Of): string {
  return `(${run})(${of === undefined ? "" : JSON.stringify(of)})`;
}
