import type { MiddlewareFn } from 'telegraf';
import { oneLine } from '../../domain/one-line.ts';
import { hashOfCode, newCode } from '../../security/keyring.ts';
import type { Membership } from '../../store/port/members.ts';
import type { Store } from '../../store/port/store.ts';
import type { BotServices, BotContext } from './bot-services.ts';
import { applicantTurn } from './features/connect.ts';
import { link } from './features/chats.ts';
import { redeemInvite } from './features/redeem-invite.ts';
import { startCodeIn } from './start-code.ts';
import { beginTurn, type Turn } from './turn.ts';
import { languageOf, localeOf } from '../locales/locales.ts';

/** A stranger is told once a day that this is not theirs to use. */
const TELL_STRANGERS_EVERY_MS = 24 * 3_600_000;
/** The longest name shown. */
const MAX_NAME = 40;
/** Telegram's own accounts that stand for somebody who cannot be known: an anonymous admin, a channel's post. */
const NOBODY: ReadonlySet<number> = new Set([1_087_968_824, 136_817_688, 777_000]);

/**
 * Lets in who may use the till, and gives every handler its turn, which is committed when they are done. Nobody else's
 * update reaches a handler.
 */
export function access(services: BotServices): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    if (await tookMemberChange(services, ctx)) return;
    const turn = await turnOf(services, ctx);
    if (turn === undefined)
      return await services.store.inbox.finish(settledWithout(ctx.update.update_id, services.clock.now()));
    ctx.turn = turn;
    const movedTo = newGroupOf(ctx);
    const code = codeOf(ctx);
    if (movedTo !== undefined) await services.store.outbox.chatMoved(turn.chatId, movedTo, turn.at);
    else if (isAnonymous(ctx)) await tellAnonymous(services, turn, ctx);
    else if (isByAnotherBot(ctx)) await tellOfOtherBots(services, turn, ctx);
    else if (code !== undefined) await redeemInvite(services, turn, code);
    else if (turn.chatKind === 'private') await admitInPrivate(services, ctx, next);
    else await admitInGroup(services, ctx, next);
    await turn.commit();
  };
}

const settledWithout = (updateId: number, at: number) =>
  ({ updateId, at, says: [], draft: { kind: 'keep' } }) as const;

/** Somebody left a group, or is something else in it: whether a link needs looking at is all there is to it. */
async function tookMemberChange(
  services: BotServices,
  { update, chatMember, message }: BotContext,
): Promise<boolean> {
  const left = message !== undefined && 'left_chat_member' in message ? message : undefined;
  const chatId = chatMember?.chat.id ?? left?.chat.id;
  const userId = chatMember?.new_chat_member.user.id ?? left?.left_chat_member.id;
  if (chatId === undefined || userId === undefined) return false;
  const settled = settledWithout(update.update_id, services.clock.now());
  if (await services.store.merchants.memberChanged(chatId, userId, services.clock.steady(), settled))
    services.onLinksChanged();
  return true;
}

async function turnOf(services: BotServices, ctx: BotContext): Promise<Turn | undefined> {
  const { from, chat } = ctx;
  if (
    from === undefined ||
    chat === undefined ||
    chat.type === 'channel' ||
    (from.is_bot && !isAnonymous(ctx))
  ) {
    return undefined;
  }
  const message = ctx.message ?? ctx.editedMessage;
  const place = ctx.msg;
  const threaded = place !== undefined && 'is_topic_message' in place && place.is_topic_message;
  const language = (await services.store.users.language(from.id)) ?? languageOf(from.language_code);
  return beginTurn(
    {
      updateId: ctx.update.update_id,
      at: services.clock.now(),
      userId: from.id,
      userName: oneLine([from.first_name, from.last_name ?? ''].join(' '), MAX_NAME) || `${from.id}`,
      chatId: chat.id,
      chatKind: chat.type === 'private' ? 'private' : 'group',
      threadId: threaded ? place.message_thread_id : undefined,
      messageId: message?.message_id,
      words: localeOf(language),
    },
    services.store,
  );
}

/** Telegraf's `senderChat` is false, against its type, where there is none. */
const isAnonymous = (ctx: BotContext): boolean =>
  Boolean(ctx.senderChat) || (ctx.from !== undefined && NOBODY.has(ctx.from.id));

/** What a group has become, as Telegram tells it in the group itself. */
const newGroupOf = ({ message }: BotContext): number | undefined =>
  message !== undefined && 'migrate_to_chat_id' in message ? message.migrate_to_chat_id : undefined;

/** The one-time code that opening a link sends. It counts in private alone. */
const codeOf = (ctx: BotContext): string | undefined =>
  ctx.turn.chatKind === 'private' && ctx.message !== undefined && !isForwarded(ctx)
    ? startCodeIn(ctx.text ?? '')
    : undefined;

/** A command that was passed on. An answer may be: a number, as a customer has sent it. */
const isForwarded = ({ message, text = '' }: BotContext): boolean =>
  message !== undefined && 'forward_origin' in message && text.startsWith('/');

/** A message that another bot wrote, and a person sent as it was. It is no word of theirs, not even an answer. */
const isByAnotherBot = ({ message }: BotContext): boolean => message !== undefined && 'via_bot' in message;

async function tellOfOtherBots(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  if (!isAddressed(ctx, turn)) return;
  if ((await services.store.members.of(turn.userId)).length > 0) turn.say(turn.words.otherBotsDoNothing);
}

async function admitInPrivate(
  services: BotServices,
  ctx: BotContext,
  next: () => Promise<void>,
): Promise<void> {
  const { turn } = ctx;
  const { members } = services.store;
  const places = await members.of(turn.userId);
  const [first] = places;
  if (first === undefined) {
    if (await members.isApplicant(turn.userId)) await applicantTurn(services, turn, ctx);
    else await turnAway(services, turn, ctx);
    return;
  }
  const chosen = await members.chosen(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === chosen);
  const hasSeveral = places.length > 1;
  // Nor does whoever was removed from the shop that they had chosen go on for another without noticing.
  const mustChoose = member === undefined && (hasSeveral || chosen !== undefined);
  const as = { member: member ?? first, hasSeveral, mustChoose };
  // A press may be meant for any of their shops, and what says which shop is meant is for none.
  const isForAny = mustChoose || ctx.callbackQuery !== undefined || /^\/shop\b/i.test(ctx.text ?? '');
  const meant = hasSeveral && isForAny ? places : [as.member];
  if (meant.every(({ suspendedAt }) => suspendedAt !== null) && !concernsTheBot(ctx))
    return await tellSuspended(services, ctx, as.member);
  await admit(services, ctx, as, next);
}

async function admitInGroup(
  services: BotServices,
  ctx: BotContext,
  next: () => Promise<void>,
): Promise<void> {
  const { turn } = ctx;
  const { members, merchants } = services.store;
  const merchantId = await merchants.ofChat(turn.chatId);
  const places = await members.of(turn.userId);
  if (places.length === 0) return await turnAway(services, turn, ctx);
  if (merchantId === undefined) {
    if (ctx.callbackQuery !== undefined)
      return services.answerButton(ctx.callbackQuery.id, turn.words.notYours);
    if (!isAddressed(ctx, turn)) return;
    if (isLinkCommand(ctx)) return await link(services, turn, places, ctx.chat);
    return turn.say(turn.words.notLinked);
  }
  const member = places.find((place) => place.merchantId === merchantId);
  if (member === undefined) return await turnAway(services, turn, ctx);
  if (member.suspendedAt !== null && !concernsTheBot(ctx)) return await tellSuspended(services, ctx, member);
  // The group says which shop is meant.
  await admit(services, ctx, { member, hasSeveral: false, mustChoose: false }, next);
}

/** The button that has a restored till go on: it is the operators', whatever their own shop may do. */
const concernsTheBot = ({ callbackQuery }: BotContext): boolean =>
  callbackQuery !== undefined && 'data' in callbackQuery && callbackQuery.data.startsWith('goOn:');

/** A suspended shop's people hear once that it is, and nothing after that; a press is answered where it was made. */
async function tellSuspended(services: BotServices, ctx: BotContext, member: Membership): Promise<void> {
  const { turn } = ctx;
  if (ctx.callbackQuery !== undefined)
    return services.answerButton(ctx.callbackQuery.id, turn.words.suspendedShort);
  if (!isAddressed(ctx, turn)) return;
  await services.store.members.tellSuspension(member.merchantId, turn.userId, (isFirst) => {
    if (isFirst) turn.say(turn.words.suspended);
    return turn.effects();
  });
}

/** Telegraf looks at the commands of linked groups; here it has not come to that. */
function isLinkCommand({ text = '', me }: BotContext): boolean {
  const [command, addressee] = /^\/link(?:@(\w+))?(?:\s|$)/i.exec(text) ?? [];
  return command !== undefined && (addressee === undefined || addressee.toLowerCase() === me.toLowerCase());
}

async function admit(
  services: BotServices,
  ctx: BotContext,
  as: { readonly member: Membership; readonly hasSeveral: boolean; readonly mustChoose: boolean },
  next: () => Promise<void>,
): Promise<void> {
  if (isForwarded(ctx)) {
    // Somebody else's words, passed on: whoever passes them on has not asked for what they ask for.
    if (isAddressed(ctx, ctx.turn)) ctx.turn.say(ctx.turn.words.forwardsDoNothing);
    return;
  }
  if (as.member.name !== ctx.turn.userName)
    await services.store.members.rename(ctx.turn.userId, ctx.turn.userName);
  Object.assign(ctx, as);
  await next();
}

/** Whether an update speaks to the bot: in a group, people talk to each other. */
function isAddressed(ctx: BotContext, turn: Turn): boolean {
  if (ctx.message === undefined) return false;
  return turn.chatKind === 'private' || /^\/[a-z]+/i.test(ctx.text ?? '');
}

async function tellAnonymous(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  if (!isAddressed(ctx, turn)) return;
  // Nobody in particular: once a day for the chat.
  if (await services.store.users.tellStranger(turn.chatId, turn.at, TELL_STRANGERS_EVERY_MS))
    turn.say(turn.words.anonymous);
}

async function turnAway(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  if (ctx.callbackQuery !== undefined)
    return services.answerButton(ctx.callbackQuery.id, turn.words.notYours);
  if (!isAddressed(ctx, turn)) return;
  if (await services.store.users.tellStranger(turn.userId, turn.at, TELL_STRANGERS_EVERY_MS))
    turn.say(turn.words.stranger(turn.userId));
}

/** So long that whoever starts the program has time to open it; the next start makes another. */
const FIRST_LINK_LIFE_MS = 30 * 24 * 3_600_000;

/**
 * Makes the one-time code that lets the first owner in. Any code of an earlier start is dead.
 *
 * @returns the code, for `https://t.me/<bot>?start=<code>`; only its hash is kept
 */
export async function offerOwnership(store: Store, at: number): Promise<string> {
  const code = newCode();
  await store.members.offerOwnership(hashOfCode(code), at, at + FIRST_LINK_LIFE_MS);
  return code;
}
