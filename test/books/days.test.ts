import { afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/port/store.ts';
import { chance as newChance } from '../simulation/chance.ts';
import type { MemoryStore } from '../simulation/memory-store.ts';
import type { BugHooks } from '../simulation/seeded-bug.ts';
import { BOOKS } from '../simulation/seeded-bugs/books.ts';
import { openingStore, SHOPS } from '../simulation/shops.ts';
import { allCharges } from '../support/sqlite.ts';
import { chargeEvents } from '../../src/store/schema.ts';
import { dayOf, type Reads } from './books.ts';
import { wrongChart } from './charts.ts';
import { brokenTakings } from './customer-takings.ts';
import { foldCharges, type FoldedCharge } from './fold.ts';
import { liveDays, type Days } from './random-days.ts';
import { wrongReport } from './reports.ts';
import { mayHaveHours, realReads, wrongBooks } from './wrong-books.ts';

const DAY_MS = 24 * 3_600_000;
/** Days in which a zone's clock is set, or in which none is. All begin some days before. */
const BEGINNINGS: readonly (readonly [zone: string, day: string])[] = [
  ['Africa/Nairobi', '2026-12-20'],
  ['Europe/London', '2026-03-22'],
  ['Europe/London', '2026-10-22'],
  ['Africa/Nairobi', '2026-02-10'],
  ['America/New_York', '2026-10-26'],
  ['Africa/Cairo', '2026-04-20'],
  ['America/Santiago', '2026-08-30'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['Pacific/Kiritimati', '2026-12-28'],
  ['Asia/Beirut', '2026-03-25'],
];

/** Each seeded bug must be found within this number of seeds. */
const SEEDS_TO_FIND = 6;

let memory: MemoryStore | undefined;
afterEach(() => memory?.close());

/** Lives days of a seed. Returns what differs from the audit log then, for every single day and for random ranges. */
async function wrongAfter(
  seed: number,
  count: number,
  ranges: number,
  bug: BugHooks = {},
): Promise<readonly string[]> {
  const chance = newChance(seed);
  const [zone, day] = BEGINNINGS[seed % BEGINNINGS.length]!;
  const days: Days = { zone, from: Date.parse(`${day}T12:00:00Z`), count };
  memory?.close();
  memory = await openingStore();
  const { db } = memory;
  const port: Store = { ...memory.store, close: () => undefined };
  await liveDays(bug.store?.(port, db) ?? port, chance, days);
  const events = db.select().from(chargeEvents).orderBy(chargeEvents.id).all();
  const folded = foldCharges(
    allCharges(db),
    Map.groupBy(events, ({ chargeId }) => chargeId),
  );
  const real = realReads(memory.store);
  const reads = bug.reads?.(real) ?? real;
  return [
    ...(await wrongDays(reads, folded, days)),
    ...(await wrongBooks(reads, folded, chance, ranges)),
    ...brokenTakings(db, folded),
  ];
}

/** Compares the report and the chart of every single day of both shops. */
async function wrongDays(
  reads: Reads,
  folded: readonly FoldedCharge[],
  { zone, from, count }: Days,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (let n = -1; n <= count; n += 1)
    for (const { merchantId } of SHOPS) {
      const day = dayOf(from + n * DAY_MS, zone);
      const range = { zone, first: day, last: day };
      const scope = { merchantId, chatId: undefined, userId: undefined };
      const comparison = { reads, folded, scope, range };
      const by = mayHaveHours(range) ? 'hour' : 'day';
      problems.push(...(await wrongReport(comparison, by)), ...(await wrongChart(comparison, by)));
    }
  return problems;
}

describe('lists, reports, closings, exports, charts, summaries and customers’ sums agree with the audit log to the shilling', () => {
  test('over five random days, on one of which the clock is set', async () => {
    expect(await wrongAfter(2, 5, 2)).toEqual([]);
  });

  test.each(Array.from({ length: 40 }, (_, seed) => seed + 100))(
    'over 60 random days, seed %i',
    { tags: 'slow', timeout: 300_000 },
    async (seed) => {
      expect(await wrongAfter(seed, 60, 6)).toEqual([]);
    },
  );
});

describe('the comparison can fail: it finds', { tags: 'slow' }, () => {
  test.each(Object.entries(BOOKS))('%s', { timeout: 300_000 }, async (_name, bug) => {
    const problems: string[] = [];
    for (let seed = 1; seed <= SEEDS_TO_FIND && !problems.some((one) => bug.breaks.test(one)); seed += 1)
      problems.push(...(await wrongAfter(seed, 12, 4, bug)));
    expect(problems.filter((one) => bug.breaks.test(one))).not.toEqual([]);
  });
});
