import { chargeMessageOf } from '../support/store.ts';
import { mayMove, type ChargeState } from '../../src/domain/charge-states.ts';
import type { ChargeEvent } from '../../src/domain/audit.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { CLOCK_TOLERANCE_MS } from '../../src/runtime/timekeeper.ts';
import type { FakeGateway } from './fake-gateway.ts';
import { isToldOnBoard } from './collected.ts';
import type { CollectionRow, PayerRow } from './collection-rows.ts';
import { isPhoneOf } from './erasures.ts';
import { betweenShops, wasGone, whoHears } from './between-shops.ts';
import type { AnswerPayload } from './updates-api.ts';
import type { People } from './people.ts';
import type { FakeTelegram } from './fake-telegram.ts';
import type { Seen } from './state-checker.ts';

/** Everything that is known about a run at its end. */
export interface Outcome {
  readonly charges: readonly Charge[];
  readonly events: ReadonlyMap<number, readonly ChargeEvent[]>;
  readonly gateways: readonly FakeGateway[];
  readonly telegram: FakeTelegram;
  readonly people: People;
  readonly seen: Seen;
  /** How long a charge is watched, from the answer to its push. */
  readonly watchFor: number;
  /** People who no longer work at a shop, by `placeOf`. */
  readonly removed: ReadonlySet<string>;
  readonly collections: readonly CollectionRow[];
  readonly payers: readonly PayerRow[];
  /** How many messages wait for a board to be shown. */
  readonly boardsDue: number;
  /** The present database: 1, and one more with every copy that was put back. */
  readonly database: number;
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

const TOO_MANY = 'I did not take what you sent after that';

const MARKED: ReadonlySet<ChargeState> = new Set(['marked_paid', 'marked_unpaid']);

/** Checks the outcome of a run, independently of the program. Returns which promises were broken. */
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
function pushedTwice({ gateways, restored, seen }: Outcome): readonly string[] {
  const byCommand = new Map<string, number>();
  for (const [idempotencyKey, count] of gateways.flatMap(({ pushes }) => [...pushes])) {
    const command = commandOf(idempotencyKey, restored || seen.hadSecondProgram);
    byCommand.set(command, (byCommand.get(command) ?? 0) + count);
  }
  return [...byCommand]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => `${key} was pushed ${count} times`);
}

/**
 * Returns the key of the command behind an idempotency key. A command and its confirmation are one command. A seeded bug may number
 * the taps of a command. A restored copy asks again about a command that it does not know, and of two programs one may ask while
 * the other charges: then the confirmation is a command of its own.
 */
const commandOf = (idempotencyKey: string, isAskedApart: boolean): string =>
  idempotencyKey.replace(isAskedApart ? /^$/ : /^question:\d+:/, '').replace(/#\d+$/, '');

/** No command is lost: it became a charge, or a question was asked, or the chat was told that it failed. */
function unanswered({ people, telegram, seen }: Outcome): readonly string[] {
  const isTaken = new Set([...seen.taken].map((key) => key.replace(/#\d+$/, '')));
  return [...people.commands].flatMap(([idempotencyKey, { chatId }]) => {
    const isAnswered = telegram.answers.some((answer) => {
      const payload = answer.payload as Partial<AnswerPayload> & { readonly text?: string };
      return (
        payload.asked?.idempotencyKey === idempotencyKey ||
        payload.text?.includes('nothing came of it') === true ||
        // After an outage, so many updates of one person came at once that the rest was left out, and the chat was told.
        (answer.chatId === chatId && payload.text?.includes(TOO_MANY) === true)
      );
    });
    const isGone = telegram.isGone(chatId) || wasGone(telegram, chatId);
    if (isTaken.has(idempotencyKey) || isAnswered || isGone) return [];
    return [`nothing came of ${idempotencyKey}, and nobody was told`];
  });
}

/**
 * Promise 2: every payment of a known transaction is told in its chat, with its receipt and amount.
 *
 * @param visibleBefore only payments that the gateway reported before this time count
 */
export function unannounced(outcome: Outcome, visibleBefore = Number.POSITIVE_INFINITY): readonly string[] {
  const { charges, gateways, telegram, seen, removed } = outcome;
  return charges.flatMap((charge) => {
    const gateway = gateways.find(({ transactions }) => transactions.has(charge.transactionId ?? ''));
    const paid = gateway?.transactions.get(charge.transactionId ?? '');
    if (gateway === undefined || paid?.visibleAt === undefined || paid.visibleAt > visibleBefore) return [];
    if (paid.paidKes !== charge.amountKes) return [];
    if (!isPhoneOf(paid.msisdn, charge) || gateway.reused.has(paid.receipt)) return [];
    // A watch may end before the payment is visible. (Its last answer may be slow.)
    const ended = seen.expiredAt.get(paid.id);
    const promised = seen.watchedUntil.get(paid.id) ?? Number.POSITIVE_INFINITY;
    if (ended !== undefined && Math.min(ended, promised) <= paid.visibleAt) return [];
    // The watch of a marked charge ends without a message.
    if (MARKED.has(charge.state) && promised <= paid.visibleAt) return [];
    const hears = whoHears(charge, telegram, removed);
    if (hears === undefined) return [];
    const isTold = telegram.notices.some(
      ({ transactionId, chatId, isAnnouncement, notice, receipt, amountKes }) =>
        transactionId === paid.id &&
        !isAnnouncement &&
        (notice === 'paid' || notice === 'paid_late') &&
        hears(chatId) &&
        // Any receipt that the gateway reported for this transaction.
        gateway.confirmed.has(`${paid.id} ${receipt} ${amountKes}`),
    );
    return isTold || isToldOnBoard(outcome, charge, hears)
      ? []
      : [`the payment ${paid.receipt} of #${charge.id} (${charge.state}) was not announced`];
  });
}

/** Promise 4: no watch ends before the gateway has answered at its end. */
function endedUnanswered({ gateways, seen, watchFor }: Outcome): readonly string[] {
  return [...seen.expiredAt].flatMap(([id]) => {
    const gateway = gateways.find(({ transactions }) => transactions.has(id));
    const answeredAt = gateway?.answeredAt.get(id) ?? 0;
    const promptedAt = gateway?.transactions.get(id)?.promptedAt ?? 0;
    return answeredAt >= promptedAt + watchFor - CLOCK_TOLERANCE_MS
      ? []
      : [`the watch of ${id} ended, and nobody had answered for it`];
  });
}

/** Promise 3: a payment is announced only if the gateway confirmed it for its transaction. Promise 4: no prompted charge is called failed. */
function madeUp({ gateways, telegram }: Outcome): readonly string[] {
  const problems: string[] = [];
  const payers = new Map<string, string>();
  const prompted = new Set(
    gateways.flatMap(({ transactions }) =>
      [...transactions.values()].map(({ idempotencyKey }) => idempotencyKey),
    ),
  );
  for (const told of telegram.notices) {
    const { database, chargeId, idempotencyKey, transactionId, notice, receipt, amountKes } = told;
    if (notice === 'paid' || notice === 'paid_late') {
      const key = `${transactionId} ${receipt} ${amountKes}`;
      if (!gateways.some(({ confirmed }) => confirmed.has(key)))
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

/** Every charge is in a final state, and its audit log leads there by allowed moves. */
function unexplained({ charges, events }: Outcome): readonly string[] {
  return charges.flatMap((charge) => {
    const problems: string[] = [];
    let state: ChargeState | null = null;
    let receipt: unknown = null;
    let transactionId: unknown = null;
    for (const { from, to, detail } of events.get(charge.id) ?? []) {
      if (from !== to && to === 'paid') receipt = detail['receipt'];
      if (from !== to && to === 'pending') transactionId = detail['transactionId'];
      if (from !== state) problems.push(`#${charge.id}: the audit log says ${from} where it was ${state}`);
      const isAllowed = from === null ? to === 'created' : from === to || mayMove(from, to);
      if (!isAllowed) problems.push(`#${charge.id}: the audit log has ${from} → ${to}`);
      state = to;
    }
    if (state !== charge.state)
      problems.push(`#${charge.id} is ${charge.state}, its audit log ends at ${state}`);
    if (receipt !== charge.receipt || transactionId !== charge.transactionId)
      problems.push(`#${charge.id}: its audit log leads to ${String(transactionId)} with ${String(receipt)}`);
    if (!ENDS.has(charge.state)) problems.push(`#${charge.id} is still ${charge.state}`);
    if ((charge.state === 'paid') !== (charge.receipt !== null))
      problems.push(`#${charge.id}: ${charge.state}, receipt ${charge.receipt}`);
    return problems;
  });
}

/** The card of a charge shows its final state. */
function wrongCards({ charges, telegram }: Outcome): readonly string[] {
  return charges.flatMap((charge) => {
    const { chatId, cardMessageId } = chargeMessageOf(charge);
    if (telegram.isGone(chatId) || cardMessageId === null) return [];
    // A sale leaves one message. The rest may not be deleted, and show the end.
    if (telegram.deleted.has(cardMessageId)) return [];
    const shown = telegram.cards.get(cardMessageId)?.state;
    return shown === charge.state ? [] : [`the card of #${charge.id} shows ${shown}, it is ${charge.state}`];
  });
}

/** Each chat gets its messages in the order in which they were stored. */
function outOfOrder({ telegram }: Outcome): readonly string[] {
  return [...telegram.order].flatMap(([chatId, rows]) =>
    rows.some((row, i) => i > 0 && row < (rows[i - 1] ?? 0)) ? [`chat ${chatId} got ${rows.join(', ')}`] : [],
  );
}
