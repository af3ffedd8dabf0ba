import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { asha, juma, openShop, SECRET_KEY, stranger, TOKEN, type Shop } from '../support/shop.ts';
import { askMonitor, seriesIn, sumOf } from '../support/monitoring.ts';

const metricsOf = async (shop: Shop): Promise<string> =>
  await (await askMonitor(shop.log, '/metrics')).text();
const readyState = async (shop: Shop) => {
  const answer = await askMonitor(shop.log, '/ready');
  return { status: answer.status, ...((await answer.json()) as { ready: boolean; reasons: string[] }) };
};

/** A charge that is paid and told. */
async function sell(shop: Shop, phone: string, text = `/charge ${phone} 500`): Promise<void> {
  const chat = shop.chat(asha.id);
  const said = chat.say(text);
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅ Paid/, said);
}

test('a bot with a port says that it lives, that it is ready, and what it has done', async () => {
  const shop = await openShop({ httpPort: 0 });
  expect((await askMonitor(shop.log, '/live')).status).toBe(200);
  await sell(shop, '0712345678');
  await shop.until('it is ready', async () => (await readyState(shop)).ready);
  expect(await readyState(shop)).toMatchObject({ status: 200, reasons: [], keys: 'ok', schema: 'ok' });
  await shop.until('the notice is counted', async () =>
    /^tillbot_payment_to_notice_seconds_count 1$/m.test(await metricsOf(shop)),
  );
  const series = seriesIn(await metricsOf(shop));
  const sum = (name: string, labels = {}) => sumOf(series, name, labels);
  expect(sum('tillbot_push_to_pending_seconds_count')).toBe(1);
  expect(
    sum('tillbot_gateway_call_seconds_count', { call: 'push', outcome: 'accepted', provider: 'bosmi' }),
  ).toBe(1);
  expect(sum('tillbot_gateway_merchant_calls_total', { merchant: '1', outcome: 'reported' })).toBe(1);
  expect(sum('tillbot_telegram_calls_total', { method: 'sendMessage', outcome: 'ok' })).toBeGreaterThan(1);
  expect(sum('tillbot_update_age_seconds_count')).toBe(1);
  expect(sum('tillbot_store_calls_total', { method: 'charges.create', outcome: 'ok' })).toBe(1);
  expect(sum('tillbot_store_seconds_total', { method: 'charges.create' })).toBeGreaterThan(0);
  expect(sum('tillbot_ready')).toBe(1);
  expect(sum('tillbot_memory_bytes', { kind: 'resident' })).toBeGreaterThan(1e7);
  expect(series.find(({ name }) => name === 'tillbot_event_loop_delay_seconds')).toBeDefined();
});

test('open charges, unknown ones and what waits are counted', async () => {
  const shop = await openShop({ httpPort: 0 });
  const chat = shop.chat(asha.id);
  await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  await chat.sees(/^❓ Not known/, chat.say('/charge 0722000000 70'));
  await shop.until('both are seen', async () => {
    const series = seriesIn(await metricsOf(shop));
    return sumOf(series, 'tillbot_charges_open', { state: 'unknown' }) === 1;
  });
  const series = seriesIn(await metricsOf(shop));
  expect(sumOf(series, 'tillbot_charges_open', { state: 'pending' })).toBe(1);
  expect(sumOf(series, 'tillbot_charges_unknown_total', { cause: 'cut-off' })).toBe(1);
  expect(sumOf(series, 'tillbot_queue_waiting', { queue: 'watch' })).toBe(1);
});

test('a bot that Telegram does not answer is alive and not ready, and says why', async () => {
  const shop = await openShop({ httpPort: 0 });
  await shop.until('it is ready', async () => (await readyState(shop)).ready);
  await shop.telegram.down();
  shop.skip(200_000);
  const state = await readyState(shop);
  expect(state).toMatchObject({ status: 503, ready: false });
  expect(state.reasons).toContainEqual(
    expect.stringMatching(/Telegram has given no updates for \d+ seconds/),
  );
  expect((await askMonitor(shop.log, '/live')).status).toBe(200);
});

test('nothing but the three pages is served, and nothing is changed through them', async () => {
  const shop = await openShop({ httpPort: 0 });
  for (const path of ['/', '/metrics/', '/ready/x', '/../package.json', '/%2e%2e/.env'])
    expect((await askMonitor(shop.log, path)).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect((await askMonitor(shop.log, '/metrics', { method })).status).toBe(404);
});

test('the server ends with the app', async () => {
  const shop = await openShop({ httpPort: 0 });
  await askMonitor(shop.log, '/live');
  await shop.stop();
  await expect(askMonitor(shop.log, '/live')).rejects.toThrow('fetch failed');
});

test('a port that is taken ends the start with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await expect(openShop({ httpPort: port })).rejects.toThrow(
    `The port ${port} on 127.0.0.1 is in use already. Stop what uses it, or set another HTTP_PORT.`,
  );
});

/** So many series are enough for every method and outcome. Prometheus keeps each of them for weeks. */
const MAX_SERIES = 1_500;

test('no number, name, token or key is in the figures after a day with hostile input, and they stay few', async () => {
  const name = 'Evil"} 1\ntillbot_ready{x="0712000111';
  const shop = await openShop({ httpPort: 0, common: { shopName: name } });
  const chat = shop.chat(asha.id);
  await sell(shop, '0712345678', '/charge 0712345678 500 Wanjiku "quoted} 0733111222');
  await sell(shop, '0722000001');
  shop.bosmi.behave('0722000002', { kind: 'refused' });
  await chat.sees(/^❌ Not sent/, chat.say('/charge 0722000002 70'));
  for (const fault of [
    { kind: 'reset-after' },
    { kind: 'garbage' },
    { kind: 'answer', status: 500, body: '0712345678' },
  ] as const)
    shop.bosmi.faults.add(fault, ({ endpoint }) => endpoint === 'push');
  for (const text of [
    '/charge 0722000003 70',
    '/charge 0722000004 70',
    '/charge 0722000005 70',
    '/name 0712345678 Wanjiku Secretive',
    '/nosuchcommand_0733111222',
    '/find Wanjiku',
    `/start ${TOKEN}`,
  ])
    chat.say(text);
  shop.chat(juma.id).say('/charge 0733000000 12345678901234567890', {}, juma);
  shop.chat(stranger.id).say('/charge 0744000000 5', {}, stranger);
  await shop.pass(20_000);
  const text = await metricsOf(shop);
  const values = seriesIn(text).flatMap(({ labels }) => Object.values(labels));
  for (const secret of [
    TOKEN,
    SECRET_KEY,
    'e2e-Key#1',
    'mamaduka',
    'mama@duka',
    'Wanjiku',
    'Evil',
    'Asha',
    'Mallory',
    'nosuchcommand',
  ])
    expect(text).not.toContain(secret);
  // Ids of merchants and versions are the only digits in a label, besides the bounds of buckets.
  expect(values.filter((value) => /\d{5}/.test(value))).toEqual([]);
  // Values are bytes, seconds and counts.
  const words = text.replaceAll(/(?<=^[^#].*) \S+$/gm, '');
  expect(words.match(/(?<!\d)(?:254|0)?[17]\d{8}(?!\d)/g)).toBeNull();
  expect(seriesIn(text).length).toBeLessThan(MAX_SERIES);
  expect(values.filter((value) => value === '').length).toBe(0);
});
