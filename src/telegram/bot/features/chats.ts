import type { Membership } from '../../../store/port/members.ts';
import type { RequestOutcome } from '../../../store/port/links.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { CommandContext, Feature } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { titleIn } from '../group-admins.ts';
import { linkWords } from '../link-keeper.ts';
import { LINK_COMMAND } from './command.ts';
import { answerQuestion, chatList, unlinkFromList } from './chat-list.ts';

/** `/link`, `/unlink`, `/announce` and `/chats`: where a shop's people may charge, and where the bot announces its payments. */
export const chats: Feature = {
  commands: [
    // This is for a group that is linked already. In any other group, access.ts calls `link` below.
    {
      ...LINK_COMMAND,
      inMenu: false,
      requires: ['group'],
      menuRole: 'owner',
      run: (services, { turn, member, chat }) => link(services, turn, [member], chat),
    },
    {
      name: 'unlink',
      aliases: ['tenganisha'],
      inMenu: false,
      requires: ['group'],
      menuRole: 'owner',
      run: unlink,
    },
    { name: 'announce', aliases: ['tangaza'], inMenu: true, menuRole: 'owner', run: announce },
    { name: 'chats', aliases: ['vikundi'], inMenu: true, requires: ['private', 'owner'], run: sayChats },
  ],
  callbacks: {
    keepChat: (services, press, { ref }) => answerQuestion(services, press, ref, true),
    endChat: (services, press, { ref }) => answerQuestion(services, press, ref, false),
    unlinkChat: unlinkFromList,
  },
};

async function unlink(services: BotServices, { turn, member }: CommandContext): Promise<void> {
  const { merchants } = services.store;
  turn.say(turn.words.unlinked);
  if (await merchants.unlink(member.merchantId, turn.chatId, turn.userId, turn.at, turn.effects())) return;
  turn.forget();
  turn.say(turn.words.ownersOnly);
}

/** What may follow `/announce`, in both languages. */
const HERE: ReadonlySet<string> = new Set(['here', 'hapa']);
const OFF: ReadonlySet<string> = new Set(['off', 'basi']);

async function announce(services: BotServices, { turn, member, payload }: CommandContext): Promise<void> {
  const { words, chatId, userId, at } = turn;
  const { merchants } = services.store;
  const { merchantId } = member;
  const [word = ''] = payload.trim().toLowerCase().split(/\s+/);
  const begins = HERE.has(word);
  if (!begins && !OFF.has(word)) {
    const here = await merchants.announcesTo(merchantId, chatId);
    return turn.say(here ? words.announcesHere : words.announceUsage);
  }
  turn.say(begins ? words.announcesHere : words.announcesNoMore);
  const place = begins
    ? { chatId, threadId: turn.threadId ?? null, language: words.language }
    : { end: chatId };
  if (await merchants.announce(merchantId, place, userId, at, turn.effects())) return;
  turn.forget();
  turn.say(words.ownersOnly);
}

/** Lists where the shop's people charge and where its payments are announced. */
export async function sayChats(
  services: BotServices,
  { turn, member }: Pick<CommandContext, 'turn' | 'member'>,
): Promise<void> {
  const [text, rows] = await chatList(services, turn, member);
  turn.say(text, rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } });
}

/**
 * Asks to link a group to the one shop that the person owns. The link keeper links it once Telegram has said that the person is an
 * administrator of the group.
 */
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
  // A person who owns several shops chooses one in private, because the group need not know of the others.
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
    commandWord: turn.quote ?? null,
    language: words.language,
  };
  if ((await services.store.merchants.requestLink(request, react)) === 'asked') services.onLinksChanged();
}
