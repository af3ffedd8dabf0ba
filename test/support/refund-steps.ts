import type { SimUser } from '../../src/sandbox/bot-api/types.ts';
import { asha, type Chat } from './shop.ts';

/** Notes a part of a charge as refunded: a manager's or an owner's private chat. */
export async function refundPart(
  chat: Chat,
  number: number,
  amount: number,
  who: SimUser = asha,
): Promise<void> {
  await chat.press(await chargePage(chat, number, who), 'Refunded', who);
  await chat.press(await chat.sees(new RegExp(`^How much of #${number}`)), 'Part', who);
  await chat.sees(new RegExp(`^How many shillings of #${number}`));
  chat.say(`${amount}`, {}, who);
  const why = await chat.sees(new RegExp(`^Why did KES ${amount} of #${number}`));
  await chat.press(why, 'Goods returned', who);
  await chat.sees(new RegExp(`^↩️ Recorded: KES ${amount} refunded \\(#${number}`));
}

/** Takes a refund of a charge back. */
export async function takeRefundBack(chat: Chat, number: number, amount: number): Promise<void> {
  await chat.press(await chargePage(chat, number, asha), `Take back KES ${amount}`);
  await chat.press(await chat.sees(/^Why take back/), 'Recorded by mistake');
  await chat.sees(new RegExp(`^Taken back: KES ${amount} \\(#${number}`));
}

const chargePage = async (chat: Chat, number: number, who: SimUser) =>
  await chat.sees(/History/, chat.say(`/status ${number}`, {}, who));
