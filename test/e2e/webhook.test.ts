import { describe, expect, test } from 'vitest';
import { webhookSecret } from '../../src/security/keyring.ts';
import { freePort } from '../support/free-port.ts';
import { askMonitor } from '../support/monitoring.ts';
import { asha, openShop, TOKEN, type Shop } from '../support/shop.ts';

const SECRET = webhookSecret(TOKEN);
const HEADER = 'x-telegram-bot-api-secret-token';

/** A shop to which Telegram brings its updates. */
async function webhookShop(): Promise<Shop> {
  const port = await freePort();
  return await openShop({ httpPort: port, webhookAt: `http://127.0.0.1:${port}` });
}

const post = (shop: Shop, body: string, headers: Readonly<Record<string, string>> = { [HEADER]: SECRET }) =>
  askMonitor(shop.log, '/telegram', { method: 'POST', body, headers });
const methods = (shop: Shop): readonly string[] => shop.telegram.calls.map(({ method }) => method);
const update = (id: number, text: string, at = 1): string =>
  JSON.stringify({
    update_id: id,
    message: {
      message_id: id,
      date: at,
      text,
      entities: [{ type: 'bot_command', offset: 0, length: 7 }],
      from: asha,
      chat: { id: asha.id, type: 'private', first_name: 'Asha' },
    },
  });

describe('a bot with a webhook', () => {
  test('charges and tells the payment, asks for no updates, and is ready', async () => {
    const shop = await webhookShop();
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await chat.sees(/^✅ Paid: KES 500/);
    expect(methods(shop)).toContain('setWebhook');
    expect(methods(shop)).not.toContain('getUpdates');
    await shop.until('it is ready', async () => (await askMonitor(shop.log, '/ready')).status === 200);
    await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
  });

  test('takes it down at its end, and what comes meanwhile waits for the next start', async () => {
    const shop = await webhookShop();
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    await shop.stop();
    expect(methods(shop).at(-1)).toBe('deleteWebhook');
    const said = chat.say('/charge 0722000000 70');
    await shop.start();
    await chat.sees(/Waiting/, said);
    expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toHaveLength(2);
  });

  test('handles an update once that is brought twice', async () => {
    const shop = await webhookShop();
    await shop.chat(asha.id).sees(/^This bot/, shop.chat(asha.id).say('/operator'));
    const brought = update(77, '/charge 0712345678 500', Math.floor(shop.clock.now() / 1_000));
    for (let n = 0; n < 3; n += 1) expect((await post(shop, brought)).status).toBe(200);
    await shop.chat(asha.id).sees(/Prompt sent/);
    await shop.pass(5_000);
    expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toHaveLength(1);
  });

  test('sets it again if another program has changed it, and says so in the log', async () => {
    const shop = await webhookShop();
    const chat = shop.chat(asha.id);
    await chat.sees(/^This bot/, chat.say('/operator'));
    const url = `${shop.telegram.url}/bot${TOKEN}/deleteWebhook`;
    await fetch(url, { method: 'POST' });
    const said = chat.say('/charge 0712345678 500');
    shop.skip(60_000);
    await chat.sees(/Waiting/, said);
    expect(shop.log.text()).toContain('another program has changed the webhook');
  });

  test('takes nothing without the right secret, and reads nothing of it', async () => {
    const shop = await webhookShop();
    await shop.chat(asha.id).sees(/^This bot/, shop.chat(asha.id).say('/operator'));
    const wrong: readonly Readonly<Record<string, string>>[] = [
      {},
      { [HEADER]: '' },
      { [HEADER]: `${SECRET}x` },
      { [HEADER]: SECRET.slice(1) },
    ];
    for (const headers of wrong)
      expect((await post(shop, update(77, '/charge 0712345678 500'), headers)).status).toBe(401);
    expect((await askMonitor(shop.log, '/telegram', { headers: { [HEADER]: SECRET } })).status).toBe(404);
    await shop.pass(5_000);
    expect(shop.bosmi.requests).toEqual([]);
    expect(shop.log.text()).not.toContain(SECRET);
  });

  test('refuses what is too long or no JSON, and takes what is no update without harm', async () => {
    const shop = await webhookShop();
    await shop.chat(asha.id).sees(/^This bot/, shop.chat(asha.id).say('/operator'));
    expect((await post(shop, '{"update_id": 7')).status).toBe(400);
    expect((await post(shop, '"hello"')).status).toBe(200);
    expect((await post(shop, '{}')).status).toBe(200);
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    // The last one, because the server ends the connection.
    expect((await post(shop, update(77, 'x'.repeat(1_100_000)))).status).toBe(413);
  });
});

test('where Telegram’s networks alone are heard, an update from elsewhere does nothing, whoever knows the secret', async () => {
  const port = await freePort();
  const webhookCallers = { header: 'X-Real-IP' };
  const shop = await openShop({ httpPort: port, webhookAt: `http://127.0.0.1:${port}`, webhookCallers });
  // The simulated Telegram calls without a proxy, and knocks in vain, too.
  await shop.until('the webhook is set', () => methods(shop).includes('setWebhook'));
  const now = Math.floor(shop.clock.now() / 1_000);
  const from = async (address: string, id: number): Promise<number> =>
    (
      await post(shop, update(id, '/charge 0712345678 500', now), {
        [HEADER]: SECRET,
        'X-Real-IP': address,
      })
    ).status;
  await shop.until('the way in is open', async () => (await from('203.0.113.7', 76)) === 403);
  await shop.pass(5_000);
  expect(shop.bosmi.requests).toEqual([]);
  expect(await from('149.154.167.197', 77)).toBe(200);
  await shop.chat(asha.id).sees(/Prompt sent/);
});

test('without a webhook the way in is shut', async () => {
  const shop = await openShop({ httpPort: 0 });
  expect((await post(shop, update(77, '/charge 0712345678 500'))).status).toBe(404);
});

test('switching to a webhook and back loses no command, and does none twice', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  const phones = ['0712345670', '0712345671', '0712345672', '0712345673', '0712345674', '0712345675'];
  for (const [n, phone] of phones.entries()) {
    const hasWebhook = n % 2 === 1;
    // Half of them are not handled before the bot ends. Some are not even received.
    const said = chat.say(`/charge ${phone} 50`);
    if (n > 2) await chat.sees(/Waiting/, said);
    // With a webhook, the end of the crashed one would take down that of the next.
    await (hasWebhook || n === 2 ? shop.stop() : shop.crash());
    await shop.start({ webhookPort: hasWebhook ? null : await freePort() });
  }
  await shop.until('all are pushed', () => phones.every((phone) => shop.bosmi.latest(phone) !== undefined));
  await shop.until('all are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(5_000);
  expect(shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push')).toHaveLength(phones.length);
});
