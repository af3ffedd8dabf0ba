import type { Charge } from '../../src/domain/charge.ts';
import type { ChargeEvent } from '../../src/domain/audit.ts';
import type { collectionPayers, collections } from '../../src/store/schema.ts';
import { foldCharges, type FoldedCharge } from '../books/fold.ts';
import { wasGone } from './between-shops.ts';
import { placeOfBoard } from './boards.ts';
import type { Outcome } from './model.ts';
import { placeOf } from './state-checker.ts';

export type CollectionRow = typeof collections.$inferSelect;
export type PayerRow = typeof collectionPayers.$inferSelect;

/** How many customers a board shows at once. */
const PAGE = 24;
/** A board that was on its way when its group was unlinked still arrives. */
const ON_ITS_WAY_MS = 60_000;

/** Checks the collections of a run, from the audit log and from what the chats saw. Returns which promises were broken. */
export function brokenCollections(outcome: Outcome): readonly string[] {
  const { boardsDue, seen, collections, telegram } = outcome;
  return [
    ...(boardsDue === 0 ? [] : [`${boardsDue} messages of boards are still due`]),
    ...collections.flatMap((collection) => brokenCollection(outcome, collection)),
    ...telegram.boards.seen.flatMap((shown) =>
      shown.isBoard && shown.at > (seen.collections.unlinkedAt.get(shown.chatId) ?? Infinity) + ON_ITS_WAY_MS
        ? [`the board of ${shown.collectionId} was shown in ${shown.chatId}, which was unlinked`]
        : [],
    ),
  ];
}

function brokenCollection(outcome: Outcome, collection: CollectionRow): readonly string[] {
  const payers = payersOf(outcome, collection);
  return stuck(collection, payers).concat(
    payers.flatMap((payer) => wronglyAsked(outcome, collection, payer)),
    wrongBoard(outcome, collection, payers),
    wrongRings(outcome, collection, payers),
  );
}

/** Whether a payment of a collection was told by its board: with its receipt, or on another page of it. */
export function isToldOnBoard(
  { collections, payers, telegram, seen, events }: Outcome,
  charge: Charge,
  hears: (chatId: number) => boolean,
): boolean {
  const payer = payers.find(({ id }) => id === charge.collectionPayerId);
  const collection = collections.find(({ id }) => id === payer?.collectionId);
  const receipt = charge.receipt;
  if (collection === undefined || receipt === null) return false;
  // Nobody looks at the board of a closed collection.
  const closedAfter = seen.collections.closedAfter.get(collection.id) ?? Infinity;
  const paidBy = events.get(charge.id)?.find(({ from, to }) => from !== to && to === 'paid');
  if ((paidBy?.id ?? 0) > closedAfter) return false;
  const isPaged = payers.filter(({ collectionId }) => collectionId === collection.id).length > PAGE;
  return telegram.boards.seen.some(
    (shown) =>
      shown.isBoard &&
      shown.collectionId === collection.id &&
      hears(shown.chatId) &&
      (shown.text.includes(receipt) || (isPaged && shown.counts.has(receipt))),
  );
}

const payersOf = ({ payers }: Outcome, { id }: CollectionRow): readonly PayerRow[] =>
  payers.filter(({ collectionId }) => collectionId === id);

const chargesOf = ({ charges }: Outcome, { id }: PayerRow): readonly Charge[] =>
  charges.filter(({ collectionPayerId }) => collectionPayerId === id);

/** Everybody was asked, unless the collection waits for a person. */
function stuck(
  { id, dueAt, pause, closedAt }: CollectionRow,
  payers: readonly PayerRow[],
): readonly string[] {
  const waiting = payers.filter(({ state }) => state === 'waiting').length;
  const due = payers.filter((payer) => payer.state !== 'waiting' && payer.dueAt !== null).length;
  return [
    ...(waiting > 0 && pause === null ? [`collection ${id} is not paused, and ${waiting} still wait`] : []),
    ...(waiting > 0 && closedAt !== null ? [`collection ${id} is closed, and ${waiting} still wait`] : []),
    ...(dueAt === null ? [] : [`collection ${id} is still due`]),
    ...(due === 0 ? [] : [`collection ${id} has ${due} payers who are due and do not wait`]),
  ];
}

/** What the audit log says of an earlier charge at the moment at which its payer is asked again. */
function against(log: readonly ChargeEvent[], before: number): string | undefined {
  let state = 'created';
  let closed: unknown;
  let isMismatched = false;
  for (const { from, to, detail } of log.filter(({ id }) => id < before)) {
    if (from !== to) isMismatched &&= ['pending', 'unconfirmed', 'expired'].includes(to);
    state = to;
    closed = detail['closed'] ?? closed;
    if ('mismatch' in detail) isMismatched = true;
    if ('aside' in detail) isMismatched = false;
  }
  if (state === 'paid' || state === 'marked_paid') return `was ${state}`;
  if (['created', 'pushing', 'pending', 'unknown'].includes(state) && closed !== 'customer-cancelled')
    return `was ${state}`;
  if (isMismatched) return 'had a payment to decide on';
  const isOpen = state === 'unconfirmed' || state === 'unknown' || state === 'pending';
  return isOpen && closed !== undefined && closed !== 'customer-cancelled'
    ? 'was closed by the shop'
    : undefined;
}

function wronglyAsked(outcome: Outcome, { id }: CollectionRow, payer: PayerRow): readonly string[] {
  const { closedAfter, reminders, held } = outcome.seen.collections;
  const asked = chargesOf(outcome, payer);
  const logOf = (charge: Charge): readonly ChargeEvent[] => outcome.events.get(charge.id) ?? [];
  const createdBy = (charge: Charge): number => logOf(charge)[0]?.id ?? 0;
  const problems = asked.flatMap((charge, n) => {
    const at = createdBy(charge);
    return [
      ...(at > (closedAfter.get(id) ?? Infinity)
        ? [`#${charge.id} was asked for after its collection was closed`]
        : []),
      ...(at > (held.get(payer.id) ?? Infinity)
        ? [`#${charge.id} was asked for though its collection waited for a person to go on`]
        : []),
      ...asked.slice(0, n).flatMap((earlier) => {
        const why = against(logOf(earlier), at);
        return why === undefined ? [] : [`#${charge.id} was asked for though #${earlier.id} ${why}`];
      }),
    ];
  });
  const rounds = 1 + (reminders.get(id) ?? 0);
  if (asked.length > rounds)
    problems.push(`payer ${payer.id} was asked ${asked.length} times, and ${rounds - 1} reminders were sent`);
  return problems;
}

/** What the audit log says that a board must say. */
function sumsByLog(payers: readonly PayerRow[], folded: readonly FoldedCharge[]) {
  const theirs = payers.map(({ id }) =>
    folded.filter(({ charge, paid }) => charge.collectionPayerId === id && paid !== undefined),
  );
  const paid = theirs.flat();
  const refunded = paid.flatMap(({ refunds }) => refunds).reduce((sum, { amountKes }) => sum + amountKes, 0);
  return {
    paid: theirs.filter(({ length }) => length > 0).length,
    paidKes: paid.reduce((sum, { charge }) => sum + charge.amountKes, 0) - refunded,
    totalKes: payers.reduce((sum, { amountKes }) => sum + amountKes, 0),
    receipts: paid.filter(({ charge }) => charge.state === 'paid').map(({ charge }) => charge.receipt ?? ''),
  };
}

const kes = (amount: number): string => `KES ${new Intl.NumberFormat('en-KE').format(amount)}`;

/** Whether a collection's board is no longer kept up: its chat is gone, or its person left. */
function isAbandoned(
  { telegram, removed }: Outcome,
  { chatId, merchantId, userId, chatKind }: CollectionRow,
) {
  return (
    telegram.isGone(chatId) ||
    wasGone(telegram, chatId) ||
    (chatKind === 'private' && removed.has(placeOf(merchantId, userId)))
  );
}

/** The board that is shown at the end says what the audit log says. */
function wrongBoard(
  outcome: Outcome,
  collection: CollectionRow,
  payers: readonly PayerRow[],
): readonly string[] {
  const { id, chatId, boardMessageId } = collection;
  const { telegram, charges, events, database } = outcome;
  if (isAbandoned(outcome, collection)) return [];
  // A supergroup gets its board with the next change.
  const isMoved = [...telegram.moved.values()].includes(chatId);
  if (boardMessageId === null) return isMoved ? [] : [`the board of ${id} was never shown`];
  const shown = telegram.boards.last.get(placeOfBoard(chatId, boardMessageId));
  if (shown === undefined) return [`the board of ${id} is no message of ${chatId}`];
  // Nothing has changed since a copy was put back.
  if (shown.database !== database) return [];
  const theirs = charges.filter(({ collectionPayerId }) =>
    payers.some((payer) => payer.id === collectionPayerId),
  );
  const { paid, paidKes, totalKes, receipts } = sumsByLog(payers, foldCharges(theirs, events));
  const says = `${paid} of ${payers.length} paid · ${kes(paidKes)} of ${kes(totalKes)}`;
  const missing = payers.length > PAGE ? [] : receipts.filter((receipt) => !shown.text.includes(receipt));
  const isOver = payers.every(({ state }) => state !== 'waiting') && shown.text.includes('still to send');
  return [
    ...(shown.text.includes(says) ? [] : [`the board of ${id} does not say “${says}”: ${shown.text}`]),
    ...missing.map((receipt) => `the board of ${id} does not name ${receipt}: ${shown.text}`),
    ...(isOver ? [`the board of ${id} says that prompts are still to be sent: ${shown.text}`] : []),
    ...(collection.closedAt !== null && !shown.text.includes('🚫 Closed')
      ? [`the board of ${id} does not say that it is closed: ${shown.text}`]
      : []),
    ...(collection.pause !== null && collection.closedAt === null && !shown.text.includes('⏸')
      ? [`the board of ${id} does not say that it is paused: ${shown.text}`]
      : []),
  ];
}

/** Exactly one message rings once all have paid. */
function wrongRings(
  outcome: Outcome,
  collection: CollectionRow,
  payers: readonly PayerRow[],
): readonly string[] {
  const { id, closedAt } = collection;
  const { telegram, events, restored } = outcome;
  if (restored || closedAt !== null || payers.length < 2 || isAbandoned(outcome, collection)) return [];
  const rung = new Set(
    telegram.boards.seen
      .filter(
        ({ collectionId, isBoard, text }) =>
          collectionId === id && !isBoard && text.startsWith(`✅ All ${payers.length} have paid`),
      )
      .map(({ row }) => row),
  );
  // The moves of all its charges, in the order in which they were committed.
  const theirs = new Map(
    payers.flatMap((payer) => chargesOf(outcome, payer).map(({ id: charge }) => [charge, payer.id])),
  );
  const log = [...theirs.keys()]
    .flatMap((charge) => events.get(charge) ?? [])
    .toSorted((a, b) => a.id - b.id);
  const paid = new Map<number, Set<number>>(payers.map((payer) => [payer.id, new Set()]));
  let wasComplete = false;
  let [must, may] = [0, 0];
  for (const { chargeId, from, to } of log) {
    if (from === to) continue;
    const its = paid.get(theirs.get(chargeId) ?? 0);
    if (to === 'paid' || to === 'marked_paid') its?.add(chargeId);
    else its?.delete(chargeId);
    const isComplete = [...paid.values()].every(({ size }) => size > 0);
    if (isComplete && !wasComplete) {
      may += 1;
      if (to === 'paid') must += 1;
    }
    wasComplete = isComplete;
  }
  // By a person's word alone, the last one rings nothing.
  if (rung.size > may) return [`collection ${id} rang ${rung.size} times, and all had paid ${may} times`];
  return must > 0 && wasComplete && rung.size === 0
    ? [`all of collection ${id} have paid, and no message said so`]
    : [];
}
