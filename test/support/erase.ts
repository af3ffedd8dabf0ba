import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import type { Chat } from './shop.ts';

/** Erases a number as an owner does: the command, then the button. Resolves with the bot's answer. */
export async function eraseNumber(chat: Chat, phone: string): Promise<SimMessage> {
  const said = chat.say(`/erase ${phone}`);
  await chat.press(await chat.sees(/^Erase /, said), 'Erase');
  return await chat.sees(/is erased from/, said);
}
