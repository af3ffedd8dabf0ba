import { describe, expect, test } from 'vitest';
import { asha, GROUP, labels, openShop, type Chat, type Shop } from '../support/shop.ts';
import { refundPart } from '../support/refund-steps.ts';
import { connectSecond, letIn, otieno, wanjiru } from '../support/second-shop.ts';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import { variants } from '../support/variants.ts';

const DAY = 24 * 3_600_000;
const ALONE = { common: { ownerIds: [asha.id] } };

/** Opens a shop at noon in Nairobi, so that no day ends during a test. */
async function shopAtNoon(): Promise<Shop> {
  const shop = await openShop(ALONE);
  const noon = 9 * 3_600_000;
  shop.skip((DAY + noon - (shop.clock.now() % DAY)) % DAY);
  return shop;
}

/** Charges and has the customer pay, and waits for the notice. */
async function paid(
  shop: Shop,
  chat: Chat,
  phone: string,
  amount: number,
  who: SimUser = asha,
): Promise<void> {
  const said = chat.say(`/charge ${phone} ${amount}`, {}, who);
  await shop.until('the push', () => shop.bosmi.latest(phone)?.amount === amount);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  await chat.sees(new RegExp(`^✅ Paid: KES\\s${amount.toLocaleString('en-KE')}`), said);
}

/** The date of the shop's present day, some days later, as a title has it: `27 Nov`. */
function dateIn(shop: Shop, days: number): string {
  const at = new Date(shop.clock.now() + days * DAY);
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'Africa/Nairobi',
  }).format(at);
}

/** A message's text as it looks: a space that does not break is a space. */
const plain = (message: SimMessage): string => (message.text ?? '').replaceAll('\u00a0', ' ');

/** Presses a button and waits until the message shows something. */
async function turned(
  chat: Chat,
  message: SimMessage,
  label: string,
  pattern: RegExp,
  who?: SimUser,
): Promise<SimMessage> {
  await chat.press(message, label, who);
  const seen = await chat.sees(pattern);
  expect(seen.message_id).toBe(message.message_id);
  return seen;
}

describe('a report', () => {
  test('leads to other days, to the week and to the month in place, after a restart too', async () => {
    const shop = await shopAtNoon();
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 1_500);
    shop.skip(DAY);
    await paid(shop, chat, '0712345672', 300);
    chat.say('/today');
    const today = await chat.sees(/^📊 Today/);
    expect(plain(today)).toMatch(/\nKES 300\n1 payment · average KES 300\n/);
    expect(labels(today)).toEqual(['‹ Yesterday', 'Week', 'Month', '📈 Chart']);

    const yesterday = await turned(chat, today, '‹ Yesterday', /^📊 Yesterday/);
    expect(plain(yesterday)).toContain('KES 1,500\n1 payment');
    expect(plain(yesterday)).not.toContain('KES 300');
    expect(labels(yesterday)).toEqual([
      expect.stringMatching(/^‹ \w{3} \d+ \w{3,4}$/),
      'Today ›',
      'Today',
      'Week',
      'Month',
      '📈 Chart',
    ]);
    await shop.stop();
    await shop.start();
    const before = await turned(
      chat,
      yesterday,
      labels(yesterday)[0]!,
      new RegExp(`^📊 \\w{3} ${dateIn(shop, -2)}(?: \\d{4})?\\nNothing was paid\\.$`),
    );
    expect(labels(before)).not.toContain('📈 Chart');
    const back = await turned(chat, before, 'Today', /^📊 Today/);
    await turned(chat, back, 'Month', /^📊 (?:This month · )?\w+ \d{4}\n/);
    const week = await turned(chat, back, 'Week', /^📊 This week/);
    expect(plain(week)).toMatch(/· #\d · KES /);
  });

  for (const { cases, tags } of variants(['yesterday', 'jana', 'DATE', 'DATE-DATE']))
    test.each(cases)('of %j is asked for by its days', { tags }, async (asked) => {
      const shop = await shopAtNoon();
      const chat = shop.chat(asha.id);
      await paid(shop, chat, '0712345671', 1_500);
      shop.skip(DAY);
      chat.say(`/report ${asked.replaceAll('DATE', dateIn(shop, -1))}`);
      expect(plain(await chat.sees(/^📊 Yesterday/))).toContain('KES 1,500\n1 payment');
    });

  test('of days that cannot be reported is refused with the reason and examples', async () => {
    const shop = await shopAtNoon();
    const chat = shop.chat(asha.id);
    for (const [asked, reason] of [
      ['tomorrow', /^Which days\?/],
      ['31 Nov', /^There is no such day/],
      ['2099-01', /^Those days have not come yet/],
      ['15-1 Nov', /^The last day is before the first/],
      ['1 Jan 2020-1 Jan 2026', /^At most one year/],
    ] as const) {
      const said = chat.say(`/report ${asked}`);
      expect((await chat.sees(reason, said)).text).toContain('/report 1-15 Nov');
    }
    const examples = await chat.sees(/^At most one year/);
    for (const [, example = ''] of examples.text!.matchAll(/^(\/report .*)$/gm)) {
      const said = chat.say(example);
      await chat.sees(/^📊 /, said);
    }
  });

  test('turns the pages of the latest payments', { tags: 'slow' }, async () => {
    const shop = await shopAtNoon();
    const chat = shop.chat(asha.id);
    for (let n = 1; n <= 6; n += 1) await paid(shop, chat, `071234567${n}`, n * 100);
    chat.say('/today');
    const first = await chat.sees(/^📊 Today/);
    expect(plain(first)).toContain('#6 · KES 600');
    expect(plain(first)).not.toContain('#1 ·');
    const second = await turned(chat, first, 'Older ›', /Latest · page 2/);
    expect(plain(second)).toMatch(/#1 · KES 100\n0712 345 671 · \w+$/);
    expect(labels(second)).not.toContain('Older ›');
    await turned(chat, second, '‹ Newer', /Latest\n[^]*#6/);
  });

  test('fits a phone: a line has at most 32 characters, and no number breaks', { tags: 'slow' }, async () => {
    const shop = await shopAtNoon();
    await letIn(shop, asha, otieno, 'cashier');
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 250_000);
    await paid(shop, shop.chat(otieno.id), '0712345672', 99_999, otieno);
    chat.say('/charge 0712345673 1500');
    await chat.sees(/Waiting/);
    chat.say('/today');
    const report = await chat.sees(/^📊 Today/);
    expect(plain(report)).toMatch(/\n⏳ Still waiting: KES 1,500 \(1\)\n/);
    for (const line of report.text!.split('\n')) expect([line, line.length <= 32]).toEqual([line, true]);
    expect(report.text).not.toMatch(/KES \d/);
    expect(report.text).not.toMatch(/\d{3} \d{3}/);
  });
});

describe('people', () => {
  test('a cashier sees their own sales, and an owner sees each cashier’s', async () => {
    const shop = await shopAtNoon();
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    await paid(shop, owner, '0712345671', 500);
    await paid(shop, cashier, '0722000000', 70, otieno);
    cashier.say('/report', {}, otieno);
    const own = await cashier.sees(/^📊 Today/);
    expect(plain(own)).toMatch(/\n👤 Otieno’s sales\nKES 70\n1 payment/);
    expect(plain(own)).not.toContain('KES 500');
    await turned(cashier, own, 'Week', /^📊 This week[^\n]*\n👤 Otieno’s sales\nKES\s70\n/, otieno);
    owner.say('/report');
    expect(plain(await owner.sees(/^📊 Today/))).toContain(
      '\n\nBy cashier\nAsha: KES 500 (1)\nOtieno: KES 70 (1)\n',
    );
  });

  test(
    'in a group the report is of that group, with masked numbers, and a cashier cannot turn the owner’s',
    { tags: 'slow' },
    async () => {
      const shop = await shopAtNoon();
      await letIn(shop, asha, otieno, 'cashier');
      const [group, chat] = [shop.chat(GROUP), shop.chat(asha.id)];
      await paid(shop, chat, '0712345671', 500);
      await paid(shop, group, '0712345672', 200);
      group.say('/today');
      const report = await group.sees(/^📊 Today/);
      expect(plain(report)).toMatch(/\nKES 200\n1 payment[^]*0712 ••• 672/);
      expect(await group.press(report, 'Week', otieno)).toBe('This button isn’t yours.');
      expect(await group.press(report, '📈 Chart', otieno)).toBe('This button isn’t yours.');
      await turned(group, report, 'Week', /^📊 This week[^]*KES\s200\n1 payment/);
      expect(group.texts().join('\n')).not.toMatch(/345/);
    },
  );

  test(
    'of several shops see which shop a report is of, and its buttons stay with it',
    { tags: 'slow' },
    async () => {
      const shop = await shopAtNoon();
      await connectSecond(shop);
      await letIn(shop, wanjiru, asha, 'manager');
      const chat = shop.chat(asha.id);
      chat.say('/shop');
      await chat.press(await chat.sees(/Which of your shops/), 'Mama Duka');
      await chat.sees(/Send your command again/);
      await paid(shop, chat, '0712345671', 500);
      chat.say('/today');
      const report = await chat.sees(/^📊 Today/);
      expect(plain(report)).toContain('\n🏪 Mama Duka\nKES 500\n');
      const asked = chat.say('/shop');
      await chat.press(await chat.sees(/Which of your shops/, asked), 'Mama Duka Two');
      await turned(chat, report, 'Week', /^📊 This week[^\n]*\n🏪 Mama Duka\nKES\s500\n/);
      const other = chat.say('/today');
      expect(plain(await chat.sees(/^📊 Today/, other))).toContain(
        '\n🏪 Mama Duka Two\nNothing was paid yet.',
      );
    },
  );
});

test(
  'a shop without a name is named as such, to a person who works at two, in reports, summaries and notices',
  { tags: 'slow' },
  async () => {
    const shop = await openShop({ common: { ownerIds: [asha.id], shopName: '' } });
    const noon = 9 * 3_600_000;
    shop.skip((DAY + noon - (shop.clock.now() % DAY)) % DAY);
    await letIn(shop, asha, otieno, 'manager');
    await connectSecond(shop);
    await letIn(shop, wanjiru, asha, 'manager');
    const chat = shop.chat(asha.id);
    const choice = chat.say('/shop');
    await chat.press(await chat.sees(/Which of your shops/, choice), 'The unnamed shop');
    await chat.sees(/Send your command again/);
    chat.say('/summary 20:00');
    await chat.sees(/Every day at 20:00/);
    await paid(shop, chat, '0712345671', 500);
    await refundPart(shop.chat(otieno.id), 1, 200, otieno);
    await chat.sees(/^↩️ Otieno recorded a refund of KES 200[^\n]*\n🏪 The unnamed shop$/);
    const report = await chat.sees(/^📊 Today/, chat.say('/today'));
    expect(plain(report)).toContain('\n🏪 The unnamed shop\nKES 300\n');
    chat.say('/collect 1500 rent');
    const asked = await chat.sees(/KES 1,500/, report);
    chat.say('0712345673');
    await chat.press(await chat.sees(/🏪 The unnamed shop/, asked), 'Send');
    await chat.sees(/^👥 rent[^\n]*\n🏪 The unnamed shop\n/, asked);
    shop.skip(8 * 3_600_000);
    await chat.sees(/^📊[^\n]*until 20:00\n🏪 The unnamed shop\n✅ KES 300/);
    expect(chat.texts().filter((text) => /🏪\s*$/m.test(text))).toEqual([]);
  },
);

describe('the chart', () => {
  test('is a light picture of the hours or the days, and its caption has the figures', async () => {
    const shop = await shopAtNoon();
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 1_500);
    await paid(shop, chat, '0712345672', 300);
    chat.say('/today');
    const report = await chat.sees(/^📊 Today/);
    const pictureOf = async (title: RegExp): Promise<SimMessage> => {
      const find = () =>
        chat.heard().findLast(({ photo, caption }) => photo !== undefined && title.test(caption ?? ''));
      await shop.until('the picture', () => find() !== undefined);
      return find()!;
    };
    await chat.press(report, '📈 Chart');
    const picture = await pictureOf(/^📈 Today/);
    const caption = picture.caption!.replaceAll('\u00a0', ' ');
    expect(caption).toMatch(/^📈 Today · [^\n]+\nKES 1,800\n\n\d\d:00: KES [\d,]+ \(\d\)/);
    expect(sumIn(caption)).toBe(1_800);
    const { bytes } = shop.telegram.file(picture.photo![0]!.file_id)!;
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([800, 500]);
    expect(bytes.length).toBeLessThan(60_000);

    const week = await turned(chat, report, 'Week', /^📊 This week/);
    await chat.press(week, '📈 Chart');
    const days = (await pictureOf(/^📈 This week/)).caption!.replaceAll('\u00a0', ' ');
    expect(days).toContain(`\nKES 1,800\n\n${dateIn(shop, 0)}: KES 1,800 (2)`);
  });
});

test(
  'what was refunded is deducted in the sum, the average, the cashiers and the chart, on the day it is noted',
  { tags: 'slow' },
  async () => {
    const shop = await shopAtNoon();
    await letIn(shop, asha, otieno, 'cashier');
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 5_000);
    await paid(shop, shop.chat(otieno.id), '0712345672', 300, otieno);
    await refundPart(chat, 1, 500);
    const report = await chat.sees(/^📊 Today/, chat.say('/today'));
    expect(plain(report)).toContain(
      '\nKES 4,800\n2 payments · average KES 2,400\n↩️ KES 5,300 taken, KES 500 refunded (1)\n',
    );
    expect(plain(report)).toContain('\n\nBy cashier\nAsha: KES 4,500 (1)\nOtieno: KES 300 (1)\n');
    await chat.press(report, '📈 Chart');
    const chart = () => chat.heard().findLast(({ photo }) => photo !== undefined);
    await shop.until('the picture', () => chart() !== undefined);
    const caption = chart()!.caption!.replaceAll('\u00a0', ' ');
    expect(caption).toMatch(/^📈 Today[^\n]*\nKES 4,800\n↩️ KES 5,300 taken, KES 500 refunded \(1\)\n\n/);
    expect(sumIn(caption)).toBe(4_800);

    shop.skip(DAY);
    await refundPart(chat, 1, 100);
    const next = await chat.sees(/^📊 Today/, chat.say('/today'));
    expect(plain(next)).toMatch(/\nNothing was paid yet\.\n↩️ KES 100 refunded \(1\)$/);
    const yesterday = await chat.sees(/^📊 Yesterday/, chat.say('/report yesterday'));
    expect(plain(yesterday)).toContain('\nKES 4,800\n');
  },
);

/** Adds up the figures of a caption, below its heading. */
const sumIn = (caption: string): number =>
  [...caption.split('\n\n')[1]!.matchAll(/KES ([\d,]+)/g)].reduce(
    (sum, [, amount = '']) => sum + Number(amount.replaceAll(',', '')),
    0,
  );
