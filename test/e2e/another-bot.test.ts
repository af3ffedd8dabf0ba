import { expect, onTestFinished, test } from 'vitest';
import { startTelegram, type TelegramServer } from '../../src/sandbox/bot-api/server.ts';
import { asha, chatOf, juma, openShop, TOKEN, type Shop } from '../support/shop.ts';

const OTHER_TOKEN = '700000009:AAE2E-token-of-another-bot-00000000000009';
const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

/** The Telegram of another bot. The same people have started that bot. */
async function otherTelegram(shop: Shop): Promise<TelegramServer> {
  const telegram = await startTelegram({ token: OTHER_TOKEN, clock: shop.clock });
  onTestFinished(() => telegram.close());
  for (const user of [asha, juma]) telegram.openPrivateChat(user);
  return telegram;
}

test(
  'another bot on the same database charges for the same message id, and the first bot charges nothing twice when it comes back',
  { tags: 'slow' },
  async () => {
    // The charge is not told as not confirmed: that message would take an id in the other bot's chat.
    const shop = await openShop({ common: { confirmMs: 3_600_000 } });
    const first = shop.chat(asha.id);
    // The command is the second message of the chat, as it is in the other bot's chat below.
    first.say('hello');
    const command = first.say('/charge 0712345678 500');
    await first.sees(/Waiting/);
    await shop.stop();

    const telegram = await otherTelegram(shop);
    await shop.start({ telegram, token: OTHER_TOKEN });
    const second = chatOf(telegram, asha.id);
    await second.sees(/works through me now/);
    await chatOf(telegram, juma.id).sees(/kupitia mimi|through me now/);
    expect(shop.log.text()).toContain('another bot than before');
    // Message ids are counted per bot, and this one is the id of the first bot's command. The chat's id is the same, too.
    const same = telegram.sendText(asha, asha.id, '/charge 0722000000 70');
    expect(same.message_id).toBe(command.message_id);
    await second.sees(/KES 70/);
    await shop.until('it is pushed', () => pushes(shop).length === 2);
    // This bot tells the payment of the first bot's charge. The notice replies to no message.
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    const told = await second.sees(/^✅ Paid: KES 500/);
    expect(told.reply_to_message).toBeUndefined();
    await shop.stop();

    const store = await shop.closedStore();
    expect((await store.chargeQueries.byId(2))?.idempotencyKey).toBe(
      `bot:700000009:message:${asha.id}:${same.message_id}`,
    );
    store.close();
    await shop.start({ telegram: shop.telegram, token: TOKEN });
    // Telegram delivers updates to the first bot again, because their confirmation may be lost.
    for (const update of shop.telegram.delivered) shop.telegram.redeliver(update);
    await first.sees(/works through me now/);
    await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
    await shop.pass(4_000);
    expect(pushes(shop)).toHaveLength(2);
  },
);
