/** Runs a piece of work when those before it have ended. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a queue: one piece of work runs at a time, in the order in which they come. A fault of one does not stop the next. */
export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
