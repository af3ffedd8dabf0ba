import type { SimMessage, SimUser } from './types.ts';
import type { ChatState } from './world.ts';

/**
 * Returns true if the bot receives a message. In a group with privacy mode it receives replies to its own messages, commands
 * that name it, and bare commands if it was the last bot to speak.
 */
export function reachesBot(message: SimMessage, state: ChatState | undefined, me: SimUser): boolean {
  if (state === undefined || state.blocked) return false;
  if (state.chat.type === 'private' || !state.privacyMode) return true;
  if (message.reply_to_message?.from.id === me.id) return true;
  const [command] = /^\/\S+/.exec(message.text ?? message.caption ?? '') ?? [];
  if (command === undefined) return false;
  const [, addressee] = command.split('@');
  return addressee === undefined
    ? state.bareCommandsReach
    : addressee.toLowerCase() === me.username?.toLowerCase();
}
