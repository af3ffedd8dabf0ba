import { bold } from 'telegraf/format';
import type { AnswerOutcome } from '../../../store/port/chat-questions.ts';
import type { Membership } from '../../../store/port/members.ts';
import { button } from '../callback-data.ts';
import type { BotServices } from '../bot-services.ts';
import { lines, type Keyboard } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import type { Text } from '../../locales/locale.ts';
import { isCalled } from './staff.ts';

/** The most chats listed. */
const LISTED = 40;

/**
 * Where a shop's people charge and where its payments are told, with a button to end each, and what may be kept.
 *
 * @param without a chat that is just being taken out
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

/** Ends what is set up in a chat, from the list. */
export async function unlinkFromList(
  services: BotServices,
  turn: Turn,
  { merchant, chatId }: { readonly merchant: string; readonly chatId: number },
  messageId: number,
): Promise<string | undefined> {
  const { words } = turn;
  const places = await services.store.members.of(turn.userId);
  const member = places.find(isCalled(merchant));
  if (member?.role !== 'owner' || turn.chatKind !== 'private') return words.notYours;
  const [text, rows] = await chatList(services, turn, member, chatId);
  turn.edit(messageId, text, rows);
  if (chatId < 0) turn.sayIn(chatId, words.unlinked);
  if (await services.store.merchants.unlink(member.merchantId, chatId, turn.userId, turn.at, turn.effects()))
    return words.noted;
  // Somebody was faster: the list shows what is so.
  turn.forget();
  turn.edit(messageId, text, rows);
  return words.alreadySettled;
}

/** Keeps what somebody set up who has gone, or ends it. */
export async function answerQuestion(
  services: BotServices,
  turn: Turn,
  ref: string,
  keep: boolean,
  messageId: number,
): Promise<string | undefined> {
  const { words } = turn;
  if (turn.chatKind !== 'private') return words.notYours;
  const title = (await services.store.merchants.question(ref))?.title ?? null;
  let said: string | undefined;
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
        said = words.alreadySettled;
        break;
      case 'not-yours':
        said = words.notYours;
    }
    return turn.effects();
  };
  await services.store.merchants.answerQuestion(ref, keep, turn.userId, turn.at, react);
  services.onLinksChanged();
  return said;
}
