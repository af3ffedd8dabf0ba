import { describe, expect, test } from 'vitest';
import type { SimMessage } from '../../src/sandbox/bot-api/types.ts';
import { asha, GROUP, juma, labels, openShop, type Chat, type Shop } from '../support/shop.ts';
import { letIn, otieno, wanjiru } from '../support/second-shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Opens the settings, and returns the panel and what presses it. The panel is edited in place. */
async function openSettings(shop: Shop) {
  const chat = shop.chat(asha.id);
  const asked = chat.say('/settings');
  const panel = await chat.sees(/Settings · Mama Duka/, asked);
  const now = (): SimMessage => chat.heard().find(({ message_id }) => message_id === panel.message_id)!;
  /** Presses the button that begins with a label, and waits until the panel shows something. */
  const press = async (label: string, shows: RegExp): Promise<string | undefined> => {
    const button = labels(now()).find((text) => text.startsWith(label)) ?? label;
    const said = await chat.press(now(), button);
    await shop.until(`the panel shows ${String(shows)}`, () =>
      shows.test([now().text, ...labels(now())].join('\n')),
    );
    return said;
  };
  return { chat, panel, now, press };
}

/** Pays for the latest push to a phone, and waits for the notice in a chat. */
async function pay(shop: Shop, chat: Chat, said: SimMessage, phone: string): Promise<SimMessage> {
  await chat.sees(/Waiting/, said);
  shop.bosmi.pay(shop.bosmi.latest(phone)!.id);
  return await chat.sees(/^✅/, said);
}

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');

test('the panel is for an owner in private, says so to others, and its lines fit a phone', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, wanjiru, 'manager');
  shop.chat(GROUP).say('/settings');
  await shop.chat(GROUP).sees(/private chat/);
  shop.chat(wanjiru.id).say('/settings', {}, wanjiru);
  await shop.chat(wanjiru.id).sees(/[Oo]wner/);
  const { panel } = await openSettings(shop);
  expect(labels(panel)).toEqual([
    '🌐 Language in groups: As each was set up',
    '📊 Summary here: Off',
    '🌙 Quiet hours: Off',
    '✍️ Cashiers mark as paid: Yes',
    '❓ Ask before sending: No',
    '🚦 Limits',
    '🧾 Receipt',
    '💬 Chats',
  ]);
});

test(
  'every panel opens in place and leads back, and Chats leads to the list of chats',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const { chat, panel, press } = await openSettings(shop);
    for (const [label, shows] of [
      ['🌐', /Kiswahili/],
      ['📊', /20:00/],
      ['🌙', /20:00–07:00/],
      ['🚦', /For one charge/],
      ['🧾', /Line of text/],
    ] as const) {
      await press(label, shows);
      await press('‹ Back', /Tap what you want/);
    }
    await press('💬', /Tap what you want/);
    await chat.sees(/Where people charge/, panel);
  },
);

test(
  'the language of the shop is the one of announcements in groups; a person keeps their own',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/announce here');
    await group.sees(/Every payment/);
    const { chat, press } = await openSettings(shop);
    await press('🌐', /Kiswahili/);
    expect(await press('Kiswahili', /✓ Kiswahili/)).toBe('Saved.');
    const said = chat.say('/charge 0712345678 500');
    await pay(shop, chat, said, '0712345678');
    await group.sees(/^✅ Limelipwa: KES 500/);
  },
);

describe('quiet hours', () => {
  test('silence announcements, at night and over midnight, and never the notice to who asked; nothing is lost', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    group.say('/announce here');
    await group.sees(/Every payment/);
    const { chat, press } = await openSettings(shop);
    await press('🌙', /20:00–07:00/);
    await press('22:00–06:00', /Quiet hours: 22:00–06:00/);
    await press('From 22:30', /Quiet hours: 22:30–06:00/);
    await press('To 05:30', /Quiet hours: 22:30–05:30/);

    const silences: boolean[] = [];
    // At noon, at eleven at night, at one in the morning, and at six.
    for (const [n, ms] of [0, 11 * HOUR, 2 * HOUR, 5 * HOUR].entries()) {
      shop.skip(ms);
      const phone = `071234567${n}`;
      const notice = await pay(shop, chat, chat.say(`/charge ${phone} 50${n}`), phone);
      const announced = await group.sees(new RegExp(`^✅ Paid: KES 50${n}`));
      const sent = (message: SimMessage) =>
        shop.telegram.calls.find(
          ({ method, payload }) =>
            method === 'sendMessage' &&
            payload['chat_id'] === message.chat.id &&
            payload['text'] === message.text,
        );
      expect(sent(notice)?.payload['disable_notification']).toBeUndefined();
      silences.push(sent(announced)?.payload['disable_notification'] === true);
    }
    expect(silences).toEqual([false, true, true, false]);
    await press('Off', /Quiet hours: Off/);
  });
});

test('where cashiers may not mark as paid, the button is gone, an old one is refused, and a manager’s still works', async () => {
  const shop = await openShop({ common: { ownerIds: [asha.id] } });
  await letIn(shop, asha, wanjiru, 'manager');
  await letIn(shop, asha, otieno, 'cashier');
  const cashier = shop.chat(otieno.id);
  const unknown = async (phone: string): Promise<SimMessage> => {
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    const said = cashier.say(`/charge ${phone} 500`, {}, otieno);
    return await cashier.sees(/^❓ Not known/, said);
  };
  const old = await unknown('0712345678');
  const [paid, ...others] = labels(old);
  const { press } = await openSettings(shop);
  await press('✍️', /Cashiers mark as paid: No/);
  expect(await cashier.press(old, paid!, otieno)).toMatch(/manager/);
  const later = await unknown('0712345679');
  expect(labels(later)).toEqual(others);
  const asked = cashier.say('/status 2', {}, otieno);
  expect(labels(await cashier.sees(/#2/, asked))).toEqual(others);
  const manager = shop.chat(wanjiru.id);
  const status = manager.say('/status 1', {}, wanjiru);
  const shown = await manager.sees(/#1/, status);
  await manager.press(shown, labels(shown)[0]!, wanjiru);
  await shop.until(
    'it is marked',
    async () => (await shop.store().chargeQueries.byId(1))?.state === 'marked_paid',
  );
});

test(
  'where one-line charges ask first, /charge with all of it leads to Send, and charges once when it is pressed',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const { chat, press } = await openSettings(shop);
    await press('❓', /Ask before sending: Yes/);
    const said = chat.say('/charge 0712345678 500 two bags');
    const question = await chat.sees(/KES 500/, said);
    expect(labels(question)[0]).toBe('Send');
    expect(pushes(shop)).toEqual([]);
    await chat.press(question, 'Send');
    await chat.sees(/Waiting/, said);
    expect(pushes(shop)).toHaveLength(1);
    await press('❓', /Ask before sending: No/);
    chat.say('/charge 0712345679 500');
    await shop.until('it is pushed at once', () => pushes(shop).length === 2);
  },
);

describe('the shop’s own limits', () => {
  test('offer only what is below the operator’s, and refuse what goes over them with the reason', async () => {
    const shop = await openShop({
      common: { velocityLimits: [{ of: 'phone', count: 3, withinMs: 10 * MINUTE }] },
    });
    const { chat, now, press } = await openSettings(shop);
    await press('🚦', /To one phone/);
    await press('📱', /at most 3/);
    expect(labels(now())).toEqual(['1', '2', '✓ No limit', '‹ Back']);
    const [one] = now().reply_markup!.inline_keyboard![0]!;
    expect(one).toMatchObject({ text: '1' });
    await press('1', /✓ 1/);
    await press('‹ Back', /To one phone, 10 min: 1/);
    await press('💰', /KES 10,000/);
    await press('KES 10,000', /✓ KES 10,000/);
    const over = chat.say('/charge 0712345678 10001');
    await chat.sees(/Your shop’s limit for one charge is KES 10,000, so nothing was sent/, over);
    await pay(shop, chat, chat.say('/charge 0712345678 10000'), '0712345678');
    shop.skip(3 * MINUTE);
    const again = chat.say('/charge 0712345678 20');
    await chat.sees(/at most once in 10 minutes, so nothing was sent\. Again from \d\d:\d\d/, again);
    expect(pushes(shop)).toHaveLength(1);
  });

  test(
    'take a typed amount, asks again after a wrong one, and Cancel leads back',
    { tags: 'slow' },
    async () => {
      const shop = await openShop();
      const { chat, panel, now, press } = await openSettings(shop);
      await press('🚦', /For one charge/);
      await press('💰', /Another amount/);
      await press('Another amount', /What is the most/);
      await press('Cancel', /Another amount/);
      await press('Another amount', /What is the most/);
      const wrong = chat.say('much');
      await chat.sees(/is not an amount/, wrong);
      chat.say('7,500');
      const shown = await chat.sees(/For one charge/, wrong);
      expect(labels(shown)).toContain('✓ KES 7,500');
      await shop.until('the question is closed', () => now().text === 'Saved.');
      expect(panel.message_id).toBeLessThan(shown.message_id);
      expect((await shop.store().merchantSettings.of(1)).maxAmountKes).toBe(7_500);
    },
  );
});

test('the receipt has a line and a logo, which the owner sends as a picture; both can be removed', async () => {
  const shop = await openShop();
  const { chat, press } = await openSettings(shop);
  await press('🧾', /Line of text/);
  await press('📝', /Send the line/);
  const long = chat.say('x'.repeat(61));
  await chat.sees(/61 characters/, long);
  const line = chat.say('Karibu tena!');
  let panel = await chat.sees(/Line of text: Karibu tena!/, line);
  await chat.press(panel, '🖼 Logo');
  await chat.sees(/Send your logo as a picture/);
  const text = chat.say('here it is');
  await chat.sees(/Send your logo/, text);
  const file = shop.telegram.sendMedia(asha, asha.id, 'document');
  await chat.sees(/not as a file/, file);
  const photo = shop.telegram.sendMedia(asha, asha.id, 'photo');
  panel = await chat.sees(/Logo: set/, photo);
  const stored = await shop.store().merchantSettings.of(1);
  expect(stored.receiptLine).toBe('Karibu tena!');
  expect(stored.receiptLogo).toMatchObject({
    fileId: expect.stringMatching(/320$/),
    width: 320,
    height: 320,
  });
  await chat.press(panel, 'Remove the line');
  await chat.press(panel, 'Remove the logo');
  await shop.until('both are gone', async () => {
    const { receiptLine, receiptLogo } = await shop.store().merchantSettings.of(1);
    return receiptLine === null && receiptLogo === null;
  });
  // Outside of the question, a picture is nothing to the bot.
  const before = chat.texts().length;
  shop.telegram.sendMedia(asha, asha.id, 'photo');
  chat.say('/today');
  await chat.sees(/Nothing|paid/i, photo);
  expect(chat.texts().length).toBeLessThanOrEqual(before + 1);
});

test('the owner changes the shop’s name, receipts have it, and a restart does not undo it', async () => {
  const shop = await openShop();
  const { chat, press } = await openSettings(shop);
  await press('🧾', /🏪 Shop’s name: Mama Duka\n/);
  await press('🏪', /What is your shop called\? At most 40 characters\./);
  const long = chat.say('x'.repeat(41));
  await chat.sees(/^A name has 1 to 40 characters\.$/, long);
  const empty = chat.say('\u200b');
  await chat.sees(/^A name has 1 to 40 characters\.$/, empty);
  const named = chat.say(' Njeri’s   Corner ');
  const panel = await chat.sees(/🏪 Shop’s name: Njeri’s Corner$/, named);
  await chat.press(panel, '‹ Back');
  await chat.sees(/Settings · Njeri’s Corner/);
  // The name in the operator's settings is still the former one.
  await shop.crash();
  await shop.start();
  const asked = chat.say('/settings');
  await chat.sees(/Settings · Njeri’s Corner/, asked);
  const said = chat.say('/charge 0712345678 500');
  const notice = await pay(shop, chat, said, '0712345678');
  await chat.press(notice, 'Receipt');
  await shop.until('the receipt', () =>
    chat.heard().some(({ caption }) => caption?.includes('Njeri’s Corner') === true),
  );
  expect((await shop.store().merchants.history(1, 50)).filter(({ what }) => what === 'renamed')).toHaveLength(
    1,
  );
});

test('the panel of a shop without a name says so, in Kiswahili too', { tags: 'slow' }, async () => {
  const shop = await openShop({ common: { shopName: '' } });
  const chat = shop.chat(juma.id);
  const asked = chat.say('/mipangilio', {}, juma);
  const panel = await chat.sees(/^⚙️ Mipangilio\n/, asked);
  await chat.press(panel, '🧾 Risiti', juma);
  await chat.sees(/🏪 Jina la duka: Duka lisilo na jina/);
});

test(
  'a panel shows what is stored: a second press, an old panel and another owner change nothing by accident; a restart keeps it',
  { tags: 'slow' },
  async () => {
    const shop = await openShop();
    const { chat, panel, now, press } = await openSettings(shop);
    // Juma opens his own panel in Kiswahili, and sets the same thing first.
    shop.chat(juma.id).say('/settings', {}, juma);
    const theirs = await shop.chat(juma.id).sees(/Mipangilio/);
    const asks = labels(theirs).find((text) => text.startsWith('❓'))!;
    await shop.chat(juma.id).press(theirs, asks, juma);
    await shop.until('it is stored', async () => (await shop.store().merchantSettings.of(1)).asksFirst);
    // Asha's panel still says No: her press wants Yes, as it is.
    await press('❓', /Ask before sending: Yes/);
    const history = await shop.store().merchants.history(1, 50);
    expect(history.filter(({ what }) => what === 'settings-changed')).toHaveLength(1);
    await shop.crash();
    await shop.start();
    expect((await shop.store().merchantSettings.of(1)).asksFirst).toBe(true);
    expect(
      await chat.press(
        now(),
        labels(now()).find((text) => text.startsWith('✍️'))!,
      ),
    ).toBe('Saved.');
    expect(panel.message_id).toBe(now().message_id);
  },
);
