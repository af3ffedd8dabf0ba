import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { refundPart, takeRefundBack } from '../support/refund-steps.ts';
import { letIn, otieno } from '../support/second-shop.ts';
import { asha, GROUP, labels, openShop, type Chat, type Shop } from '../support/shop.ts';
import { variants } from '../support/variants.ts';

/** A shop in which Asha and a cashier have sold. */
async function soldShop(): Promise<Shop> {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, otieno, 'cashier');
  for (const [who, phone, text] of [
    [asha, '0712345678', '500 =cmd()'],
    [otieno, '0722345678', '1200 two bags'],
  ] as const) {
    const chat = shop.chat(who.id);
    const said = chat.say(`/charge ${phone} ${text}`, {}, who);
    await chat.sees(/Waiting/, said);
    shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
    await chat.sees(/^✅ Paid/, said);
  }
  const chat = shop.chat(asha.id);
  const said = chat.say('/charge 0799345678 70');
  await chat.sees(/Waiting/, said);
  return shop;
}

/** Notes KES 200 of charge 1, and then of charge 2, as refunded; the second is taken back. The customer of charge 1 is called Wanjiku Njeri. */
async function refundAndName(shop: Shop): Promise<void> {
  const chat = shop.chat(asha.id);
  await chat.sees(/^Saved/, chat.say('/name 0712345678 Wanjiku Njeri'));
  for (const number of [1, 2]) await refundPart(chat, number, 200);
  await takeRefundBack(chat, 2, 200);
}

/** Waits for a document after a message. */
async function documentIn(shop: Shop, chat: Chat, after: SimMessage): Promise<SimMessage> {
  const find = () =>
    chat.heard().find((message) => message.message_id > after.message_id && message.document);
  await shop.until('the document', () => find() !== undefined);
  return find()!;
}

const bytesOf = (shop: Shop, { document }: SimMessage): Buffer =>
  Buffer.from(shop.telegram.file(document!.file_id)!.bytes);

test('/export: this month as Excel, which another library opens with typed cells that agree to the shilling', async () => {
  const shop = await soldShop();
  const chat = shop.chat(asha.id);
  const asked = chat.say('/export');
  const question = await chat.sees(/^Export \w+ \d{4}: which file\?/, asked);
  expect(labels(question)).toEqual(['📄 Excel', '📄 CSV']);
  await chat.press(question, '📄 Excel');
  const sent = await documentIn(shop, chat, question);
  expect(sent.document?.file_name).toMatch(/^charges-\d{4}-\d\d-01-to-\d{4}-\d\d-\d\d\.xlsx$/);
  await chat.sees(/^📄 \w+ \d{4} · Excel$/, asked);
  const bytes = bytesOf(shop, sent);
  const [charges, days, cashiers] = (await readXlsxFile(bytes)).map(({ data }) => data);
  expect(charges?.slice(1).map(([, ...row]) => row)).toEqual([
    [
      1,
      'paid',
      500,
      500,
      0,
      expect.stringMatching(/^[A-Z\d]{10}$/),
      '0712 345 678',
      null,
      '=cmd()',
      'Asha',
      'M‑Pesa',
    ],
    [2, 'paid', 1_200, 1_200, 0, expect.any(String), '0722 345 678', null, 'two bags', 'Otieno', 'M‑Pesa'],
    [3, 'waiting', 70, 0, 0, null, '0799 345 678', null, null, 'Asha', null],
  ]);
  for (const [time] of charges?.slice(1) ?? []) expect(time).toBeInstanceOf(Date);
  const total = (rows: typeof days) => rows?.slice(1).reduce((sum, row) => sum + Number(row.at(-1)), 0);
  expect([total(days), total(cashiers)]).toEqual([1_700, 1_700]);
  expect(cashiers?.slice(1).map(([name, count, kes]) => [name, count, kes])).toEqual([
    ['Otieno', 1, 1_200],
    ['Asha', 1, 500],
  ]);
  // Nothing is left of it.
  await shop.until('the file is gone', () => filesOf(shop).length === 0);
});

const filesOf = (shop: Shop): readonly string[] => {
  const folder = dirname(shop.databasePath());
  return readdirSync(folder)
    .filter((name) => name.endsWith('.files'))
    .flatMap((name) => readdirSync(join(folder, name)));
};

test(
  '/export shows what of each charge is refunded and who the customer is, and sums of days and cashiers are net',
  { tags: 'slow' },
  async () => {
    const shop = await soldShop();
    await refundAndName(shop);
    const chat = shop.chat(asha.id);
    const question = await chat.sees(/which file/, chat.say('/export'));
    await chat.press(question, '📄 Excel');
    const bytes = bytesOf(shop, await documentIn(shop, chat, question));
    const [charges, days, cashiers] = (await readXlsxFile(bytes)).map(({ data }) => data);
    expect(charges?.slice(1).map((row) => [row[4], row[5], row[8]])).toEqual([
      [500, 200, 'Wanjiku Njeri'],
      [1_200, 0, null],
      [0, 0, null],
    ]);
    expect(days?.[0]?.slice(-2)).toEqual(['Refunded (KES)', 'Net (KES)']);
    const sums = (rows: typeof days) =>
      [-2, -1].map((column) => rows?.slice(1).reduce((sum, row) => sum + Number(row.at(column)), 0));
    expect([sums(days), sums(cashiers)]).toEqual([
      [200, 1_500],
      [200, 1_500],
    ]);
    expect(cashiers?.slice(1).map((row) => [row[0], row.at(-2), row.at(-1)])).toEqual([
      ['Otieno', 0, 1_200],
      ['Asha', 200, 300],
    ]);
    const group = shop.chat(GROUP);
    const asked = await group.sees(/which file/, group.say('/export month'));
    await group.press(asked, '📄 CSV');
    const text = bytesOf(shop, await documentIn(shop, group, asked)).toString('utf8');
    expect(text).toContain(',Wanjiku,');
    expect(text).not.toContain('Njeri');
  },
);

test(
  '/export of a range as CSV: whole numbers in private, formulas made harmless',
  { tags: 'slow' },
  async () => {
    const shop = await soldShop();
    const chat = shop.chat(asha.id);
    const today = new Date(shop.clock.now() + 3 * 3_600_000).toISOString().slice(0, 10);
    const question = await chat.sees(/which file/, chat.say(`/export ${today}`));
    await chat.press(question, '📄 CSV');
    const text = bytesOf(shop, await documentIn(shop, chat, question)).toString('utf8');
    expect(text).toMatch(/^\ufeffTime,Number,State,/);
    const lines = text.trimEnd().split('\r\n').slice(1);
    expect(lines[0]).toMatch(
      new RegExp(
        `^${today} \\d\\d:\\d\\d,1,paid,500,500,0,[A-Z\\d]{10},0712 345 678,,'=cmd\\(\\),Asha,M‑Pesa$`,
      ),
    );
    expect(lines).toHaveLength(3);
  },
);

test(
  '/export closing 1, and the buttons under a closing: what it counted, to the shilling',
  { tags: 'slow' },
  async () => {
    const shop = await soldShop();
    const chat = shop.chat(asha.id);
    await chat.press(await chat.sees(/^Close day 1/, chat.say('/close')), 'Close the day');
    const report = await chat.sees(/^🔒 Day 1/);
    expect(labels(report)).toEqual(['📄 Excel', '📄 CSV', '‹ All closings']);
    expect((await chat.sees(/no day 2/, chat.say('/export closing 2'))).text).toContain('/closings');
    const question = await chat.sees(/^Export Day 1/, chat.say('/export closing 1'));
    await chat.press(question, '📄 Excel');
    const sent = await documentIn(shop, chat, question);
    expect(sent.document?.file_name).toBe('day-1.xlsx');
    const [charges, days] = (await readXlsxFile(bytesOf(shop, sent))).map(({ data }) => data);
    // What is still open was not counted.
    expect(charges?.slice(1).map((row) => row[4])).toEqual([500, 1_200]);
    expect(days?.[1]?.at(-1)).toBe(1_700);
  },
);

test(
  '/export of a closing has its refunds in rows of their own, to the shilling',
  { tags: 'slow' },
  async () => {
    const shop = await soldShop();
    const chat = shop.chat(asha.id);
    await refundAndName(shop);
    await chat.press(await chat.sees(/^Close day 1/, chat.say('/close')), 'Close the day');
    await chat.sees(/^🔒 Day 1/);
    await takeRefundBack(chat, 1, 200);
    await chat.press(await chat.sees(/^Close day 2/, chat.say('/close')), 'Close the day');
    await chat.sees(/^🔒 Day 2/);
    const sheets = async (number: number) => {
      const question = await chat.sees(/^Export Day/, chat.say(`/export closing ${number}`));
      await chat.press(question, '📄 Excel');
      return (await readXlsxFile(bytesOf(shop, await documentIn(shop, chat, question)))).map(
        ({ data }) => data,
      );
    };
    const [first, firstDay] = await sheets(1);
    expect(first?.slice(1).map((row) => [row[1], row[2], row[4], row[5]])).toEqual([
      [1, 'paid', 500, 0],
      [2, 'paid', 1_200, 0],
      [1, 'refunded', 0, 200],
      [2, 'refunded', 0, 200],
      [2, 'refund taken back', 0, -200],
    ]);
    expect(firstDay?.[1]?.slice(-2)).toEqual([200, 1_500]);
    const [second, secondDay] = await sheets(2);
    expect(second?.slice(1).map((row) => [row[1], row[2], row[4], row[5]])).toEqual([
      [1, 'refund taken back', 0, -200],
    ]);
    expect(secondDay?.[1]?.slice(-2)).toEqual([-200, 200]);
  },
);

test('in a group, customers’ numbers are masked; a cashier exports nothing', async () => {
  const shop = await soldShop();
  const group = shop.chat(GROUP);
  const refused = group.say('/export', {}, otieno);
  await group.sees(/Only a manager or an owner/, refused);
  const question = await group.sees(/which file[^]*masked/, group.say('/export month'));
  expect(await group.press(question, '📄 CSV', otieno)).toBe('Only a manager or an owner can do that.');
  await group.press(question, '📄 CSV');
  const text = bytesOf(shop, await documentIn(shop, group, question)).toString('utf8');
  expect(text).toContain('0712 ••• 678');
  expect(text).not.toContain('345');
});

for (const { cases, tags } of variants([
  ['/export tomorrow morning', /can’t tell which days/],
  ['/export 30 Feb', /no such day/],
  ['/export 2999-01', /hasn’t begun/],
]))
  test.each(cases)('%s is answered with the reason and examples', { tags }, async (command, answer) => {
    const shop = await openShop({ common: { ownerIds: [asha.id] } });
    const chat = shop.chat(asha.id);
    expect((await chat.sees(answer, chat.say(command))).text).toContain('/export 1-15 Nov');
  });
