import { DateTime } from 'luxon';

/** Days and times of day in the shop's time zone. */
export interface MerchantTime {
  /** `14:05`. */
  timeOfDay(at: number): string;
  /** `14:05` for today, `23 Nov, 14:05` for another day. */
  moment(at: number, now: number, locale: string): string;
  /** `23 Nov 2026, 14:05`: for a paper that is kept. */
  dated(at: number, locale: string): string;
  /** Minutes since midnight by the clock on the wall. */
  minuteOfDay(at: number): number;
  /** A day such as `2026-11-27`, as `Fri 27 Nov`. */
  date(day: string, locale: string): string;
  /** The same without the day of the week: `27 Nov`. */
  shortDate(day: string, locale: string): string;
  /** The day of `at`, from its first millisecond to the first of the next day. */
  day(at: number): { readonly from: number; readonly to: number };
}

/** @param zone an IANA time zone, such as `Africa/Nairobi` */
export function merchantTime(zone: string): MerchantTime {
  const local = (at: number): DateTime => DateTime.fromMillis(at, { zone });
  let latest = { from: 0, to: 0 };
  /** Nearly all that is told is of one day, and a day takes ten times as long to find as to compare. */
  const day: MerchantTime['day'] = (at) => {
    if (at >= latest.from && at < latest.to) return latest;
    const start = local(at).startOf('day');
    // In zones that change the clock at midnight, a day may begin at one o'clock.
    latest = { from: start.toMillis(), to: start.plus({ days: 1 }).startOf('day').toMillis() };
    return latest;
  };
  return {
    timeOfDay: (at) => local(at).toFormat('HH:mm'),
    moment(at, now, locale) {
      const { from, to } = day(now);
      return at >= from && at < to
        ? local(at).toFormat('HH:mm')
        : local(at).setLocale(locale).toFormat('d MMM, HH:mm');
    },
    dated: (at, locale) => local(at).setLocale(locale).toFormat('d MMM yyyy, HH:mm'),
    minuteOfDay: (at) => local(at).hour * 60 + local(at).minute,
    date: (day, locale) => DateTime.fromISO(day).setLocale(locale).toFormat('ccc d MMM'),
    shortDate: (day, locale) => DateTime.fromISO(day).setLocale(locale).toFormat('d MMM'),
    day,
  };
}
