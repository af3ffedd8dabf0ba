import type { Clock } from '../runtime/clock.ts';

/** When a worker looks into the store again. */
export interface NextLook {
  /** Returns the time (steady). It is read from the store only after `forget`. */
  at(): Promise<number>;
  /** What was read may not hold any more. */
  forget(): void;
}

/** The longest time between two looks, in case a change was missed. */
const IDLE_MS = 60_000;

/** @param nextDueAt reads when something is due in the store; undefined if nothing is */
export function nextLook(
  clock: Pick<Clock, 'steady'>,
  nextDueAt: () => Promise<number | undefined>,
): NextLook {
  let known: number | undefined;
  let forgotten = 0;
  return {
    async at() {
      if (known !== undefined) return known;
      const before = forgotten;
      const latest = clock.steady() + IDLE_MS;
      const at = Math.min((await nextDueAt()) ?? latest, latest);
      // What changed during the reading may not be in it.
      if (forgotten === before) known = at;
      return at;
    },
    forget() {
      known = undefined;
      forgotten += 1;
    },
  };
}
