import { hasPaid, type Collection } from '../../../domain/collection.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { CollectionChange } from '../../../store/port/collections.ts';
import { boardButtons } from '../../outbound/board.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { askPayers } from './collect-questions.ts';

/** The buttons under a collection's board: remind, add, go on, close, and its pages. */
export const boards: Feature = {
  callbacks: {
    remindPayers: (services, press, { collection }) => change(services, press, collection, 'remind'),
    resumeCollection: (services, press, { collection }) => change(services, press, collection, 'resume'),
    closeCollectionNow: (services, press, { collection }) => change(services, press, collection, 'close'),
    closeCollection: askToClose,
    keepCollection: keep,
    addPayers: add,
    boardPage: turnPage,
    showBoard,
  },
};

/** Finds the collection whose board a press is under. Undefined if the person does not work for its shop, or it is of another chat. */
async function collectionHere(services: BotServices, turn: Turn, ref: string) {
  const collection = await services.store.collections.byRef(ref);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === collection?.merchantId);
  if (collection === undefined || member === undefined || collection.chatId !== turn.chatId) return undefined;
  return { collection, member, hasSeveral: turn.chatKind === 'private' && places.length > 1 };
}

/** The store asks this again. Here it saves a person a question that they may not answer. */
const mayChange = ({ userId }: Turn, collection: Collection, { role }: Membership): boolean =>
  collection.userId === userId || isAtLeast(role, 'manager');

/** The board follows by itself, so a press is answered with a few words. */
async function change(
  services: BotServices,
  { turn }: Press,
  ref: string,
  what: 'remind' | 'resume' | 'close',
): Promise<string | undefined> {
  const here = await collectionHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  const { id } = here.collection;
  const outcome = await services.payments.changeCollection(turn.userId, turn.at, (collections, press) =>
    collections[what](id, press, () => turn.effects()),
  );
  return answerTo(turn, here.collection, what, outcome);
}

function answerTo(
  { words }: Turn,
  { closedAt }: Collection,
  what: 'remind' | 'resume' | 'close',
  outcome: CollectionChange,
): string {
  if (outcome.kind === 'forbidden') return words.collectionNotYours;
  if (outcome.kind !== 'done') {
    if (closedAt !== null) return words.collectionOver;
    return what === 'remind' ? words.nobodyToRemind : words.alreadyDecided;
  }
  switch (what) {
    case 'remind':
      return words.reminded(outcome.count);
    case 'resume':
      return words.collectionResumed;
    case 'close':
      return words.collectionClosed;
  }
}

/** Closing ends many charges at once, so it takes a second tap. */
async function askToClose(
  services: BotServices,
  { turn, messageId }: Press,
  { collection: ref }: ActionOf<'closeCollection'>,
): Promise<string | undefined> {
  const { words } = turn;
  const here = await collectionHere(services, turn, ref);
  if (here === undefined) return words.notYours;
  const { collection, member } = here;
  if (collection.closedAt !== null) return words.collectionOver;
  if (!mayChange(turn, collection, member)) return words.collectionNotYours;
  const board = await services.store.collections.board(collection.id);
  const unpaid = board?.payers.filter((payer) => !hasPaid(payer)).length ?? 0;
  turn.setButtons(messageId, [
    [
      button(words.buttons.closeCollection(unpaid), { kind: 'closeCollectionNow', collection: ref }),
      button(words.buttons.keepOpen, { kind: 'keepCollection', collection: ref }),
    ],
  ]);
  return words.closeCollectionQuestion;
}

async function keep(
  services: BotServices,
  { turn, messageId }: Press,
  { collection: ref }: ActionOf<'keepCollection'>,
): Promise<string | undefined> {
  const here = await collectionHere(services, turn, ref);
  const board = here && (await services.store.collections.board(here.collection.id));
  if (board === undefined) return turn.words.notYours;
  turn.setButtons(messageId, boardButtons(board));
  return undefined;
}

async function add(
  services: BotServices,
  { turn }: Press,
  { collection: ref }: ActionOf<'addPayers'>,
): Promise<string | undefined> {
  const { words } = turn;
  const here = await collectionHere(services, turn, ref);
  if (here === undefined) return words.notYours;
  const { collection, member, hasSeveral } = here;
  if (collection.closedAt !== null) return words.collectionOver;
  if (!mayChange(turn, collection, member)) return words.collectionNotYours;
  const { merchantId, amountKes, note, commandMessageId, commandWord, threadId } = collection;
  askPayers(
    turn,
    { merchantId, amountKes, note, payers: [], about: ref, commandMessageId, commandWord, threadId },
    new Map(),
    { shop: hasSeveral ? member.merchantName : null },
  );
  return undefined;
}

async function turnPage(
  services: BotServices,
  { turn }: Press,
  { collection: ref, page }: ActionOf<'boardPage'>,
): Promise<string | undefined> {
  const here = await collectionHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  await services.store.collections.turnPage(here.collection.id, page, turn.effects());
  return undefined;
}

async function showBoard(
  services: BotServices,
  { turn }: Press,
  { collection: ref }: ActionOf<'showBoard'>,
): Promise<string | undefined> {
  const here = await collectionHere(services, turn, ref);
  if (here === undefined) return turn.words.notYours;
  if (here.collection.closedAt !== null) return turn.words.collectionOver;
  await services.store.collections.showAgain(here.collection.id, turn.effects());
  return undefined;
}
