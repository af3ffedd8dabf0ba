import { Composer } from 'telegraf';
import type { Membership } from '../../../store/port/members.ts';
import type { RequestOutcome } from '../../../store/port/links.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { titleIn } from '../group-admins.ts';
import { linkWords } from '../link-keeper.ts';
import { chatList } from './chat-list.ts';
import { command } from './command.ts';

/** `/link`, `/unlink`, `/announce` and `/chats`: where a shop's people may charge, and where its payments are told. */
export function chats(services: BotServices): Composer<BotContext> {
  const bot = new Composer<BotContext>();

  // In a group that is linked already; in any other it is `link` below that answers.
  bot.command(command('link'), async ({ turn, member, chat }) => {
    turn.dropDraft(turn);
    if (turn.chatKind === 'private') return turn.say(turn.words.inGroup);
    await link(services, turn, [member], chat);
  });

  bot.command(command('unlink'), async ({ turn, member }) => {
    turn.dropDraft(turn);
    if (turn.chatKind === 'private') return turn.say(turn.words.inGroup);
    turn.say(turn.words.unlinked);
    const { merchantId } = member;
    if (await services.store.merchants.unlink(merchantId, turn.chatId, turn.userId, turn.at, turn.effects()))
      return;
    turn.forget();
    turn.say(turn.words.ownersOnly);
  });

  bot.command(command('announce'), async ({ turn, member, payload }) => {
    turn.dropDraft(turn);
    const { words, chatId, userId, at } = turn;
    const { merchants } = services.store;
    const { merchantId } = member;
    const [word = ''] = payload.trim().toLowerCase().split(/\s+/);
    if (word !== 'here' && word !== 'off') {
      const here = await merchants.announcesTo(merchantId, chatId);
      return turn.say(here ? words.announcesHere : words.announceUsage);
    }
    turn.say(word === 'here' ? words.announcesHere : words.announcesNoMore);
    const place =
      word === 'here'
        ? { chatId, threadId: turn.threadId ?? null, language: words.language }
        : { end: chatId };
    if (await merchants.announce(merchantId, place, userId, at, turn.effects())) return;
    turn.forget();
    turn.say(words.ownersOnly);
  });

  bot.command(command('chats'), async ({ turn, member }) => {
    turn.dropDraft(turn);
    if (turn.chatKind !== 'private') return turn.say(turn.words.inPrivate);
    if (member.role !== 'owner') return turn.say(turn.words.ownersOnly);
    const [text, rows] = await chatList(services, turn, member);
    turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
  });

  return bot;
}

/** Asks to link a group to the one shop of which the person is an owner: it is linked once Telegram says that they may. */
export async function link(
  services: BotServices,
  turn: Turn,
  places: readonly Membership[],
  chat: BotContext['chat'],
): Promise<void> {
  const { words } = turn;
  const owned = places.filter(({ role }) => role === 'owner');
  const chosen = await services.store.members.chosen(turn.userId);
  const shop = owned.find(({ merchantId }) => merchantId === chosen) ?? owned[0];
  if (shop === undefined) return turn.say(words.ownersOnly);
  // Which of several is meant is chosen in private, where it concerns nobody else.
  if (owned.length > 1 && shop.merchantId !== chosen) return turn.say(words.chooseInPrivate);
  const react = (outcome: RequestOutcome) => {
    if (outcome !== 'asked') turn.say(linkWords(words, shop.merchantName)[outcome]);
    return turn.effects();
  };
  const request = {
    merchantId: shop.merchantId,
    chatId: turn.chatId,
    userId: turn.userId,
    title: chat !== undefined && 'title' in chat ? titleIn(chat) : null,
    threadId: turn.threadId ?? null,
    commandMessageId: turn.messageId ?? null,
    language: words.language,
  };
  if ((await services.store.merchants.requestLink(request, react)) === 'asked') services.onLinksChanged();
}
