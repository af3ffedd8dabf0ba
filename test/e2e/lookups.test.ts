import { describe, expect, test } from 'vitest';
import {
  asha,
  GROUP,
  juma,
  labels,
  openShop,
  type Chat,
  type Shop,
  NOTHING_TODAY,
  paidToday,
} from '../support/shop.ts';
import { variants } from '../support/variants.ts';

/** Charges and has the customer pay, and waits for the notice. */
async function paid(
  shop: Shop,
  chat: Chat,
  phone: string,
  amount: number,
  receipt: string,
  note = '',
): Promise<void> {
  chat.say(`/charge ${phone} ${amount} ${note}`.trim());
  await shop.until('the push', () => shop.bosmi.latest(phone)?.amount === amount);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id, { receipt });
  await chat.sees(new RegExp(receipt));
  await chat.sees(new RegExp(`^✅ (Paid|Limelipwa): KES ${amount.toLocaleString('en-KE')}`));
}

describe('/pending', () => {
  test('says so when nothing is waited for', async () => {
    const shop = await openShop();
    shop.chat(asha.id).say('/pending');
    await shop.chat(asha.id).sees(/^No charge is waiting\.$/);
  });

  test('lists open charges with the state of each, and leaves out finished ones', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 100, 'UKN0000001');
    chat.say('/charge 0712345672 1,500');
    await chat.sees(/#2\n📲/);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345673 300');
    await chat.sees(/^❓ Not known/);
    chat.say('/pending');
    const list = await chat.sees(/^Waiting for 2 charges/);
    expect(list.text!.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^#3 · KES 300 · 0712 345 673 · no clear answer · \d+ seconds? ago$/),
      expect.stringMatching(/^#2 · KES 1,500 · 0712 345 672 · prompt sent · \d+ seconds? ago$/),
    ]);
  });

  test('shows the last ten and says how many more there are', { tags: 'slow' }, async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (let n = 10; n < 22; n += 1) chat.say(`/charge 07123456${n} 500`);
    await shop.until('all are out', () => shop.bosmi.transactions.size === 12);
    chat.say('/pending');
    const list = await chat.sees(/^Waiting for 12 charges/);
    expect(list.text!.split('\n')).toHaveLength(12);
    expect(list.text).toMatch(/… and 2 more$/);
  });
});

describe('/today', () => {
  test('says so when nothing was paid', async () => {
    const shop = await openShop();
    shop.chat(asha.id).say('/today');
    await shop.chat(asha.id).sees(NOTHING_TODAY);
  });

  test('shows count, sum and average, and the last five with their receipts and notes', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (let n = 1; n <= 11; n += 1) {
      const note = n === 10 ? 'two loaves' : '';
      await paid(shop, chat, `07123456${10 + n}`, n * 100, `UKN00000${10 + n}`, note);
    }
    chat.say('/today');
    const list = await chat.sees(paidToday('6,600', '11 payments'));
    const lines = list.text!.replaceAll('\u00a0', ' ').split('\n');
    expect(lines[2]).toBe('11 payments · average KES 600');
    expect(lines.slice(3, 5)).toEqual(['', 'Latest']);
    expect(lines[5]).toMatch(/^\d\d:\d\d · #11 · KES 1,100$/);
    expect(lines[6]).toBe('0712 345 621 · UKN0000021');
    expect(lines[7]).toMatch(/^\d\d:\d\d · #10 · KES 1,000$/);
    expect(lines.slice(8, 10)).toEqual(['0712 345 620 · UKN0000020', '📝 two loaves']);
    expect(lines).toHaveLength(5 + 5 * 2 + 1);
    expect(list.text).not.toContain('UKN0000016');
  }, 30_000);

  test('ends at midnight in Nairobi', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345678', 500, 'UKN0000001');
    shop.skip(24 * 3_600_000);
    chat.say('/today');
    await chat.sees(NOTHING_TODAY);
  });
});

describe('/status', () => {
  for (const { cases, tags } of variants([
    ['a receipt', 'UKN0000001'],
    ['a receipt in small letters', 'ukn0000001'],
    ['a phone', '0712 345 678'],
    ['a phone in another form', '+254712345678'],
    ['a charge number', '1'],
    ['a charge number as it is shown', '#1'],
  ]))
    test.each(cases)('by %s shows one charge with its history', { tags }, async (_what, asked) => {
      const shop = await openShop();
      const chat = shop.chat(asha.id);
      await paid(shop, chat, '0712345678', 500, 'UKN0000001');
      chat.say(`/status ${asked}`);
      const status = await chat.sees(/History/);
      expect(status.text).toMatch(/^KES 500 · 0712 345 678 · #1\n✅ Paid\. Receipt UKN0000001\n/);
      const [, history = ''] = status.text!.split('History\n');
      expect(history.split('\n').map((line) => line.replace(/^\d\d:\d\d · /, ''))).toEqual([
        'asked for by Asha',
        'sending the prompt',
        'prompt sent',
        'paid',
      ]);
    });

  test('without an argument shows how it is used, and an unknown charge is not found', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/status');
    await chat.sees(/Send a receipt, a phone or a charge number[\s\S]*\/status 12/);
    for (const asked of ['UKN9999999', '0712345678', '7', 'what’s this', '#0']) {
      const command = chat.say(`/status ${asked}`);
      await chat.sees(/No charge found for/, command);
    }
  });

  test('offers to mark a charge whose outcome is unknown, and names the person who marked it', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❓ Not known/);
    chat.say('/status 1');
    const status = await chat.sees(/History/);
    expect(labels(status)).toEqual(['Customer paid', 'Not paid', 'Close']);
    expect(await chat.press(status, 'Customer paid')).toBe('Marked as paid.');
    chat.say('/status 1');
    const after = await chat.sees(/marked as paid by Asha/);
    expect(after.text).toContain('✍️ Marked as paid by Asha. Not confirmed by M‑Pesa.');
  });
});

describe('in a group', () => {
  test('the lists show that group’s charges only, with masked customers, and in private an owner sees all', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    const chat = shop.chat(asha.id);
    await paid(shop, chat, '0712345671', 100, 'UKN0000001');
    await paid(shop, group, '0712345672', 200, 'UKN0000002');
    group.say('/today');
    const today = await group.sees(paidToday('200', '1 payment'));
    expect(today.text).toMatch(/0712\s•••\s672/);
    group.say('/status UKN0000001');
    await group.sees(/No charge found for “UKN0000001”/);
    group.say('/status 1');
    await group.sees(/No charge found for “1”/);
    group.say('/status 2');
    await group.sees(/0712 ••• 672 · #2[\s\S]*History/);
    chat.say('/today');
    await chat.sees(paidToday('300', '2 payments'));
    chat.say('/status UKN0000002');
    await chat.sees(/0712 345 672 · #2[\s\S]*History/);
    expect(group.texts().join('\n')).not.toMatch(/0712 ?345/);
  });
});

describe('the bot’s texts', () => {
  test('/help and /start are short and show how to charge', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const command of ['/help', '/start', '/HELP']) {
      const asked = chat.say(command);
      const help = await chat.sees(/\/charge 0712345678 500/, asked);
      // It fits one screen of a phone.
      expect(help.text!.split('\n').length).toBeLessThanOrEqual(24);
      expect(help.text!.length).toBeLessThan(850);
    }
    const asked = chat.say('/help shop');
    const more = await chat.sees(/\/invite/, asked);
    for (const command of [
      '/staff',
      '/link',
      '/announce here',
      '/connect',
      '/block',
      '/erase',
      '/mydata',
      '/newmerchant',
    ])
      expect(more.text).toContain(command);
  });

  test('any other text gets a hint, and edits of commands never charge', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    const hello = chat.say('hello');
    await chat.sees(/To charge a customer[\s\S]*\/charge 0712345678 500/, hello);
    const wrong = chat.say('/charge 0712345678 5 00');
    await chat.sees(/more than one amount/);
    shop.telegram.editText(asha, asha.id, wrong.message_id, '/charge 0712345678 500');
    await chat.sees(/I don’t act on edited messages/);
    await shop.pass(5_000);
    expect(shop.bosmi.requests).toEqual([]);
  });

  test('commands are registered in English, and in Swahili for people whose Telegram is in Swahili', async () => {
    const shop = await openShop();
    await shop.until('both are registered', () => shop.telegram.commands.has('all_group_chats:sw'));
    const names = (language: string) =>
      (
        shop.telegram.commands.get(`all_group_chats:${language}`) as {
          command: string;
          description: string;
        }[]
      ).map(({ command, description }) => `${command}: ${description}`);
    expect(names('')).toContain('charge: Charge a customer: phone and amount');
    expect(names('sw')).toContain('omba: Omba malipo kwa mteja: namba na kiasi');
    expect(names('sw')).toHaveLength(names('').length);
  });

  test('follow the user’s Telegram language, until /language chooses another', async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    chat.say('/help');
    await chat.sees(/huomba malipo ya M‑Pesa/);
    chat.say('/charge 0712345678 0');
    await chat.sees(/Kiasi cha chini ni KES 1/);
    chat.say('/language');
    const question = await chat.sees(/Nizungumze lugha gani/);
    expect(labels(question)).toEqual(['English', 'Kiswahili']);
    await chat.press(question, 'English');
    await chat.sees(/I’ll speak English with you/);
    chat.say('/charge 0712345678 0');
    await chat.sees(/The smallest amount is KES 1/);
    await shop.stop();
    await shop.start();
    chat.say('/pending');
    await chat.sees(/No charge is waiting/);
  });

  test('a whole charge is told in Swahili', async () => {
    const shop = await openShop();
    const chat = shop.chat(juma.id);
    await paid(shop, chat, '0712345678', 500, 'UKN0000001');
    await chat.sees(/^✅ Limelipwa: KES 500/);
    expect(chat.texts().join('\n')).not.toMatch(/\b(Paid|Receipt|Charged|Waiting)\b/);
    chat.say('/today');
    await chat.sees(/^📊 Leo · [^\n]+\nKES\s500\nMalipo 1 · wastani KES\s500\n/);
    chat.say('/status 1');
    await chat.sees(/Historia/);
  });
});
