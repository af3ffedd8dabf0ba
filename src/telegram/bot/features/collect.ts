import type { Contact } from 'telegraf/types';
import { formatKes } from '../../../domain/amount.ts';
import { readAmountAndNote } from '../../../domain/charge-request.ts';
import type { Draft } from '../../../domain/draft.ts';
import { readPayerLines, type PayerLine } from '../../../domain/payer-lines.ts';
import type { Membership } from '../../../store/port/members.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { CommandContext, Feature, Press } from '../feature.ts';
import { deletion, type Turn } from '../turn.ts';
import { nameInContact, numbersOf } from './charge-answers.ts';
import { namesOf, readPayers, type ReadPayers } from './collect-lines.ts';
import { pickFeature } from './collect-pick.ts';
import {
  askCollectAmount,
  askPayers,
  listOf,
  type AskPayersOptions,
  type PayerList,
} from './collect-questions.ts';
import { closed, draftAt } from './open-question.ts';
import { problemWithAmount } from './refusal.ts';
import { mayTidy } from './tidy-group.ts';

/** How many open lists are offered. */
const OFFERED = 5;

/** `/collect`: many customers are asked at once, after one question for all of them. */
export const collect: Feature = {
  commands: [{ name: 'collect', aliases: ['kusanya'], inMenu: true, run: begin }],
  callbacks: { sendToPayers: send, ...pickFeature },
};

async function begin(
  services: BotServices,
  { turn, member, hasSeveral, payload, message }: CommandContext,
): Promise<void> {
  const place = {
    commandMessageId: message.message_id,
    commandWord: turn.quote ?? null,
    threadId: turn.threadId ?? null,
  };
  const [, first = '', rest = ''] = /^([^\n\r\u2028\u2029]*)([\s\S]*)$/.exec(payload) ?? [];
  if (first.trim() === '') return await askWithOpenOnes(services, turn, member, place);
  const shop = hasSeveral ? member.merchantName : null;
  await takeAmount(services, turn, member, place, first, { shop }, rest);
}

/** Asks for the amount, and offers the lists of this chat that are still open. */
async function askWithOpenOnes(
  services: BotServices,
  turn: Turn,
  member: Membership,
  place: Pick<PayerList, 'commandMessageId' | 'commandWord' | 'threadId'>,
): Promise<void> {
  const { words } = turn;
  const open = await services.store.collections.openIn(member.merchantId, turn.chatId, OFFERED);
  const rows = open.map(({ ref, note, amountKes }) => [
    button(`👥 ${note ?? words.collection} · ${formatKes(amountKes)}`, {
      kind: 'showBoard',
      collection: ref,
    }),
  ]);
  askCollectAmount(turn, member, place, open.length === 0 ? [] : [words.openCollections], rows);
}

async function takeAmount(
  services: BotServices,
  turn: Turn,
  member: Membership,
  place: Pick<PayerList, 'commandMessageId' | 'commandWord' | 'threadId'>,
  text: string,
  { shop }: { readonly shop: string | null },
  payers = '',
): Promise<void> {
  const { words } = turn;
  const { merchantId } = member;
  const amount = readAmountAndNote(text);
  if (amount.kind === 'refused')
    return askCollectAmount(turn, member, place, [problemWithAmount(words, amount)]);
  const { maxAmountKes } = await services.store.merchantSettings.of(merchantId);
  if (maxAmountKes !== null && amount.amountKes > maxAmountKes)
    return askCollectAmount(turn, member, place, [words.overLimit(formatKes(maxAmountKes))]);
  const list: PayerList = {
    ...place,
    merchantId,
    amountKes: amount.amountKes,
    note: amount.note ?? null,
    payers: [],
    about: null,
  };
  await show(services, turn, list, await readPayers(services, merchantId, readPayerLines(payers), []), {
    shop,
  });
}

/** Shows the list as it is now, with the question whether to send. */
async function show(
  services: BotServices,
  turn: Turn,
  list: PayerList,
  { payers, leftOut }: ReadPayers,
  options: AskPayersOptions,
): Promise<void> {
  const whole = { ...list, payers };
  askPayers(turn, whole, await namesOf(services, whole), { ...options, leftOut });
}

/** Takes the answer to the question for the amount, or for the payers. */
export async function answerCollect(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  text: string,
): Promise<void> {
  const list = listOf(draft);
  if (list !== undefined) return await addLines(services, turn, member, list, readPayerLines(text));
  const shop = await shopHere(services, turn, member);
  await takeAmount(services, turn, member, draft, text, { shop });
}

async function addLines(
  services: BotServices,
  turn: Turn,
  member: Membership,
  list: PayerList,
  added: readonly PayerLine[],
): Promise<void> {
  const shop = await shopHere(services, turn, member);
  const read = await readPayers(services, member.merchantId, added, list.payers);
  await show(services, turn, list, read, { shop });
  // It goes after the question that replies to it: it shows customers' numbers.
  if (turn.messageId !== undefined && (await mayTidy(services, turn))) turn.remove(turn.messageId);
}

/** Takes a shared contact as one more on the list. */
export async function answerCollectContact(
  services: BotServices,
  turn: Turn,
  member: Membership,
  draft: Draft,
  contact: Contact,
): Promise<void> {
  const list = listOf(draft);
  const [only, ...others] = numbersOf(contact);
  if (only === undefined || list === undefined)
    return await answerCollect(services, turn, member, draft, contact.phone_number);
  if (others.length > 0) return turn.say(turn.words.contactHasSeveral);
  const name = nameInContact(contact) ?? undefined;
  await addLines(services, turn, member, list, [{ kind: 'payer', msisdn: only, name, amountKes: undefined }]);
}

/** The shop's name, if the person could have meant another one. */
const shopHere = async (
  { store }: BotServices,
  turn: Turn,
  { merchantName }: Membership,
): Promise<string | null> =>
  turn.chatKind === 'private' && (await store.members.of(turn.userId)).length > 1 ? merchantName : null;

/** Begins the collection, or adds to one. Its board takes the place of the question. */
async function send(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'sendToPayers'>,
): Promise<string | undefined> {
  const { words } = turn;
  const draft = await draftAt(services, turn, token);
  const list = listOf(draft);
  if (draft === undefined || list === undefined) return await closed(services, turn, token);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === list.merchantId);
  if (member === undefined) return words.notYours;
  if (list.payers.length === 0) return words.nobodyPicked;
  turn.dropDraft(draft);
  if (list.about !== null) return await addTo(services, turn, list, list.about, messageId);
  const { amountKes, note, payers, commandMessageId, commandWord, threadId } = list;
  const effects = turn.effects();
  const tidy = commandMessageId !== null && (await mayTidy(services, turn));
  const outcome = await services.payments.collect(
    {
      merchantId: list.merchantId,
      idempotencyKey: `question:${token}`,
      amountKes,
      note,
      payers,
      chatId: turn.chatId,
      chatKind: turn.chatKind,
      threadId,
      commandMessageId,
      commandWord,
      language: words.language,
      shop: turn.chatKind === 'private' && places.length > 1 ? member.merchantName : null,
      boardMessageId: messageId,
    },
    turn.userId,
    tidy ? { ...effects, messages: [...effects.messages, deletion(turn.chatId, commandMessageId)] } : effects,
  );
  return outcome.kind === 'not-a-member' ? words.notYours : undefined;
}

async function addTo(
  services: BotServices,
  turn: Turn,
  { payers }: PayerList,
  ref: string,
  messageId: number,
): Promise<string | undefined> {
  const { words } = turn;
  const collection = await services.store.collections.byRef(ref);
  if (collection === undefined) return words.questionClosed;
  let said: string | undefined;
  await services.payments.changeCollection(turn.userId, turn.at, (collections, press) =>
    collections.add(collection.id, payers, press, (change) => {
      switch (change.kind) {
        case 'done':
          turn.edit(messageId, words.payersAdded(change.count));
          break;
        case 'nothing':
          turn.edit(messageId, collection.closedAt === null ? words.payersThere : words.collectionOver);
          break;
        case 'forbidden':
          said = words.collectionNotYours;
          break;
        case 'full':
          // The question stays open with its list.
          turn.keepDraft();
          turn.say(lines(words.collectionFull(change.room)));
      }
      return turn.effects();
    }),
  );
  return said;
}
