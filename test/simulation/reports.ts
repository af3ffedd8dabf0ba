import type { ChargeEvent } from '../../src/domain/audit.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { shopDays } from '../../src/reports/shop-days.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import type { Takings } from '../../src/domain/takings.ts';
import type { PaidSums, TimeSpan } from '../../src/store/port/reports.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { Chance } from './chance.ts';
import type { Outcome } from './model.ts';
import { standingRefunds, type StandingRefund } from './refunds.ts';

/** Zones with hours that others do not have, on either side of the date line. */
const ZONES = [
  'Africa/Nairobi',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'Europe/London',
];
const DAY = 24 * 3_600_000;
/** How many spans are compared in a run. */
const SPANS = 4;

/** What a fold over the audit trail knows of a payment. */
interface Payment {
  readonly charge: Charge;
  readonly at: number;
  readonly isConfirmed: boolean;
  readonly refunds: readonly StandingRefund[];
}

/** Compares reports with an independent fold over the audit trail, to the shilling. Returns what differs. */
export async function wrongReports(
  { charges, events }: Pick<Outcome, 'charges' | 'events'>,
  store: Pick<Store, 'reports' | 'chargeQueries'>,
  chance: Chance,
): Promise<readonly string[]> {
  const payments = charges.flatMap((charge) => paymentOf(charge, events.get(charge.id) ?? []));
  const times = charges.map(({ createdAt }) => createdAt);
  if (times.length === 0) return [];
  const problems: string[] = [];
  for (let n = 0; n < SPANS; n += 1) {
    const days = shopDays(chance.pick(ZONES));
    const first = days.dayAt(chance.pick(times) - chance.int(0, 2) * DAY);
    const last = days.dayAt(
      Math.max(chance.pick(times) + chance.int(0, 3) * DAY, days.momentsOf({ first, last: first }).from),
    );
    const { from, to } = days.momentsOf({ first, last });
    const bounds = days.boundsOf(from, to, chance.pick(['hour', 'day']));
    for (const scope of scopesOf(charges))
      problems.push(...(await differences(store, scope, bounds, payments)));
  }
  return problems;
}

async function differences(
  store: Pick<Store, 'reports' | 'chargeQueries'>,
  scope: Scope,
  bounds: readonly number[],
  payments: readonly Payment[],
): Promise<readonly string[]> {
  const mine = payments.filter(
    ({ charge }) =>
      charge.merchantId === scope.merchantId &&
      (scope.chatId === undefined || charge.message?.chatId === scope.chatId) &&
      (scope.userId === undefined || charge.userId === scope.userId),
  );
  const span = { from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 };
  const sums = await store.reports.sums(scope, bounds, 100);
  const { charges: latest } = await store.reports.latest(scope, span, 0, payments.length + 1);
  const all = fold(mine, span.from, span.to);
  const parts = bounds.slice(1).map((to, part) => fold(mine, bounds[part] ?? 0, to));
  const people = [...new Set(mine.map(({ charge }) => charge.userId))].map((userId) => {
    const theirs = mine.filter(({ charge }) => charge.userId === userId);
    const { confirmed, byHand } = fold(theirs, span.from, span.to);
    return { userId, confirmed, byHand };
  });
  const refunded = await store.chargeQueries.refundsBetween(span.from, span.to, scope);
  const reported = [sums.confirmed, sums.byHand, sums.parts, latest.length, refunded];
  const folded = [
    all.confirmed,
    all.byHand,
    parts,
    all.confirmed.count + all.byHand.count,
    foldRefunds(mine, span),
  ];
  const byPerson = (found: readonly (PaidSums & { readonly userId: number | null })[]) =>
    found
      .filter(({ confirmed, byHand }) => confirmed.count + byHand.count > 0)
      .map(({ userId, confirmed, byHand }) => JSON.stringify([userId, confirmed, byHand]))
      .toSorted();
  const isSame =
    JSON.stringify(reported) === JSON.stringify(folded) &&
    JSON.stringify(byPerson(sums.cashiers)) === JSON.stringify(byPerson(people));
  return isSame ? [] : [`a report of ${JSON.stringify({ ...scope, ...span })} differs from the audit trail`];
}

/** The last confirmation or mark of a charge, if it still stands. */
function paymentOf(charge: Charge, events: readonly ChargeEvent[]): readonly Payment[] {
  const last = events.findLast(({ from, to }) => from !== to);
  if (last === undefined || (last.to !== 'paid' && last.to !== 'marked_paid')) return [];
  return [{ charge, at: last.at, isConfirmed: last.to === 'paid', refunds: standingRefunds(events) }];
}

/** The refunds that were recorded in a span and stand. */
function foldRefunds(payments: readonly Payment[], { from, to }: TimeSpan): Takings {
  const found = payments.flatMap(({ refunds }) => refunds.filter(({ at }) => at >= from && at < to));
  return { count: found.length, amountKes: found.reduce((sum, { amountKes }) => sum + amountKes, 0) };
}

function fold(payments: readonly Payment[], from: number, to: number): PaidSums {
  const takings = (isConfirmed: boolean): Takings => {
    const found = payments.filter(
      (payment) => payment.isConfirmed === isConfirmed && payment.at >= from && payment.at < to,
    );
    return { count: found.length, amountKes: found.reduce((sum, { charge }) => sum + charge.amountKes, 0) };
  };
  return { confirmed: takings(true), byHand: takings(false) };
}

/** Everybody's charges at each merchant, and those of some of its people and chats. */
function scopesOf(charges: readonly Charge[]): readonly Scope[] {
  const scopes = charges.flatMap(({ merchantId, userId, message }): Scope[] => [
    { merchantId, chatId: undefined, userId: undefined },
    { merchantId, chatId: message?.chatId, userId: undefined },
    { merchantId, chatId: undefined, userId: userId ?? undefined },
    { merchantId, chatId: message?.chatId, userId: userId ?? undefined },
  ]);
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}
