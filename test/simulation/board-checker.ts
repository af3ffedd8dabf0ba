import { foldCharges, type FoldedCharge } from '../books/fold.ts';
import { wasGone } from './between-shops.ts';
import { placeOfBoard } from './boards.ts';
import { chargesOf, PAGE, type CollectionRow, type PayerRow } from './collection-rows.ts';
import type { Outcome } from './model.ts';
import { placeOf } from './state-checker.ts';

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

const kes = (amount: number): string => `KES\u00a0${new Intl.NumberFormat('en-KE').format(amount)}`;

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
export function wrongBoard(
  outcome: Outcome,
  collection: CollectionRow,
  payers: readonly PayerRow[],
): readonly string[] {
  const { id, chatId, boardMessageId } = collection;
  const { telegram, charges, events, database } = outcome;
  if (isAbandoned(outcome, collection)) return [];
  // A supergroup gets its board with the next change.
  const isMoved = [...telegram.moved.values()].includes(chatId);
  if (boardMessageId === null && isMoved) return [];
  // So does the private chat of who began it, once its group was unlinked: what the group was shown last must still be right.
  const inGroup = telegram.boards.seen.findLast((seen) => seen.isBoard && seen.collectionId === id);
  const wasUnlinked = outcome.seen.collections.unlinkAsked.has(inGroup?.chatId ?? chatId);
  if (boardMessageId === null && (inGroup === undefined || !wasUnlinked || inGroup.chatId === chatId))
    return [`the board of ${id} was never shown`];
  const shown =
    boardMessageId === null ? inGroup : telegram.boards.last.get(placeOfBoard(chatId, boardMessageId));
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
export function wrongRings(
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
