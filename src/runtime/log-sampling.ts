import type { Log } from './log.ts';

/** How many warnings of one kind are logged in a window. */
export interface Sampling {
  readonly first: number;
  readonly windowMs: number;
  /** The most kinds that are counted at once. The oldest one is ended for a new one. */
  readonly kinds: number;
}

export const SAMPLING: Sampling = { first: 5, windowMs: 60_000, kinds: 200 };

/** Calls `act` after `ms` milliseconds, unless the function that it returns is called first. It must not keep the program alive. */
export type After = (ms: number, act: () => void) => () => void;

/** A log that counts repeated warnings instead of writing them all. */
export interface SampledLog extends Log {
  /** Logs the counts so far. Called before the program ends. */
  flush(): void;
}

/** One kind of warning, since its first one. */
interface Window {
  /** The fields that all of its lines share. */
  readonly common: object;
  readonly message: string;
  seen: number;
  readonly forget: () => void;
}

/**
 * Keeps warnings from flooding the log: when the gateway is down, each query of each charge warns. The first few of a kind are
 * logged, the others are counted, and the count is logged when the window ends. Infos and errors are never sampled, because they
 * say what happened to money.
 *
 * Two warnings are of one kind if they have the same message, merchant and cause (`why`, `result` or `kind`). A warning without a
 * cause is about its own charge, and is of one kind only with warnings about the same charge.
 */
export function sampledLog(log: Log, after: After, limits = SAMPLING): SampledLog {
  const windows = new Map<string, Window>();

  const end = (kind: string, window: Window): void => {
    windows.delete(kind);
    window.forget();
    const more = window.seen - limits.first;
    if (more > 0) log.warn({ ...window.common, more }, `${window.message} (and ${more} more like this)`);
  };

  const begin = (kind: string, message: string, common: object): Window => {
    const [oldest] = windows;
    if (oldest !== undefined && windows.size >= limits.kinds) end(...oldest);
    const forget = after(limits.windowMs, () => end(kind, window));
    const window: Window = { common, message, seen: 0, forget };
    windows.set(kind, window);
    return window;
  };

  return {
    info: (context, message) => log.info(context, message),
    error: (context, message) => log.error(context, message),
    warn(context, message) {
      const common = commonOf(context);
      const kind = JSON.stringify([message, common]);
      const window = windows.get(kind) ?? begin(kind, message, common);
      window.seen += 1;
      if (window.seen <= limits.first) log.warn(context, message);
    },
    flush() {
      for (const [kind, window] of windows) end(kind, window);
    },
  };
}

/** How many characters of a cause tell kinds apart. The cause may be a text from outside. */
const MAX_CAUSE_LENGTH = 100;

function commonOf(context: object): object {
  const { merchant, why, result, kind, charge } = context as Readonly<Record<string, unknown>>;
  const cause = why ?? result ?? kind;
  if (cause === undefined) return { merchant, charge };
  return { merchant, why: typeof cause === 'string' ? cause.slice(0, MAX_CAUSE_LENGTH) : cause };
}
