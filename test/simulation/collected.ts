import type { Charge } from '../../src/domain/charge.ts';
import type { ChargeEvent } from '../../src/domain/audit.ts';
import { wrongBoard, wrongRings } from './board-checker.ts';
import { chargesOf, PAGE, type CollectionRow, type PayerRow } from './collection-rows.ts';
import type { Outcome } from './model.ts';

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
