import { bold } from 'telegraf/format';
import type { AnswerOutcome } from '../../../store/port/chat-questions.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import type { Press } from '../feature.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { isCalled } from './memberships.ts';

/** The most chats that the list shows. */
const LISTED = 40;

/**
 * Lists where a shop's people charge and where the bot announces its payments, with a button to end each. Lists also what has ended or
 * may end, with a button to keep it.
 *
 * @param without a chat that is being removed from the list
 */
export async function chatList(
  services: BotServices,
  { words }: Turn,
  { merchantId, merchantName, merchantRef }: Pick<Membership, 'merchantId' | 'merchantName' | 'merchantRef'>,
  without?: number,
): Promise<readonly [Text, Keyboard]> {
  const { merchants, members } = services.store;
  const names = new Map((await members.staff(merchantId)).map(({ userId, name }) => [userId, name]));
  const titleOf = (title: string | null, chatId: number): string => title ?? words.untitled(chatId);
  const announced = new Set(await merchants.announcedChats(merchantId));
  const linked = (await merchants.linkedChats(merchantId)).map(({ chatId, title, linkedBy }) => ({
    chatId,
    label: titleOf(title, chatId),
    text: words.linkedChat({
      title: titleOf(title, chatId),
      by: linkedBy === null ? undefined : names.get(linkedBy),
      isAnnounced: announced.has(chatId),
    }),
  }));
  // A private chat has its person's id.
  const inPrivate = [...announced]
    .filter((chatId) => chatId > 0)
    .map((chatId) => {
      const name = names.get(chatId) ?? `${chatId}`;
      return { chatId, label: name, text: words.announcedChat(name) };
    });
  const set = [...linked, ...inPrivate].filter(({ chatId }) => chatId !== without);
  const questions = (await merchants.openQuestions(merchantId))
    .filter(({ chatId }) => chatId !== without)
    .map(({ ref, chatId, title, why }) => {
      const label = titleOf(title, chatId);
      return { ref, label, text: why === 'left-shop' ? words.endedChat(label) : words.doubtfulChat(label) };
    });
  const rows = [
    ...set
      .slice(0, LISTED)
      .map(({ chatId, label }) => [
        button(words.buttons.endChat(label), { kind: 'unlinkChat', merchant: merchantRef, chatId }),
      ]),
    ...questions
      .slice(0, LISTED)
      .map(({ ref, label }) => [button(words.buttons.keepChat(label), { kind: 'keepChat', ref })]),
  ];
  const all = [...set, ...questions];
  const text = lines(
    bold(words.chatsTitle(merchantName)),
    ...(all.length === 0 ? [words.noChats] : all.slice(0, LISTED).map((entry) => entry.text)),
    all.length > LISTED ? words.andMore(all.length - LISTED) : undefined,
    words.chatsHint,
  );
  return [text, rows];
}

/** Ends from the list what is set up in a chat. */
export async function unlinkFromList(
  services: BotServices,
  { turn, messageId }: Press,
  { merchant, chatId }: ActionOf<'unlinkChat'>,
): Promise<string | undefined> {
  const { words } = turn;
  const places = await services.store.members.of(turn.userId);
  const member = places.find(isCalled(merchant));
  if (member?.role !== 'owner' || turn.chatKind !== 'private') return words.notYours;
  const [text, rows] = await chatList(services, turn, member, chatId);
  turn.edit(messageId, text, rows);
  if (chatId < 0) turn.sayIn(chatId, words.unlinked);
  if (await services.store.merchants.unlink(member.merchantId, chatId, turn.userId, turn.at, turn.effects()))
    return words.done;
  // Somebody else was faster. The list without the chat is right all the same.
  turn.forget();
  turn.edit(messageId, text, rows);
  return words.alreadyDecided;
}

/** Keeps or ends what a person set up in a chat, after the person left the shop or is no administrator of the chat. */
export async function answerQuestion(
  services: BotServices,
  { turn, messageId }: Press,
  ref: string,
  keep: boolean,
): Promise<string | undefined> {
  const { words } = turn;
  if (turn.chatKind !== 'private') return words.notYours;
  const title = (await services.store.merchants.question(ref))?.title ?? null;
  let answer: string | undefined;
  const react = (outcome: AnswerOutcome) => {
    switch (outcome) {
      case 'kept':
        turn.edit(messageId, words.chatKept(title));
        break;
      case 'ended':
        turn.edit(messageId, words.chatLeftEnded(title));
        break;
      case 'anothers':
        turn.edit(messageId, words.linkedToAnother);
        break;
      case 'settled':
        turn.clearButtons(messageId);
        answer = words.alreadyDecided;
        break;
      case 'not-yours':
        answer = words.notYours;
    }
    return turn.effects();
  };
  await services.store.merchants.answerQuestion(ref, keep, turn.userId, turn.at, react);
  services.onLinksChanged();
  return answer;
}
