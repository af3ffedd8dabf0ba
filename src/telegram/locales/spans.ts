/** Spans of time in words. Both round to one unit and show at least one second. */
export interface Spans {
  /** `3 minutes`, `dakika 3`. */
  readonly span: (seconds: number) => string;
  /** `3 minutes ago`, `dakika 3 zilizopita`. */
  readonly ago: (seconds: number) => string;
}

/** From so many seconds on, a span is shown in this unit: 90 seconds, but 2 minutes; 90 minutes, but 2 hours; 47 hours, but 2 days. */
const UNITS = [
  { unit: 'day', seconds: 86_400, from: 2 * 86_400 },
  { unit: 'hour', seconds: 3_600, from: 90 * 60 },
  { unit: 'minute', seconds: 60, from: 90 },
  { unit: 'second', seconds: 1, from: 0 },
] as const;

/**
 * Spans by the language's own rules (CLDR, through Intl).
 *
 * @param style how `ago` is written. The long form of Kiswahili begins with a capital ("Sekunde 5 zilizopita"), which is wrong inside a
 *   sentence; its short form has the same words without it.
 */
export function spansIn(locale: string, style: Intl.RelativeTimeFormatStyle): Spans {
  const duration = new Intl.DurationFormat(locale, { style: 'long' });
  // Each card has the same spans, and formatting one takes a tenth of a millisecond.
  const known = new Map<string, string>();
  const relative = new Intl.RelativeTimeFormat(locale, { style });
  return {
    span(seconds) {
      const { unit, count } = rounded(seconds);
      const key = `${count} ${unit}`;
      const text = known.get(key) ?? duration.format({ [`${unit}s`]: count });
      if (known.size < MOST_KNOWN) known.set(key, text);
      return text;
    },
    ago(seconds) {
      const { unit, count } = rounded(seconds);
      return relative.format(-count, unit);
    },
  };
}

/** More than there are spans of up to two days. */
const MOST_KNOWN = 1_000;

function rounded(seconds: number) {
  const { unit, seconds: length } = UNITS.find(({ from }) => seconds >= from) ?? UNITS[3];
  return { unit, count: Math.max(1, Math.round(seconds / length)) };
}
