import type { Log } from './log.ts';

/** How many warnings of one kind are logged whole, within how long. */
export interface Sampling {
  readonly first: number;
  readonly windowMs: number;
  /** Kinds that are counted at once; the oldest makes room. */
  readonly kinds: number;
}

export const SAMPLING: Sampling = { first: 5, windowMs: 60_000, kinds: 200 };

/** Does something after `ms` milliseconds, unless the function that it returns is called first. It must not keep the program alive. */
export type After = (ms: number, act: () => void) => () => void;

/** A log that counts what repeats. */
export interface SampledLog extends Log {
  /** Logs what was counted so far: before the program ends. */
  flush(): void;
}

/** A kind of warning since it was first seen. */
interface Window {
  /** What all of its lines say. */
  readonly common: object;
  readonly message: string;
  seen: number;
  readonly forget: () => void;
}

/**
 * A log whose warnings do not flood: with the gateway away, each query of each charge says so. The first few of a kind are logged
 * whole; the others are counted, and the count is logged when the window ends. Infos and errors all pass: what became of money
 * is told with those.
 *
 * Of a kind are warnings with the same message, merchant and cause (`why`, `result` or `kind`). A warning that names no cause is about
 * its own charge, and only repeats for that one.
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

/** The most of a cause that tells kinds apart, in characters: it may be what somebody else wrote. */
const MAX_CAUSE_LENGTH = 100;

function commonOf(context: object): object {
  const { merchant, why, result, kind, charge } = context as Readonly<Record<string, unknown>>;
  const cause = why ?? result ?? kind;
  if (cause === undefined) return { merchant, charge };
  return { merchant, why: typeof cause === 'string' ? cause.slice(0, MAX_CAUSE_LENGTH) : cause };
}
