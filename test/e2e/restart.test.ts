import { describe, expect, test } from 'vitest';
import type { ChargeRequest } from '../../src/domain/charge.ts';
import { aCharge, effectsOf } from '../support/store.ts';
import { asha, openShop, type Shop } from '../support/shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const stateOf = async (shop: Shop, id = 1) => (await shop.store().chargeQueries.byId(id))?.state;
const cardOf = async (shop: Shop) => (await shop.store().chargeQueries.byId(1))?.message?.cardMessageId;
const pay = (shop: Shop) => shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
const count = (texts: readonly string[], pattern: RegExp) =>
  texts.filter((text) => pattern.test(text)).length;

/** Leaves a charge that an earlier run stored and did not push. */
async function leaveCreated(shop: Shop): Promise<void> {
  const command = shop.chat(asha.id).say('(the command of the earlier run)');
  await shop.until('it is confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.stop();
  const store = await shop.closedStore();
  const at = shop.clock.now();
  const asked: ChargeRequest = aCharge({
    idempotencyKey: `message:${asha.id}:${command.message_id}`,
    chatId: asha.id,
    userId: asha.id,
    commandMessageId: command.message_id,
    requestedAt: at,
  });
  await store.charges.create(
    asked,
    { at, steadyAt: at, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] },
    await effectsOf(store, at),
  );
  store.close();
}

describe('after a crash', () => {
  testRestarts('crash');
});
describe('after a stop', { tags: 'slow' }, () => {
  testRestarts('stop');
});

/** The tests of a charge in each state when the bot goes down in this way and starts again. */
function testRestarts(how: 'crash' | 'stop'): void {
  const restart = async (shop: Shop): Promise<void> => {
    await (how === 'crash' ? shop.crash() : shop.stop());
    await shop.start();
  };
  /** Waits until Telegram's answers are recorded. A message that is sent and not recorded is sent again. */
  const allSent = (shop: Shop): Promise<void> =>
    shop.until('all is sent', async () => (await shop.store().outbox.nextDueAt()) === undefined);

  test('a charge that is only created is pushed once and paid', async () => {
    const shop = await openShop();
    await leaveCreated(shop);
    await shop.start();
    await shop.chat(asha.id).sees(/Waiting/);
    await restart(shop);
    pay(shop);
    await shop.chat(asha.id).sees(/^✅ Paid: KES 500/);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('a charge whose push was under way is unknown, is told so, and is not pushed again', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'hang-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    await shop.until('it is under way', () => shop.bosmi.latest('0712345678') !== undefined);
    // A card whose id is not recorded at the crash stays in the chat.
    await shop.until('its card is recorded', async () => typeof (await cardOf(shop)) === 'number');
    if (how === 'crash') await restart(shop);
    else {
      const stopping = shop.stop();
      await shop.pass(30_000);
      await stopping;
      await shop.start();
    }
    const notice = await chat.sees(/^❓ Not known: KES 500/);
    await shop.until('the card is gone', () => chat.heard().length === 1);
    expect(notice.text).toContain('Ask them before you charge again');
    await shop.pass(30_000);
    expect(pushes(shop)).toHaveLength(1);
    expect(count(chat.texts(), /^❓ Not known: /)).toBe(1);
  });

  test('a pending charge is still watched', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    await restart(shop);
    pay(shop);
    await chat.sees(/^✅ Paid: KES 500/);
    await allSent(shop);
    await restart(shop);
    await shop.pass(10_000);
    expect(count(chat.texts(), /^✅ Paid/)).toBe(1);
    expect(pushes(shop)).toHaveLength(1);
  });

  test('an unconfirmed charge is still watched', async () => {
    const shop = await openShop({ common: { confirmMs: 30_000 } });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/^⌛ Not confirmed: KES 500/);
    await allSent(shop);
    await restart(shop);
    pay(shop);
    await chat.sees(/^✅ Paid late: KES 500/);
    expect(count(chat.texts(), /^⌛ Not confirmed: /)).toBe(1);
  });

  test('a charge whose watch ended while the bot was down expires, and is told so once', async () => {
    const shop = await openShop({ common: { confirmMs: 20_000, watchMs: 3_600_000 } });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/^⌛ Not confirmed/);
    await (how === 'crash' ? shop.crash() : shop.stop());
    shop.skip(2 * 3_600_000);
    await shop.start();
    await chat.sees(/^⌛ Never confirmed/);
    await allSent(shop);
    await restart(shop);
    await shop.pass(10_000);
    expect(count(chat.texts(), /^⌛ Never confirmed/)).toBe(1);
    expect(await stateOf(shop)).toBe('expired');
  });

  test('a payment that was made during the watch is announced, even if the watch ended while the bot was down', async () => {
    const shop = await openShop({ common: { confirmMs: 20_000, watchMs: 3_600_000 } });
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/^⌛ Not confirmed/);
    await (how === 'crash' ? shop.crash() : shop.stop());
    pay(shop);
    shop.skip(2 * 3_600_000);
    await shop.start();
    await chat.sees(/^✅ Paid late: KES 500/);
    expect(count(chat.texts(), /Never confirmed/)).toBe(0);
  });

  test('a declined charge stays declined, and its button works once', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.behave('0712345678', { kind: 'refused' });
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^❌ Not sent/);
    await restart(shop);
    shop.bosmi.behave('0712345678', { kind: 'by-hand' });
    await chat.press(notice, 'Try again');
    await chat.sees(/#2\n📲 Prompt sent/);
    expect(await chat.press(notice, 'Try again')).toBe('This question is closed.');
    expect(pushes(shop)).toHaveLength(2);
  });

  test('an unknown charge stays unknown, and can be marked by hand', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    const notice = await chat.sees(/^❓ Not known/);
    await restart(shop);
    expect(await chat.press(notice, 'Not paid')).toBe('Marked as not paid.');
    await restart(shop);
    expect(await stateOf(shop)).toBe('marked_unpaid');
    expect(pushes(shop)).toHaveLength(1);
  });

  test('a payment that was recorded but not yet told is told', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    chat.say('/charge 0712345678 500');
    await chat.sees(/Waiting/);
    // Telegram's answer is heard: else the card is sent again, and nobody knows the id of the first.
    await shop.until(
      'the card is known',
      async () => (await shop.store().chargeQueries.byId(1))?.message?.cardMessageId != null,
    );
    await shop.telegram.down();
    pay(shop);
    await shop.until('it is paid', async () => (await stateOf(shop)) === 'paid');
    await restart(shop);
    await shop.telegram.up();
    await chat.sees(/^✅ Paid: KES 500/);
    await shop.until('the card is gone', () => !chat.texts().some((text) => text.startsWith('KES 500')));
    // A message that was on its way at the crash may arrive, too.
    expect(count(chat.texts(), /^✅ Paid: /)).toBeLessThanOrEqual(how === 'crash' ? 2 : 1);
  });

  test('a charge that waited too long is canceled, told, and never pushed', async () => {
    const shop = await openShop();
    await leaveCreated(shop);
    shop.skip(5 * 60_000);
    await shop.start();
    const notice = await shop.chat(asha.id).sees(/^🚫 Not sent: KES 500/);
    expect(notice.text).toContain('No prompt was sent');
    await restart(shop);
    await shop.pass(5_000);
    expect(pushes(shop)).toEqual([]);
    expect(await stateOf(shop)).toBe('canceled');
  });
}
