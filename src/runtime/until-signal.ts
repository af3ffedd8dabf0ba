/** Resolves at the first SIGINT or SIGTERM. A second one ends the process at once, as the system does by default. */
export const untilSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
