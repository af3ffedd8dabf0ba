import type { Chat } from './shop.ts';

/** Notes a part of a charge as refunded: a manager's or an owner's private chat. */
export async function refundPart(chat: Chat, number: number, amount: number): Promise<void> {
  await chat.press(await chargePage(chat, number), 'Refunded');
  await chat.press(await chat.sees(new RegExp(`^How much of #${number}`)), 'Part');
  await chat.sees(new RegExp(`^How many shillings of #${number}`));
  chat.say(`${amount}`);
  await chat.press(await chat.sees(new RegExp(`^Why did KES ${amount} of #${number}`)), 'Goods returned');
  await chat.sees(new RegExp(`^↩️ Recorded: KES ${amount} refunded \\(#${number}`));
}

/** Takes a refund of a charge back. */
export async function takeRefundBack(chat: Chat, number: number, amount: number): Promise<void> {
  await chat.press(await chargePage(chat, number), `Take back KES ${amount}`);
  await chat.press(await chat.sees(/^Why take back/), 'Recorded by mistake');
  await chat.sees(new RegExp(`^Taken back: KES ${amount} \\(#${number}`));
}

const chargePage = async (chat: Chat, number: number) =>
  await chat.sees(/History/, chat.say(`/status ${number}`));
