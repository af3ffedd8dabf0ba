/** When single bad observations become a trouble that somebody is told of. Spans in milliseconds. */
export interface TroubleRule {
  /** They must go on for so long, */
  readonly afterMs: number;
  /** and be so many, */
  readonly least: number;
  /** with no longer gap between two of them. A gap ends the trouble, too. */
  readonly gapMs: number;
}

/** What an observation changes. Each is given once: nobody is told twice of the same trouble. */
export type TroubleChange = 'begun' | 'ended' | undefined;

/** Whether something goes wrong for long. Times are steady. */
export interface Trouble {
  /** It went wrong once more. */
  bad(now: number): TroubleChange;
  /** It went well, which ends the trouble. */
  good(): TroubleChange;
  /** Ends a trouble of which nothing was seen for longer than a gap. */
  look(now: number): TroubleChange;
  /** True from when it has begun until it ends. */
  isOn(): boolean;
}

export function trouble({ afterMs, least, gapMs }: TroubleRule): Trouble {
  let first = 0;
  let last = 0;
  let count = 0;
  let isOn = false;
  const end = (): TroubleChange => {
    const wasOn = isOn;
    count = 0;
    isOn = false;
    return wasOn ? 'ended' : undefined;
  };
  return {
    bad(now) {
      // While it is on, only `look` ends it: it would otherwise have to end and begin in one moment.
      if (count === 0 || (!isOn && now - last > gapMs)) {
        first = now;
        count = 0;
      }
      count += 1;
      last = now;
      if (isOn || count < least || now - first < afterMs) return undefined;
      isOn = true;
      return 'begun';
    },
    good: end,
    look: (now) => (count > 0 && now - last > gapMs ? end() : undefined),
    isOn: () => isOn,
  };
}
