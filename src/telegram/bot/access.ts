import type { MiddlewareFn } from 'telegraf';
import type { Membership } from '../../store/port/members.ts';
import type { BotServices, BotContext } from './bot-services.ts';
import { callbackKindOf, type CallbackKind } from './callback-data.ts';
import { beginsWith, SHOP_COMMAND } from './features/command.ts';
import { applicantTurn } from './features/connect.ts';
import { link } from './features/chats.ts';
import { redeemInvite } from './features/redeem-invite.ts';
import { handleMemberChange, noEffects } from './member-change.ts';
import type { Turn } from './turn.ts';
import { turnOf } from './update-turn.ts';
import {
  codeOf,
  isAddressed,
  isAnonymous,
  isByAnotherBot,
  isForwardedCommand,
  isLinkCommand,
  newGroupOf,
} from './update-traits.ts';

/** The bot tells a stranger once a day that it is not for them. */
const TELL_STRANGERS_EVERY_MS = 24 * 3_600_000;

/**
 * Lets in the people of a shop, and nobody else. Gives each update its turn, and commits the turn when the handlers are done.
 *
 * @param whileSuspended kinds of presses that are handled even if the person's shop is suspended
 */
export function access(
  services: BotServices,
  whileSuspended: ReadonlySet<CallbackKind>,
): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    if (await handleMemberChange(services, ctx)) return;
    const turn = await turnOf(services, ctx);
    if (turn === undefined)
      return await services.store.inbox.finish(noEffects(ctx.update.update_id, services.clock.now()));
    ctx.turn = turn;
    const movedTo = newGroupOf(ctx);
    const code = codeOf(ctx);
    if (movedTo !== undefined) await services.store.outbox.chatMoved(turn.chatId, movedTo, turn.at);
    else if (isAnonymous(ctx)) await tellAnonymous(services, turn, ctx);
    else if (isByAnotherBot(ctx)) await tellOfOtherBots(services, turn, ctx);
    else if (code !== undefined) await redeemInvite(services, turn, code);
    else {
      const admission = await (turn.chatKind === 'private' ? inPrivate : inGroup)(services, ctx);
      if (admission !== undefined) await admit(services, ctx, admission, whileSuspended, next);
    }
    await turn.commit();
  };
}

/** As whom a person's update is handled. */
interface Admission {
  readonly member: Membership;
  readonly hasSeveral: boolean;
  readonly mustChoose: boolean;
  /** The memberships that the update may be meant for. */
  readonly meant: readonly Membership[];
}

/** Finds the shop that a person speaks for in private. Returns undefined if there is none; then the person has an answer. */
async function inPrivate(services: BotServices, ctx: BotContext): Promise<Admission | undefined> {
  const { turn } = ctx;
  const { members } = services.store;
  const places = await members.of(turn.userId);
  const [first] = places;
  if (first === undefined) {
    if (await members.isApplicant(turn.userId)) await applicantTurn(services, turn, ctx);
    else await turnAway(services, turn, ctx);
    return undefined;
  }
  const chosen = await members.chosen(turn.userId);
  const found = places.find(({ merchantId }) => merchantId === chosen);
  const member = found ?? first;
  const hasSeveral = places.length > 1;
  // A person who was removed from the chosen shop must not go on for another one unknowingly.
  const mustChoose = found === undefined && (hasSeveral || chosen !== undefined);
  // A press may be meant for any of their shops. So may the command that chooses one.
  const isForAny = mustChoose || ctx.callbackQuery !== undefined || beginsWith(ctx.text ?? '', SHOP_COMMAND);
  return { member, hasSeveral, mustChoose, meant: hasSeveral && isForAny ? places : [member] };
}

/** Finds what a person is at the shop that a group is linked to. Returns undefined if nothing; then the person has an answer. */
async function inGroup(services: BotServices, ctx: BotContext): Promise<Admission | undefined> {
  const { turn } = ctx;
  const { members, merchants } = services.store;
  const merchantId = await merchants.ofChat(turn.chatId);
  const places = await members.of(turn.userId);
  if (places.length > 0 && merchantId === undefined) {
    await inUnlinkedGroup(services, ctx, places);
    return undefined;
  }
  const member = places.find((place) => place.merchantId === merchantId);
  if (member !== undefined) return { member, hasSeveral: false, mustChoose: false, meant: [member] };
  await turnAway(services, turn, ctx);
  return undefined;
}

async function inUnlinkedGroup(
  services: BotServices,
  ctx: BotContext,
  places: readonly Membership[],
): Promise<void> {
  const { turn } = ctx;
  if (ctx.callbackQuery !== undefined)
    return services.answerButton(ctx.callbackQuery.id, turn.words.notYours);
  if (!isAddressed(ctx, turn)) return;
  if (isLinkCommand(ctx)) await link(services, turn, places, ctx.chat);
  else turn.say(turn.words.notLinked);
}

async function admit(
  services: BotServices,
  ctx: BotContext,
  { member, hasSeveral, mustChoose, meant }: Admission,
  whileSuspended: ReadonlySet<CallbackKind>,
  next: () => Promise<void>,
): Promise<void> {
  const { turn } = ctx;
  const isSuspended = meant.every(({ suspendedAt }) => suspendedAt !== null);
  if (isSuspended && !isPressOf(ctx, whileSuspended)) return await tellSuspended(services, ctx, member);
  if (isForwardedCommand(ctx)) {
    // A person who forwards somebody else's words has not asked for what they say.
    if (isAddressed(ctx, turn)) turn.say(turn.words.forwardsDoNothing);
    return;
  }
  if (member.name !== turn.userName) await services.store.members.rename(turn.userId, turn.userName);
  Object.assign(ctx, { member, hasSeveral, mustChoose });
  if (turn.chatKind === 'private')
    services.menus.show({ userId: turn.userId, role: member.role, language: turn.words.language });
  await next();
}

function isPressOf({ callbackQuery }: BotContext, kinds: ReadonlySet<CallbackKind>): boolean {
  if (callbackQuery === undefined || !('data' in callbackQuery)) return false;
  const kind = callbackKindOf(callbackQuery.data);
  return kind !== undefined && kinds.has(kind);
}

/** Tells each person of a suspended shop once that it is suspended. A press is answered at its button. */
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

async function tellOfOtherBots(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  if (!isAddressed(ctx, turn)) return;
  if ((await services.store.members.of(turn.userId)).length > 0) turn.say(turn.words.otherBotsDoNothing);
}

async function tellAnonymous(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  if (!isAddressed(ctx, turn)) return;
  // The person is unknown, so this is said once a day for the chat.
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
