import type { ChartPicture } from '../../src/reports/chart-picture.ts';
import { makeChart } from '../../src/reports/charts.ts';
import { wallTime } from '../reports/zones.ts';
import { differing, isIn, momentsOf, named, sumsBy, type Comparison } from './books.ts';
import { entriesOf, inScope, leftKes } from './fold.ts';

/** A chart with more days has a date under a bar, `27 Nov`; others the day of the month. */
const MOST_PLAIN_DAYS = 31;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'.split(' ');

/** Compares the bars of a chart, and the sums in its title and legend, with the audit log, to the shilling. */
export async function wrongChart(comparison: Comparison, by: 'hour' | 'day'): Promise<readonly string[]> {
  const { scope, range } = comparison;
  const picture = await chartOf(comparison, by);
  const entries = entriesOf(inScope(comparison.folded, scope)).filter(({ at }) => isIn(at, range));
  const isDated = by === 'day' && picture.bars.length > MOST_PLAIN_DAYS;
  const bars = (kind: 'confirmedKes' | 'byHandKes') =>
    sumsBy(
      picture.bars,
      ({ label }) => label,
      (bar) => bar[kind],
    );
  const folded = (isConfirmed: boolean) =>
    sumsBy(
      entries.filter((one) => one.isConfirmed === isConfirmed),
      ({ at }) => labelOf(at, range.zone, by, isDated),
      (one) => leftKes([one]),
    );
  const said = [bars('confirmedKes'), bars('byHandKes'), ...shillingsIn(picture)];
  const expected = [
    folded(true),
    folded(false),
    leftKes(entries),
    leftKes(entries.filter(({ isConfirmed }) => isConfirmed)),
    leftKes(entries.filter(({ isConfirmed }) => !isConfirmed)),
    -leftKes(entries.filter(({ isRefund }) => isRefund)),
  ];
  return differing(`a chart of ${named(comparison)} by ${by}`, said, expected);
}

async function chartOf({ reads, scope, range }: Comparison, by: 'hour' | 'day'): Promise<ChartPicture> {
  let drawn: ChartPicture | undefined;
  const draw: Parameters<typeof makeChart>[0]['draw'] = async (picture) => {
    if (picture.kind === 'chart') drawn = picture;
    return Buffer.alloc(0);
  };
  const { merchantId, chatId = null, userId = null } = scope;
  const parts = { store: reads.store, days: reads.days(range.zone), draw };
  await makeChart(parts, {
    kind: 'chart',
    merchantId,
    chatId,
    userId,
    ...momentsOf(reads, range),
    by,
    language: 'en',
  });
  if (drawn === undefined) throw new Error('no chart was drawn');
  return drawn;
}

function labelOf(at: number, zone: string, by: 'hour' | 'day', isDated: boolean): string {
  const wall = wallTime(at, zone);
  const [month, day, hour] = [wall.slice(5, 7), wall.slice(8, 10), wall.slice(11, 13)].map(Number);
  if (by === 'hour') return `${hour}`;
  return isDated ? `${day} ${MONTHS[(month ?? 1) - 1]}` : `${day}`;
}

/** The shillings in the title and in the legend: of all, confirmed and by hand, and what was refunded. */
const shillingsIn = ({ title, legend }: ChartPicture): readonly number[] =>
  [title, legend.confirmed, legend.byHand ?? 'KES 0', legend.refunded ?? 'KES 0'].map((text) => {
    const [, minus = '', digits = ''] = /(−?)KES ([\d,]+)/.exec(text) ?? [];
    return Number(digits.replaceAll(',', '')) * (minus === '' ? 1 : -1);
  });
