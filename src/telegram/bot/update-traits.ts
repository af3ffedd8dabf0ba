import type { BotContext } from './bot-services.ts';
import { LINK_COMMAND, readCommand } from './features/command.ts';
import { startCodeIn } from './start-code.ts';
import type { Turn } from './turn.ts';

/** Telegram's own accounts that stand for an unknown person: an anonymous admin, a channel's post. */
const NOBODY: ReadonlySet<number> = new Set([1_087_968_824, 136_817_688, 777_000]);

/** Whether the sender is unknown. Telegraf's `senderChat` is false, against its type, where there is none. */
export const isAnonymous = (ctx: BotContext): boolean =>
  Boolean(ctx.senderChat) || (ctx.from !== undefined && NOBODY.has(ctx.from.id));

/** The id of the supergroup that a group has become. Telegram tells it in the group itself. */
export const newGroupOf = ({ message }: BotContext): number | undefined =>
  message !== undefined && 'migrate_to_chat_id' in message ? message.migrate_to_chat_id : undefined;

/** The one-time code that opening a link sends. It counts in private only. */
export const codeOf = (ctx: BotContext): string | undefined =>
  ctx.turn.chatKind === 'private' && ctx.message !== undefined && !isForwardedCommand(ctx)
    ? startCodeIn(ctx.text ?? '')
    : undefined;

/** Whether a message is a forwarded command. A forwarded answer is fine: it may be a number that a customer sent. */
export const isForwardedCommand = ({ message, text = '' }: BotContext): boolean =>
  message !== undefined && 'forward_origin' in message && text.startsWith('/');

/** Whether another bot wrote a message that a person sent (inline mode). The person did not write it, so it is not even an answer. */
export const isByAnotherBot = ({ message }: BotContext): boolean =>
  message !== undefined && 'via_bot' in message;

/** Whether an update speaks to the bot. In a group, people talk to each other. */
export function isAddressed(ctx: BotContext, turn: Turn): boolean {
  if (ctx.message === undefined) return false;
  return turn.chatKind === 'private' || /^\/[a-z]+/i.test(ctx.text ?? '');
}

/** Whether a message is `/link`. Telegraf matches commands of linked groups only later. */
export function isLinkCommand({ text = '', me }: BotContext): boolean {
  const command = readCommand(text, LINK_COMMAND);
  return (
    command !== undefined &&
    (command.addressee === undefined || command.addressee.toLowerCase() === me.toLowerCase())
  );
}
