import { homeOf } from '../support/store.ts';
import { mayMove, type ChargeState } from '../../src/domain/charge-states.ts';
import type { ChargeEvent } from '../../src/domain/audit.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { CLOCK_TOLERANCE_MS } from '../../src/runtime/timekeeper.ts';
import type { FakeGateway } from './fake-gateway.ts';
import { betweenShops, wasGone, whoHears } from './between-shops.ts';
import type { Saying } from './updates-api.ts';
import type { People } from './people.ts';
import type { FakeTelegram } from './fake-telegram.ts';
import type { Seen } from './state-checker.ts';

/** Everything that is known when a run is over. */
export interface Outcome {
  readonly charges: readonly Charge[];
  readonly events: ReadonlyMap<number, readonly ChargeEvent[]>;
  readonly banks: readonly FakeGateway[];
  readonly telegraph: FakeTelegram;
  readonly people: People;
  readonly seen: Seen;
  /** How long a charge is watched from its push's answer on. */
  readonly watchFor: number;
  /** People who no longer work at a shop, by `placeOf`. */
  readonly removed: ReadonlySet<string>;
  /** The database was put back from a copy at some time. */
  readonly restored: boolean;
}

const ENDS: ReadonlySet<ChargeState> = new Set<ChargeState>([
  'paid',
  'declined',
  'unknown',
  'expired',
  'canceled',
  'marked_paid',
  'marked_unpaid',
]);

/** Looks at what came of a run with its own eyes, and says which promises were broken. */
export function broken(outcome: Outcome): readonly string[] {
  return [
    ...pushedTwice(outcome),
    ...unanswered(outcome),
    ...unannounced(outcome),
    ...endedUnanswered(outcome),
    ...madeUp(outcome),
    ...unexplained(outcome),
    ...wrongCards(outcome),
    ...outOfOrder(outcome),
    ...betweenShops(outcome),
  ];
}

/** Promise 1: one command, at most one push. */
function pushedTwice({ banks, restored }: Outcome): readonly string[] {
  const byWish = new Map<string, number>();
  for (const [idempotencyKey, count] of banks.flatMap(({ pushes }) => [...pushes])) {
    const wish = wishOf(idempotencyKey, restored);
    byWish.set(wish, (byWish.get(wish) ?? 0) + count);
  }
  return [...byWish]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => `${key} was pushed ${count} times`);
}

/**
 * A command, and the question that was asked about it, are one wish; a planted fault may tell its taps apart by a number. Once
 * a copy was put back, a command that it does not know is asked about anew, and a person who says yes wishes for it again.
 */
const wishOf = (idempotencyKey: string, restored: boolean): string =>
  idempotencyKey.replace(restored ? /^$/ : /^question:\d+:/, '').replace(/#\d+$/, '');

/** No command is lost: it became a charge, or its chat was asked, or told that nothing came of it. */
function unanswered({ people, telegraph, seen }: Outcome): readonly string[] {
  const isTaken = new Set([...seen.taken].map((key) => key.replace(/#\d+$/, '')));
  return [...people.wishes].flatMap(([idempotencyKey, { chatId }]) => {
    const isAnswered = telegraph.answers.some((answer) => {
      const payload = answer.payload as Partial<Saying> & { readonly text?: string };
      return (
        payload.asked?.idempotencyKey === idempotencyKey ||
        payload.text?.includes('nothing came of it') === true
      );
    });
    const isGone = telegraph.isGone(chatId) || wasGone(telegraph, chatId);
    if (isTaken.has(idempotencyKey) || isAnswered || isGone) return [];
    return [`nothing came of ${idempotencyKey}, and nobody was told`];
  });
}

/**
 * Promise 2: every payment whose id we know is announced, in its chat, with its receipt and amount.
 *
 * @param visibleBefore only of payments that could be seen before then
 */
export function unannounced(
  { charges, banks, telegraph, seen, removed }: Outcome,
  visibleBefore = Number.POSITIVE_INFINITY,
): readonly string[] {
  return charges.flatMap((charge) => {
    const bank = banks.find(({ transactions }) => transactions.has(charge.transactionId ?? ''));
    const paid = bank?.transactions.get(charge.transactionId ?? '');
    if (bank === undefined || paid?.visibleAt === undefined || paid.visibleAt > visibleBefore) return [];
    if (paid.paidKes !== charge.amountKes) return [];
    if (paid.msisdn !== charge.msisdn || bank.reused.has(paid.receipt)) return [];
    // A watch that ended before the payment was to be seen has kept its word. (Its last answer may take its time.)
    const ended = seen.expiredAt.get(paid.id);
    const promised = seen.watchedUntil.get(paid.id) ?? Number.POSITIVE_INFINITY;
    if (ended !== undefined && Math.min(ended, promised) <= paid.visibleAt) return [];
    const hears = whoHears(charge, telegraph, removed);
    if (hears === undefined) return [];
    const isTold = telegraph.notices.some(
      ({ transactionId, chatId, isAnnouncement, notice, receipt, amountKes }) =>
        transactionId === paid.id &&
        !isAnnouncement &&
        (notice === 'paid' || notice === 'paid_late') &&
        hears(chatId) &&
        // The receipt that the gateway named for it, should it ever have named another.
        bank.confirmed.has(`${paid.id} ${receipt} ${amountKes}`),
    );
    return isTold ? [] : [`the payment ${paid.receipt} of #${charge.id} (${charge.state}) was not announced`];
  });
}

/** Promise 4: no watch ends before the gateway has answered for all of it. */
function endedUnanswered({ banks, seen, watchFor }: Outcome): readonly string[] {
  return [...seen.expiredAt].flatMap(([id]) => {
    const bank = banks.find(({ transactions }) => transactions.has(id));
    const answeredAt = bank?.answeredAt.get(id) ?? 0;
    const promptedAt = bank?.transactions.get(id)?.promptedAt ?? 0;
    return answeredAt >= promptedAt + watchFor - CLOCK_TOLERANCE_MS
      ? []
      : [`the watch of ${id} ended, and nobody had answered for it`];
  });
}

/** Promise 3: nothing is announced that the gateway has not confirmed for this very transaction; promise 4: nor called failed. */
function madeUp({ banks, telegraph }: Outcome): readonly string[] {
  const problems: string[] = [];
  const payers = new Map<string, string>();
  const prompted = new Set(
    banks.flatMap(({ transactions }) =>
      [...transactions.values()].map(({ idempotencyKey }) => idempotencyKey),
    ),
  );
  for (const told of telegraph.notices) {
    const { database, chargeId, idempotencyKey, transactionId, notice, receipt, amountKes } = told;
    if (notice === 'paid' || notice === 'paid_late') {
      const key = `${transactionId} ${receipt} ${amountKes}`;
      if (!banks.some(({ confirmed }) => confirmed.has(key)))
        problems.push(`#${chargeId} was announced as paid, and nobody confirmed ${key}`);
      const payer = payers.get(`${database}:${receipt}`) ?? idempotencyKey;
      if (payer !== idempotencyKey)
        problems.push(`the receipt ${receipt} was announced for ${payer} and ${idempotencyKey}`);
      payers.set(`${database}:${receipt}`, idempotencyKey);
    }
    if ((notice === 'declined' || notice === 'canceled') && prompted.has(idempotencyKey)) {
      problems.push(`#${chargeId} was told as ${notice}, and its prompt reached a phone`);
    }
  }
  return problems;
}

/** Every charge is at an end, and its audit trail leads there by allowed moves. */
function unexplained({ charges, events }: Outcome): readonly string[] {
  return charges.flatMap((charge) => {
    const problems: string[] = [];
    let state: ChargeState | null = null;
    let receipt: unknown = null;
    let transactionId: unknown = null;
    for (const { from, to, detail } of events.get(charge.id) ?? []) {
      if (from !== to && to === 'paid') receipt = detail['receipt'];
      if (from !== to && to === 'pending') transactionId = detail['transactionId'];
      if (from !== state) problems.push(`#${charge.id}: the trail says ${from} where it was ${state}`);
      const isAllowed = from === null ? to === 'created' : from === to || mayMove(from, to);
      if (!isAllowed) problems.push(`#${charge.id}: the trail holds ${from} → ${to}`);
      state = to;
    }
    if (state !== charge.state) problems.push(`#${charge.id} is ${charge.state}, its trail ends at ${state}`);
    if (receipt !== charge.receipt || transactionId !== charge.transactionId)
      problems.push(`#${charge.id}: its trail leads to ${String(transactionId)} with ${String(receipt)}`);
    if (!ENDS.has(charge.state)) problems.push(`#${charge.id} is still ${charge.state}`);
    if ((charge.state === 'paid') !== (charge.receipt !== null))
      problems.push(`#${charge.id}: ${charge.state}, receipt ${charge.receipt}`);
    return problems;
  });
}

/** A card, where there is one, shows how the charge ended. */
function wrongCards({ charges, telegraph }: Outcome): readonly string[] {
  return charges.flatMap((charge) => {
    const { chatId, cardMessageId } = homeOf(charge);
    if (telegraph.isGone(chatId) || cardMessageId === null) return [];
    if (telegraph.deleted.has(cardMessageId)) return [];
    const shown = telegraph.cards.get(cardMessageId)?.state;
    return shown === charge.state ? [] : [`the card of #${charge.id} shows ${shown}, it is ${charge.state}`];
  });
}

/** Each chat gets what it is told in the order in which it was decided. */
function outOfOrder({ telegraph }: Outcome): readonly string[] {
  return [...telegraph.order].flatMap(([chatId, rows]) =>
    rows.some((row, i) => i > 0 && row < (rows[i - 1] ?? 0)) ? [`chat ${chatId} got ${rows.join(', ')}`] : [],
  );
}
