import { describe, expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, labels, openShop, paidToday, type Chat, type Shop } from '../support/shop.ts';
import { letIn, otieno } from '../support/second-shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const pay = (shop: Shop, phone: string, receipt: string): void =>
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id, { receipt });

/** A message of the bot as it is now. */
const now = (chat: Chat, { message_id: id }: SimMessage): SimMessage =>
  chat.heard().find(({ message_id }) => message_id === id)!;

/** Sends `/collect` with a list, answers the question with Send, and waits until all prompts are out. */
async function collected(
  shop: Shop,
  list: string,
  { chatId = asha.id, who = asha, count = list.split('\n').length - 1 } = {},
) {
  const chat = shop.chat(chatId);
  const said = chat.say(`/collect ${list}`, {}, who);
  const question = await chat.sees(/^Ask /, said);
  const before = pushes(shop).length;
  await chat.press(question, count === 1 ? 'Send' : `Send to ${count}`, who);
  const board = await chat.sees(/of \d+ paid/, said);
  await shop.until('all prompts are out', () => pushes(shop).length === before + count);
  return { chat, said, board, question };
}

const GONE = JSON.stringify({
  ok: false,
  error_code: 400,
  description: 'Bad Request: message to edit not found',
});
const TWO = '1500 rent\n0712000001 Wanjiku\n0712000002 Otieno 2000';

describe('/collect', () => {
  test('asks once for all, sends each a prompt, and tells every payment on one board; the last one rings', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const said = chat.say(`/collect ${TWO}`);
    const question = await chat.sees(/^Ask 2 customers for KES\s3,500\?/, said);
    expect(question.text).toContain('👥 rent · KES 1,500 each');
    expect(question.text).toContain('• Wanjiku · 0712 000 001\n• Otieno · 0712 000 002 · KES 2,000\n');
    expect(labels(question)).toEqual(['Send to 2', 'Pick customers', 'Cancel']);
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Send to 2');
    const board = await chat.sees(
      /0 of 2 paid · KES\s0 of KES\s3,500[\s\S]*Wanjiku[^\n]*waiting for the PIN[\s\S]*Otieno[^\n]*waiting for the PIN/,
      said,
    );
    // The board took the place of the question.
    expect(board.message_id).toBe(question.message_id);
    expect(pushes(shop).map(({ body }) => [body['phone'], String(body['amount'])])).toEqual([
      ['0712000001', '1500'],
      ['0712000002', '2000'],
    ]);
    const messages = chat.heard().length;
    pay(shop, '0712000001', 'UKR0000001');
    await chat.sees(
      /1 of 2 paid · KES\s1,500 of KES\s3,500[\s\S]*✅ Wanjiku · 0712\s000\s001 · UKR0000001/,
      said,
    );
    expect(chat.heard()).toHaveLength(messages);
    pay(shop, '0712000002', 'UKR0000002');
    const rings = await chat.sees(/^✅ All 2 have paid: KES\s3,500/, board);
    expect(rings.text).toMatch(/Last: Otieno · 0712\s000\s002 · UKR0000002/);
    expect(rings.reply_to_message?.message_id).toBe(board.message_id);
    await shop.until('the board shows it', () => /2 of 2 paid/.test(now(chat, board).text ?? ''));
    expect(labels(now(chat, board))).toEqual(['➕ Add', 'Close']);
    const sends = shop.telegram.calls.filter(({ method }) => method === 'sendMessage');
    expect(sends.at(-1)?.payload['disable_notification']).toBeUndefined();
    const today = chat.say('/today');
    await chat.sees(paidToday('3,500', '2 payments'), today);
  });

  test('names each wrong line and goes on with the others', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const said = chat.say(
      '/collect 500\n0712000001\n07123\n0712000001\n0733000003 Amina\nNobody\n0712000004 House 4',
    );
    const question = await chat.sees(/^Ask 2 customers for KES\s1,000\?/, said);
    expect(question.text).toContain('⚠️ Left out (4):');
    expect(question.text).toContain('“07123”: the number is too short');
    expect(question.text).toContain('“0712000001”: on the list already');
    expect(question.text).toContain('“Nobody”: no customer has this name');
    expect(question.text).toContain(
      '“0712000004 House 4”: is the number an amount? Write KES before it, or remove it',
    );
    expect(question.text).toContain('⚠️ Not Safaricom, so perhaps no M‑Pesa: 0733 000 003');
  });

  test('shows whom it found by a name alone, however long the list is', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const named = chat.say('/name 0712000009 Mary Wanjiru');
    await chat.sees(/Mary/, named);
    const name = 'Wanjiku wa Njeri wa Kamau wa Otieno wa M';
    const phones = Array.from({ length: 60 }, (_, n) => `07220000${n + 10} ${name} KES 250,000`);
    const wrong = Array.from(
      { length: 30 },
      () => 'Somebody with a very long name whom nobody at all knows here',
    );
    const said = chat.say(`/collect 500\n${phones.slice(0, 30).join('\n')}`);
    await chat.sees(/^Ask 30/, said);
    const more = chat.say([...phones.slice(30), ...wrong.slice(0, 15), 'Mary'].join('\n'));
    const question = await chat.sees(/^Ask 61 customers/, more);
    expect(question.text).toContain('• Mary Wanjiru · 0712 000 009');
    expect(question.text).toContain('31 more');
    expect(question.text?.length).toBeLessThan(4_096);
  });

  test(
    'is put together step by step: amount, numbers, a contact, customers of the shop',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const charged = chat.say('/charge 0712000009 100');
      await chat.sees(/Waiting/, charged);
      pay(shop, '0712000009', 'UKR0000009');
      await chat.sees(/^✅ Paid/, charged);
      const said = chat.say('/collect');
      await chat.sees(/How much from each customer/, said);
      const wrong = chat.say('lots');
      await chat.sees(/lots[\s\S]*How much from each customer/, wrong);
      const amount = chat.say('500 chama');
      const empty = await chat.sees(/^Who should pay KES\s500\?\n📝 chama/, amount);
      expect(labels(empty)).toEqual(['Pick customers', 'Cancel']);
      const list = chat.say('0712000001\n0712000002 Otieno');
      await chat.sees(/^Ask 2 customers for KES\s1,000/, list);
      const contact = shop.telegram.shareContact(asha, asha.id, {
        phone_number: '+254712000003',
        first_name: 'Amina 2',
      });
      const three = await chat.sees(/^Ask 3 customers for KES\s1,500/, contact);
      await chat.press(three, 'Pick customers');
      const picking = await chat.sees(/^Tap who should pay\. On the list: 3/);
      expect(labels(picking)).toEqual(['⬜ 0712 000 009', '✅ Done']);
      await chat.press(picking, '⬜ 0712 000 009');
      const picked = await chat.sees(/On the list: 4/);
      expect(labels(picked)[0]).toBe('☑️ 0712 000 009');
      await chat.press(picked, '✅ Done');
      const question = await chat.sees(/^Ask 4 customers for KES\s2,000/);
      await chat.press(question, 'Send to 4');
      await shop.until('all prompts are out', () => pushes(shop).length === 5);
      await chat.sees(/0 of 4 paid[\s\S]*Amina 2/);
      // A second tap on the button, which the chat may still show.
      expect(await chat.press(question, 'Send to 4')).toBe('This question is closed.');
      expect(pushes(shop)).toHaveLength(5);
    },
  );

  test(
    'reminds those who have not paid, once however often it is tapped, and asks no one who has',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { confirmMs: 60_000 } });
      const { chat, board, said } = await collected(shop, TWO);
      pay(shop, '0712000001', 'UKR0000001');
      await chat.sees(/1 of 2 paid[\s\S]*⌛ Otieno[^\n]*not paid/, said);
      await shop.pass(70_000);
      const [first, second] = await Promise.all([
        chat.press(now(chat, board), 'Remind those who have not'),
        chat.press(now(chat, board), 'Remind those who have not'),
      ]);
      expect([first, second].toSorted()).toEqual([
        'Asking one customer again.',
        'Nobody to remind right now.',
      ]);
      await shop.until('the prompt is out', () => pushes(shop).length === 3);
      await shop.pass(5_000);
      expect(pushes(shop).map(({ body }) => body['phone'])).toEqual([
        '0712000001',
        '0712000002',
        '0712000002',
      ]);
      pay(shop, '0712000002', 'UKR0000002');
      await chat.sees(/^✅ All 2 have paid: KES\s3,500/);
    },
  );

  test(
    'adds more, closes after a second tap, and tells a payment that comes after all',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const { chat, board, said } = await collected(shop, TWO);
      await chat.press(now(chat, board), '➕ Add');
      await chat.sees(/^Who should pay KES\s1,500\?/, said);
      const more = chat.say('0712000003\n0712000001');
      const question = await chat.sees(/^Ask 2 customers/, more);
      await chat.press(question, 'Send to 2');
      await chat.sees(/^One customer added\./, more);
      await shop.until('the new prompt is out', () => pushes(shop).length === 3);
      await chat.sees(/0 of 3 paid/, said);
      expect(await chat.press(now(chat, board), 'Close')).toBe('Close this list?');
      await chat.sees(/of 3 paid/);
      await shop.until('it asks', () => labels(now(chat, board)).includes('Close: 3 not paid'));
      await chat.press(now(chat, board), '‹ Back');
      await shop.until('it is back', () => labels(now(chat, board)).includes('➕ Add'));
      await chat.press(now(chat, board), 'Close');
      await shop.until('it asks again', () => labels(now(chat, board)).includes('Close: 3 not paid'));
      expect(await chat.press(now(chat, board), 'Close: 3 not paid')).toBe('Closed.');
      await chat.sees(/🚫 Closed by Asha\. If somebody pays after all, I’ll tell you\./, said);
      expect(labels(now(chat, board))).toEqual([]);
      // Charges that were pushed are closed a few at a time, after the list.
      const all = { merchantId: 1, chatId: undefined, userId: undefined };
      await shop.until(
        'its charges are closed',
        async () => (await shop.store().chargeQueries.waiting(all, 1)).total === 0,
      );
      const pending = chat.say('/pending');
      await chat.sees(/Nothing is waiting|No charge/, pending);
      pay(shop, '0712000002', 'UKR0000002');
      const late = await chat.sees(/^✅ Paid: KES\s2,000[\s\S]*UKR0000002/, pending);
      expect(late.text).toContain('Its list was closed before.');
    },
  );

  test(
    'in a group shows no whole number, and takes the list out where it may',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      shop.telegram.setMember(shop.telegram.me, GROUP, 'administrator', { by: asha, mayDelete: true });
      await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
      const group = shop.chat(GROUP);
      const said = group.say('/kusanya 200 mchango', {}, juma);
      const asked = await group.sees(/Nani alipe KES\s200/, said);
      const answer = group.say('0712000001 Wanjiku\n0712 000 002\n0712', { replyTo: asked.message_id }, juma);
      const question = await group.sees(/^Niombe wateja 2/, answer);
      expect(question.text).toContain('Mstari 3: namba ni fupi mno');
      await shop.until('the list is gone', () =>
        shop.telegram.messages(GROUP).every(({ text }) => !text?.includes('0712000001')),
      );
      expect(await group.press(question, 'Tuma kwa 2', asha)).toBe('This button isn’t yours.');
      await group.press(question, 'Tuma kwa 2', juma);
      await shop.until('the prompts are out', () => pushes(shop).length === 2);
      pay(shop, '0712000001', 'UKR0000001');
      const board = await group.sees(/1 kati ya 2 wamelipa[\s\S]*✅ Wanjiku ···001 · UKR0000001/);
      expect(group.texts().join('\n')).not.toMatch(/0712 ?000 ?00/);
      expect(await group.press(board, 'Funga', asha)).toBe('Close this list?');
    },
  );

  test(
    'goes to the private chat of who began it when its group is unlinked, and rings there when all have paid',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const { chat: group } = await collected(shop, TWO, { chatId: GROUP });
      group.say('/unlink');
      await group.sees(/not linked any more/);
      const own = shop.chat(asha.id);
      pay(shop, '0712000001', 'UKR0000001');
      await own.sees(/1 of 2 paid[\s\S]*UKR0000001/);
      pay(shop, '0712000002', 'UKR0000002');
      const rings = await own.sees(/^✅ All 2 have paid: KES\s3,500/);
      expect(rings.text).toMatch(/Last: Otieno · 0712\s000\s002 · UKR0000002/);
      expect(group.texts().join('\n')).not.toContain('UKR000000');
    },
  );

  test(
    'survives a crash at any moment: nobody is asked twice, and every payment is on the board',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      const phones = Array.from({ length: 8 }, (_, n) => `071200001${n}`);
      const said = chat.say(`/collect 100 club\n${phones.join('\n')}`);
      await chat.press(await chat.sees(/^Ask 8 customers/, said), 'Send to 8');
      const payers = async () => {
        const [open] = await shop.store().collections.openIn(1, asha.id, 1);
        return open === undefined ? [] : (await shop.store().collections.board(open.id))!.payers;
      };
      const inState = async (...states: readonly string[]) =>
        (await payers())
          .filter(({ charges }) => states.includes(charges[0]?.state ?? ''))
          .map(({ id }) => id);
      for (const count of [2, 4, 6]) {
        await shop.until(
          `${count} are asked`,
          async () => (await inState('pending', 'unknown')).length >= count,
        );
        await shop.crash();
        await shop.start();
      }
      await shop.until('all are asked', async () => (await inState('pending', 'unknown')).length === 8);
      const asked = pushes(shop).map(({ body }) => String(body['phone']));
      expect(asked).toHaveLength(new Set(asked).size);
      // A push that a crash cut off has no id, and may never have left.
      const seen = await inState('pending');
      expect(seen.length).toBeGreaterThanOrEqual(2);
      for (const [n, phone] of asked.entries()) pay(shop, phone, `UKR000010${n}`);
      await chat.sees(
        seen.length === 8
          ? /^✅ All 8 have paid: KES\s800/
          : new RegExp(`${seen.length} of 8 paid · KES\\s${seen.length}00 of`),
      );
    },
  );

  test('stops asking after a long absence, until a person says to go on', { tags: 'slow' }, async () => {
    const shop = await openShop({
      common: { velocityLimits: [{ of: 'member', count: 2, withinMs: 5 * 60_000 }] },
    });
    const chat = shop.chat(asha.id);
    const said = chat.say('/collect 100\n0712000001\n0712000002\n0712000003');
    await chat.press(await chat.sees(/^Ask 3/, said), 'Send to 3');
    await chat.sees(/⏳ 2 prompts still to send, the next at \d\d:\d\d/, said);
    await shop.stop();
    shop.skip(60 * 60_000);
    await shop.start();
    const paused = await chat.sees(/⏸ I was away, so I stopped sending/, said);
    expect(pushes(shop)).toHaveLength(1);
    await shop.until('it offers to go on', () => labels(now(chat, paused)).includes('Go on'));
    expect(await chat.press(now(chat, paused), 'Go on')).toBe('Going on.');
    await shop.until('the next is out', () => pushes(shop).length >= 2);
  });

  test(
    'is for those who work for the shop, and a cashier’s list is theirs and the managers’',
    { tags: 'slow' },
    async () => {
      const shop = await openShop({ common: { ownerIds: [asha.id] } });
      await letIn(shop, asha, otieno, 'cashier');
      const group = shop.chat(GROUP);
      const { board } = await collected(shop, '100\n0712000001', { chatId: GROUP, who: asha });
      const refusal = 'Only who began the list, or a manager, can do this.';
      expect(await group.press(now(group, board), 'Close', otieno)).toBe(refusal);
      // The board may be shown anew meanwhile, without the question: a person presses again.
      const asks = (): boolean => labels(now(group, board)).includes('Close: 1 not paid');
      await shop.until('it asks', async () => {
        if (!asks()) await group.press(now(group, board), 'Close', asha);
        return asks();
      });
      expect(await group.press(now(group, board), 'Close: 1 not paid', otieno)).toBe(refusal);
    },
  );

  test(
    'shows a board again at the end of the chat, also when somebody deleted it',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const { chat, board } = await collected(shop, TWO);
      const again = chat.say('/collect');
      const offer = await chat.sees(/^Tap an open list/, again);
      await chat.press(offer, '👥 rent · KES 1,500');
      const moved = await chat.sees(/0 of 2 paid/, again);
      await shop.until('the former one is gone', () => now(chat, board) === undefined);
      // Telegram does not know the message any more, as after somebody deleted it.
      shop.telegram.faults.add(
        { kind: 'answer', status: 400, body: GONE },
        ({ method }) => method === 'editMessageText',
      );
      pay(shop, '0712000001', 'UKR0000001');
      const fresh = await chat.sees(/1 of 2 paid/, again);
      expect(fresh.message_id).toBeGreaterThan(moved.message_id);
    },
  );
});

test('a list holds 200 customers, and the others are named', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  const phones = Array.from({ length: 202 }, (_, n) => `0712000${String(n).padStart(3, '0')}`);
  const said = chat.say(`/collect 10\n${phones.join('\n')}`);
  const question = await chat.sees(/^Ask 200 customers for KES\s2,000\?/, said);
  expect(question.text).toContain('“0712000200”: a list holds 200');
  expect(question.text).toContain('“0712000201”: a list holds 200');
  expect(labels(question)[0]).toBe('Send to 200');
});

test('a board of many customers is turned by its button, in place', { tags: 'slow' }, async () => {
  const shop = await openShop();
  const phones = Array.from({ length: 30 }, (_, n) => `07120000${n + 10}`);
  const { chat, board } = await collected(shop, `10\n${phones.join('\n')}`);
  const shows = (phone: string): boolean => unbroken(now(chat, board)).includes(phone);
  expect([shows('0712 000 033'), shows('0712 000 034')]).toEqual([true, false]);
  await chat.press(now(chat, board), '2 ›');
  await shop.until('the second page', () => shows('0712 000 034'));
  expect(shows('0712 000 033')).toBe(false);
  await chat.press(now(chat, board), '‹ 1');
  await shop.until('the first page', () => shows('0712 000 033'));
});

/** A message's text with spaces that break. */
const unbroken = ({ text = '' }: SimMessage): string => text.replaceAll('\u00a0', ' ');
