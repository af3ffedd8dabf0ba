import { merchantDays } from '../../src/reports/merchant-days.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import { ZONES } from '../reports/zones.ts';
import type { Chance } from '../simulation/chance.ts';
import { peopleOf, SHOPS } from '../simulation/shops.ts';
import { dayOf, type DayRange, type Reads } from './books.ts';
import { wrongChart } from './charts.ts';
import { wrongClosings } from './closings.ts';
import { wrongExport } from './exports.ts';
import type { FoldedCharge } from './fold.ts';
import { wrongLookups } from './lookups.ts';
import { wrongReport } from './reports.ts';
import { wrongSummary } from './summaries.ts';

const DAY_MS = 24 * 3_600_000;

/** The program's own. */
export const realReads = (store: Reads['store']): Reads => ({ store, days: merchantDays });

/**
 * Compares lists, reports, closings, exports, charts and summaries with the audit log, to the shilling, for all scopes and as many random ranges of
 * days in random zones. Returns what differs.
 */
export async function wrongBooks(
  reads: Reads,
  folded: readonly FoldedCharge[],
  chance: Chance,
  ranges: number,
): Promise<readonly string[]> {
  if (folded.length === 0) return [];
  const scopes = scopesOf(folded);
  const problems: string[] = [];
  for (let n = 0; n < ranges; n += 1) {
    const range = randomRange(folded, chance);
    const by = mayHaveHours(range) && chance.is(0.7) ? 'hour' : 'day';
    for (const scope of scopes) problems.push(...(await wrongReport({ reads, folded, scope, range }, by)));
    const comparison = { reads, folded, scope: chance.pick(scopes), range };
    problems.push(...(await wrongChart(comparison, by)));
    problems.push(...(await wrongExport(comparison)));
    const { merchantId, chatId } = chance.pick(scopes);
    const now = momentIn(folded, chance) + chance.int(0, DAY_MS);
    const wanted = { scope: { merchantId, chatId }, zone: range.zone, now };
    problems.push(...(await wrongSummary(reads, folded, chance, wanted)));
  }
  const { amountKes } = chance.pick(folded).charge;
  for (const scope of scopes) problems.push(...(await wrongLookups(reads, folded, scope, amountKes)));
  for (const { merchantId, ...shop } of SHOPS)
    for (const shiftOf of [null, ...peopleOf({ merchantId, ...shop })])
      problems.push(...(await wrongClosings(reads, folded, { merchantId, shiftOf })));
  return problems;
}

/** Days around a payment or a refund, or around when a charge was asked for. */
function randomRange(folded: readonly FoldedCharge[], chance: Chance): DayRange {
  const zone = chance.pick(ZONES);
  const first = momentIn(folded, chance) - chance.pick([0, 0, 1, 2]) * DAY_MS;
  const last = chance.is(0.5)
    ? first
    : Math.max(first, momentIn(folded, chance) + chance.pick([0, 1, 40]) * DAY_MS);
  return { zone, first: dayOf(first, zone), last: dayOf(last, zone) };
}

/** When something happened to a charge. */
function momentIn(folded: readonly FoldedCharge[], chance: Chance): number {
  const { askedAt, paid, refunds } = chance.pick(folded);
  return chance.pick([askedAt, paid?.at ?? askedAt, refunds[0]?.at ?? paid?.at ?? askedAt]);
}

/** The program shows hours of single days. They are those of the clock on the wall where it is never set by half an hour. */
export const mayHaveHours = ({ zone, first, last }: DayRange): boolean =>
  first === last && zone !== 'Australia/Lord_Howe';

/** Everybody's charges at each merchant, and those of some of its people and chats. */
function scopesOf(folded: readonly FoldedCharge[]): readonly Scope[] {
  const scopes = folded.flatMap(({ charge: { merchantId, userId, message } }): Scope[] => [
    { merchantId, chatId: undefined, userId: undefined },
    { merchantId, chatId: message?.chatId, userId: undefined },
    { merchantId, chatId: undefined, userId: userId ?? undefined },
    { merchantId, chatId: message?.chatId, userId: userId ?? undefined },
  ]);
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}
