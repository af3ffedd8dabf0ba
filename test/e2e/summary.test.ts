import { describe, expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, labels, openShop, type Shop } from '../support/shop.ts';
import { refundPart } from '../support/refund-steps.ts';
import { letIn, otieno, removeByButtons, wanjiru } from '../support/second-shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From noon, when every test begins. */
const UNTIL_EIGHT = 8 * HOUR;

async function sold(shop: Shop, by: typeof asha, chatId: number, text: string): Promise<void> {
  const [, phone = ''] = text.split(' ');
  const chat = shop.chat(chatId);
  const said = chat.say(text, {}, by);
  // A summary that comes meanwhile may say that somebody is waited for.
  await chat.sees(/Prompt sent/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(/^✅/, said);
}

const summaries = (shop: Shop, chatId: number): SimMessage[] =>
  shop
    .chat(chatId)
    .heard()
    .filter(({ text }) => /^📊.*(?:until|hadi)|^📊 (?:Week|Month)/.test(text ?? ''));

test('every evening the owner gets the day: total, cashiers, marks, and each open question with its buttons', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, wanjiru, 'manager');
  await letIn(shop, asha, otieno, 'cashier');
  const chat = shop.chat(asha.id);
  chat.say('/summary 20:00');
  await chat.sees(/📊 Every day at 20:00\. Next: 20:00\./);
  await sold(shop, asha, asha.id, '/charge 0712345671 1000');
  await sold(shop, otieno, otieno.id, '/charge 0712345672 250');
  const cut = () => shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  cut();
  const unknown = chat.say('/charge 0712345673 70');
  const notice = await chat.sees(/^❓ Not known/, unknown);
  await chat.press(notice, 'Customer paid');
  cut();
  const another = chat.say('/charge 0712345674 80');
  await chat.sees(/^❓ Not known/, another);
  shop.skip(UNTIL_EIGHT);
  const summary = await chat.sees(/^📊.*until 20:00/, another);
  const lines = summary.text!.split('\n');
  expect(lines.slice(1)).toEqual([
    '✅ KES 1,250 · 2 payments',
    '✍️ Marked by hand: KES 70 · 1',
    '👤 Asha · KES 1,000 · 1 · ✍️ KES 70 · 1',
    '👤 Otieno · KES 250 · 1',
    '⚠️ To check: 1',
  ]);
  const open = await chat.sees(/KES 80/, summary);
  expect(labels(open)).toEqual(['Customer paid', 'Not paid', 'Close']);
  await chat.press(open, 'Not paid');
  await shop.until(
    'it is marked',
    async () => (await shop.store().chargeQueries.byId(4))?.state === 'marked_unpaid',
  );
  // The summary itself stays as it is.
  expect(summaries(shop, asha.id).map(({ text }) => text)).toEqual([summary.text]);
  // After the summary, before midnight: in the next one.
  await sold(shop, asha, asha.id, '/charge 0712345675 5');
  shop.skip(DAY);
  const next = await chat.sees(/Before that, since .*: KES 5 · 1/, open);
  expect(next.text).toMatch(/No payments\./);
});

test('/summary says what is set, how to set it, and ends it', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, otieno, 'cashier');
  const chat = shop.chat(asha.id);
  chat.say('/summary');
  await chat.sees(/No summary comes to this chat yet[\s\S]*\/summary weekly 20:00/);
  chat.say('/summary at eight');
  await chat.sees(/^\/summary 20:00 – every day/);
  chat.say('/summary weekly 8pm');
  await chat.sees(/📊 Every week at 20:00\. Next: .*20:00/);
  chat.say('/summary monthly 07:30');
  await chat.sees(/📊 Every month at 07:30\. Next: 1 \w+, 07:30/);
  const asked = chat.say('/summary');
  await chat.sees(/Every week at 20:00[\s\S]*Every month at 07:30[\s\S]*\/summary off/, asked);
  chat.say('/summary off');
  const off = await chat.sees(/No summaries come to this chat any more/);
  chat.say('/summary off');
  await chat.sees(/There was none/, off);
  shop.chat(otieno.id).say('/summary 20:00', {}, otieno);
  await shop.chat(otieno.id).sees(/manager/i);
  expect(await shop.store().summaries.nextDueAt()).toBeUndefined();
});

test(
  'a weekly one comes on Sunday with its days, a monthly one on the last day with the best of them',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/summary weekly 20:00');
    await chat.sees(/Every week/);
    chat.say('/summary monthly 20:00');
    await chat.sees(/Every month/);
    await sold(shop, asha, asha.id, '/charge 0712345671 1000');
    const said = chat.say('/summary');
    await chat.sees(/Every week/, said);
    for (let day = 0; day < 7 && summaries(shop, asha.id).length === 0; day += 1) {
      shop.skip(DAY);
      await shop.pass(3 * MINUTE);
    }
    const week = await chat.sees(/^📊 Week /, said);
    for (
      let day = 0;
      day < 32 && !summaries(shop, asha.id).some(({ text }) => text?.startsWith('📊 Month'));
      day += 1
    ) {
      shop.skip(DAY);
      await shop.pass(3 * MINUTE);
    }
    const month = await chat.sees(/^📊 Month /, said);
    // The sale is in the week and the month of today, or was before them: then it stands apart.
    expect(week.text).toMatch(/· KES 1,000 · 1(?:\n|$)|No payments/);
    expect(month.text).toMatch(/🏆 Best day: .*KES 1,000|No payments/);
  },
);

/** The pictures in a chat, by their captions. */
const charts = (shop: Shop, chatId: number): readonly SimMessage[] =>
  shop
    .chat(chatId)
    .heard()
    .filter(({ caption }) => caption?.startsWith('📈') === true);

test(
  'a weekly one comes with the chart of its days below it, without a sound, once, though the program is killed',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const set = chat.say('/summary weekly 20:00');
    await chat.sees(/Every week/, set);
    // On the last day of the week, so that the sale is in it.
    while (new Date(shop.clock.now()).getUTCDay() !== 0) shop.skip(DAY);
    await sold(shop, asha, asha.id, '/charge 0712345671 1000');
    const before = await chat.sees(/^✅/, set);
    await shop.crash();
    shop.skip(UNTIL_EIGHT);
    await shop.start();
    await shop.until('there is a chart', () => charts(shop, asha.id).length > 0);
    const summary = summaries(shop, asha.id).at(-1)!;
    const chart = charts(shop, asha.id).at(-1)!;
    expect(summary.message_id).toBeGreaterThan(before.message_id);
    expect(chart.message_id).toBeGreaterThan(summary.message_id);
    expect(chart.silent).toBe(true);
    expect(summary.silent).toBeUndefined();
    expect(chart.photo?.[0]?.file_size).toBeGreaterThan(1_000);
    const [title, sum, blank, ...days] = chart.caption!.split('\n');
    expect(title).toBe(summary.text!.split('\n')[0]!.replace('📊', '📈'));
    expect([sum, blank]).toEqual(['✅ KES 1,000 · 1 payment', '']);
    expect(days).toEqual([expect.stringMatching(/^Sun \d+ \w+ · KES 1,000 · 1$/)]);
    await shop.until('all is recorded', async () => (await shop.store().outbox.nextDueAt()) === undefined);
    await shop.crash();
    await shop.start();
    await shop.pass(5 * MINUTE);
    expect(charts(shop, asha.id)).toHaveLength(1);
    expect(summaries(shop, asha.id)).toHaveLength(1);
  },
);

test(
  'refunds are deducted on their day: in the sum, the cashiers, the week, its chart, and the next one after the time',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const chat = shop.chat(asha.id);
    chat.say('/summary 20:00');
    await chat.sees(/Every day/);
    const set = chat.say('/summary weekly 20:00');
    await chat.sees(/Every week/, set);
    while (new Date(shop.clock.now()).getUTCDay() !== 0) shop.skip(DAY);
    await sold(shop, asha, asha.id, '/charge 0712345671 1000');
    await sold(shop, otieno, otieno.id, '/charge 0712345672 300');
    await refundPart(chat, 1, 400);
    shop.skip(UNTIL_EIGHT);
    await shop.until('there is a chart', () => charts(shop, asha.id).length > 0);
    const withRefunds = () => summaries(shop, asha.id).filter(({ text }) => text?.includes('refunded'));
    await shop.until('there are the day and the week', () => withRefunds().length === 2);
    const sums = ['✅ KES 900 · 2 payments', '↩️ KES 1,300 taken, KES 400 refunded (1)'];
    const cashiers = ['👤 Asha · KES 600 · 1', '👤 Otieno · KES 300 · 1'];
    const [day, week] = withRefunds()
      .map(({ text }) => text!.split('\n').slice(1))
      .toSorted((one, other) => one.length - other.length);
    expect(day).toEqual([...sums, ...cashiers]);
    expect(week).toEqual([...sums, expect.stringMatching(/^Sun \d+ \w+ · KES 900 · 2$/), ...cashiers]);
    const [, ...caption] = charts(shop, asha.id)[0]!.caption!.split('\n');
    expect(caption).toEqual([...sums, '', expect.stringMatching(/^Sun \d+ \w+ · KES 900 · 2$/)]);
    // After the summary, before midnight: in the next one.
    await refundPart(chat, 2, 50);
    const before = chat.say('/today');
    shop.skip(DAY);
    const next = await chat.sees(/^📊.*until 20:00/, before);
    expect(next.text).toMatch(
      /\nNo payments\.\n🕗 Before that, since .*: −KES 50 · 0, after KES 50 refunded/,
    );
  },
);

test('a daily one comes without a chart', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  const set = chat.say('/summary 20:00');
  await chat.sees(/Every day/, set);
  await sold(shop, asha, asha.id, '/charge 0712345671 1000');
  shop.skip(UNTIL_EIGHT);
  await chat.sees(/^📊.*until 20:00/, set);
  await shop.until('all is recorded', async () => (await shop.store().outbox.nextDueAt()) === undefined);
  expect(charts(shop, asha.id)).toEqual([]);
});

describe('in a group', () => {
  test(
    'a summary comes to its topic, of the group’s charges, without the names of cashiers',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { ownerIds: [asha.id] } });
      await letIn(shop, asha, otieno, 'cashier');
      const group = shop.chat(GROUP);
      group.say('/summary 20:00', { threadId: 17 });
      await group.sees(/Every day at 20:00/);
      await sold(shop, otieno, GROUP, '/charge 0712345671 300');
      await sold(shop, asha, asha.id, '/charge 0712345672 1000');
      shop.skip(UNTIL_EIGHT);
      const summary = await group.sees(/^📊.*until 20:00/);
      expect(summary.text!.split('\n').slice(1)).toEqual(['Charges of this group', '✅ KES 300 · 1 payment']);
      const sent = shop.telegram.calls.find(
        ({ method, payload }) => method === 'sendMessage' && payload['text'] === summary.text,
      );
      expect(sent?.payload['message_thread_id']).toBe(17);
    },
  );

  test(
    'that hears of all payments, the summary is of the whole shop; it ends with the link',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const group = shop.chat(GROUP);
      group.say('/announce here');
      await group.sees(/Every payment/);
      group.say('/summary 20:00');
      await group.sees(/Every day at 20:00/);
      await sold(shop, asha, asha.id, '/charge 0712345672 1000');
      shop.skip(UNTIL_EIGHT);
      const summary = await group.sees(/^📊.*until 20:00/);
      expect(summary.text).toMatch(/KES 1,000 · 1 payment$/);
      group.say('/unlink');
      await group.sees(/not linked any more/);
      shop.skip(DAY);
      await shop.pass(5 * MINUTE);
      expect(summaries(shop, GROUP)).toHaveLength(1);
      expect(await shop.store().summaries.nextDueAt()).toBeUndefined();
    },
  );
});

test(
  'a manager who is removed gets no more summaries, and the owner learns which group has lost one',
  { tags: 'slow' },
  async () => {
    const shop = await openShop({ common: { ownerIds: [asha.id] } });
    await letIn(shop, asha, wanjiru, 'manager');
    shop.chat(wanjiru.id).say('/summary 20:00', {}, wanjiru);
    await shop.chat(wanjiru.id).sees(/Every day/);
    shop.chat(GROUP).say('/summary 20:00', {}, wanjiru);
    await shop.chat(GROUP).sees(/Every day/);
    await removeByButtons(shop, asha, 'Wanjiru');
    await shop
      .chat(asha.id)
      .sees(/Wanjiru does not work at Mama Duka any more, so the summary in .* has ended/);
    shop.skip(UNTIL_EIGHT);
    await shop.pass(5 * MINUTE);
    expect([...summaries(shop, wanjiru.id), ...summaries(shop, GROUP)]).toEqual([]);
  },
);

test(
  'the panel of /settings sets the daily summary of the private chat, and ends it',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/settings');
    const panel = await chat.sees(/Settings/);
    const now = () => chat.heard().find(({ message_id }) => message_id === panel.message_id)!;
    const press = async (label: string, shows: RegExp) => {
      await chat.press(
        now(),
        labels(now()).find((text) => text.startsWith(label))!,
      );
      await shop.until(`a button like ${String(shows)}`, () =>
        labels(now()).some((text) => shows.test(text)),
      );
    };
    await press('📊', /^19:00$/);
    await press('19:00', /^✓ 19:00$/);
    await press('‹ Back', /Summary here: 19:00/);
    shop.skip(7 * HOUR);
    await chat.sees(/^📊.*until 19:00/);
    await press('📊', /^✓ 19:00$/);
    await press('Off', /^✓ Off$/);
    expect(await shop.store().summaries.nextDueAt()).toBeUndefined();
  },
);

describe('across restarts, a summary comes once', { tags: 'slow' }, () => {
  test.each([
    ['before its time', UNTIL_EIGHT - MINUTE],
    ['at its time', UNTIL_EIGHT],
    ['hours after its time', UNTIL_EIGHT + 3 * HOUR],
  ])('when the program is killed %s', async (_when, ms) => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const said = chat.say('/summary 20:00');
    await chat.sees(/Every day/, said);
    await shop.crash();
    shop.skip(ms);
    await shop.start();
    await chat.sees(/^📊.*until 20:00/, said);
    // A message that Telegram has and the program does not know of is sent again, as every message is.
    await shop.until('it is recorded', async () => (await shop.store().outbox.nextDueAt()) === undefined);
    await shop.crash();
    await shop.start();
    await shop.pass(5 * MINUTE);
    expect(summaries(shop, asha.id)).toHaveLength(1);
  });

  test('when it was down for days: only the latest comes', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const said = chat.say('/summary 20:00');
    await chat.sees(/Every day/, said);
    await shop.stop();
    shop.skip(5 * DAY + UNTIL_EIGHT);
    await shop.start();
    await chat.sees(/^📊.*until 20:00/, said);
    await shop.pass(5 * MINUTE);
    expect(summaries(shop, asha.id)).toHaveLength(1);
  });
});
