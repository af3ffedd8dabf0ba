import { createHash, randomBytes } from 'node:crypto';
import type { MiddlewareFn } from 'telegraf';
import { oneLine } from '../charge/text.ts';
import type { Store } from '../store/store.ts';
import type { Desk, DeskContext } from './desk.ts';
import { beginTurn, type Turn } from './turn.ts';
import { languageOf, wordsIn } from './words/words.ts';

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
export function access(desk: Desk): MiddlewareFn<DeskContext> {
  return async (ctx, next) => {
    const turn = await turnOf(desk, ctx);
    if (turn === undefined)
      return await desk.store.inbox.finish(settledWithout(ctx.update.update_id, desk.clock.now()));
    ctx.turn = turn;
    if (!isSomebody(ctx)) await tellAnonymous(desk, turn, ctx);
    else if (await mayUse(desk, turn.userId)) await next();
    else await turnAway(desk, turn, ctx);
    await turn.commit();
  };
}

const settledWithout = (updateId: number, at: number) =>
  ({ updateId, at, says: [], draft: { kind: 'keep' } }) as const;

async function turnOf(desk: Desk, ctx: DeskContext): Promise<Turn | undefined> {
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
  const language = (await desk.store.people.language(from.id)) ?? languageOf(from.language_code);
  return beginTurn(
    {
      updateId: ctx.update.update_id,
      at: desk.clock.now(),
      userId: from.id,
      userName: oneLine([from.first_name, from.last_name ?? ''].join(' '), MAX_NAME) || `${from.id}`,
      chatId: chat.id,
      chatKind: chat.type === 'private' ? 'private' : 'group',
      threadId: threaded ? place.message_thread_id : undefined,
      messageId: message?.message_id,
      words: wordsIn(language),
    },
    desk.store,
  );
}

/** Telegraf's `senderChat` is false, against its type, where there is none. */
const isAnonymous = (ctx: DeskContext): boolean =>
  Boolean(ctx.senderChat) || (ctx.from !== undefined && NOBODY.has(ctx.from.id));

const isSomebody = (ctx: DeskContext): boolean => !isAnonymous(ctx);

async function mayUse(desk: Desk, userId: number): Promise<boolean> {
  return desk.ownerIds.length > 0 ? desk.ownerIds.includes(userId) : await desk.store.people.isOwner(userId);
}

/** Whether an update speaks to the bot: in a group, people talk to each other. */
function isAddressed(ctx: DeskContext, turn: Turn): boolean {
  if (ctx.message === undefined) return false;
  return turn.chatKind === 'private' || /^\/[a-z]+/i.test(ctx.text ?? '');
}

async function tellAnonymous(desk: Desk, turn: Turn, ctx: DeskContext): Promise<void> {
  if (!isAddressed(ctx, turn)) return;
  // Nobody in particular: once a day for the chat.
  if (await desk.store.people.tellStranger(turn.chatId, turn.at, TELL_STRANGERS_EVERY_MS))
    turn.say(turn.words.anonymous);
}

async function turnAway(desk: Desk, turn: Turn, ctx: DeskContext): Promise<void> {
  if (ctx.callbackQuery !== undefined) return desk.answerButton(ctx.callbackQuery.id, turn.words.notYours);
  if (!isAddressed(ctx, turn)) return;
  const code = turn.chatKind === 'private' ? /^\/start\s+(\S{1,64})$/i.exec(ctx.text ?? '')?.[1] : undefined;
  if (code !== undefined && desk.ownerIds.length === 0) {
    const person = { userId: turn.userId, name: turn.userName };
    if (await desk.store.people.claimOwnership(hashOf(code), person, turn.at)) {
      turn.say(turn.words.welcome(turn.userName));
      turn.say(turn.words.help);
      return;
    }
  }
  if (!(await desk.store.people.tellStranger(turn.userId, turn.at, TELL_STRANGERS_EVERY_MS))) return;
  if (code !== undefined) turn.say(turn.words.deadCode);
  turn.say(turn.words.stranger(turn.userId));
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

/**
 * Makes the one-time code that lets the first owner in. Any code of an earlier start is dead.
 *
 * @returns the code, for `https://t.me/<bot>?start=<code>`; only its hash is kept
 */
export async function offerOwnership(store: Store, at: number): Promise<string> {
  const code = randomBytes(18).toString('base64url');
  await store.people.offerOwnership(hashOf(code), at);
  return code;
}
