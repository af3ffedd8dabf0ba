import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { badGateway } from '../../src/sandbox/bot-api/server.ts';
import type { SimUser } from '../../src/sandbox/bot-api/types.ts';
import { backUp } from '../../src/store/engines/sqlite/backup.ts';
import { tempFolder } from '../support/store.ts';
import { asha, GROUP, juma, labels, openShop, stranger, type Shop } from '../support/shop.ts';
import { codeIn, connectSecond, letIn, otieno, removeByButtons, wanjiru } from '../support/second-shop.ts';

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const settled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};

describe('a cashier', () => {
  test('is let in by a link, charges, and sees only their own charges', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    owner.say('/charge 0712345678 500');
    await owner.sees(/#1\n📲 Prompt sent/);
    cashier.say('/charge 0722000000 70', {}, otieno);
    await cashier.sees(/#2\n📲 Prompt sent/);

    cashier.say('/pending', {}, otieno);
    const pending = await cashier.sees(/Waiting for 1 charge/);
    expect(pending.text).not.toContain('#1');
    for (const asked of ['1', '0712345678']) {
      const said = cashier.say(`/status ${asked}`, {}, otieno);
      await cashier.sees(/No charge found/, said);
    }
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    shop.bosmi.pay(shop.bosmi.latest('0722000000')!.id);
    await cashier.sees(/^✅ Paid: KES 70/);
    await owner.sees(/^✅ Paid: KES 500/);
    cashier.say('/today', {}, otieno);
    await cashier.sees(/Paid today: KES 70 \(1 payment\)/);
    owner.say('/today');
    await owner.sees(/Paid today: KES 570 \(2 payments\)/);
    // The last customers that are offered are their own, too.
    cashier.say('/charge', {}, otieno);
    expect(labels(await cashier.sees(/Which phone/))).toEqual(['0722 000 000']);
  });

  test('cannot invite, list staff, block, link, announce or erase', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const cashier = shop.chat(otieno.id);
    for (const command of [
      '/invite',
      '/staff',
      '/block 0712345678',
      '/unblock 0712345678',
      '/announce here',
      '/erase 0712345678',
      '/connect',
      '/newmerchant',
    ]) {
      const said = cashier.say(command, {}, otieno);
      await cashier.sees(
        /^Only (?:an owner|a manager or an owner|the person who runs this bot) can do that\.$/,
        said,
      );
    }
    const said = shop.chat(GROUP).say('/unlink', {}, otieno);
    await shop.chat(GROUP).sees(/Only an owner can do that/, said);
    expect(await shop.store().merchants.ofChat(GROUP)).toBe(1);
  });
});

test('a manager sees every charge of the shop, and invites only cashiers', async () => {
  const shop = await openShop();
  await letIn(shop, asha, otieno, 'manager');
  shop.chat(asha.id).say('/charge 0712345678 500');
  await shop.chat(asha.id).sees(/📲 Prompt sent/);
  const manager = shop.chat(otieno.id);
  manager.say('/status 1', {}, otieno);
  await manager.sees(/#1\n📲 Prompt sent/);
  // The bot does not ask for a role: there is only one.
  await letIn(shop, otieno, wanjiru, 'cashier');
  expect((await shop.store().members.find(1, wanjiru.id))?.role).toBe('cashier');
  // A forged press does not make an owner.
  const list = manager.say('/staff', {}, otieno);
  const staff = await manager.sees(/Who works/, list);
  for (const role of ['owner', 'manager'])
    expect(await manager.press(staff, `invite:1:${role}`, otieno)).toBe('This question is closed.');
  expect(labels(staff)).toEqual(['Remove Wanjiru']);
});

describe('removing somebody', () => {
  test('takes two presses, and ends their conversations and buttons at once', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    cashier.say('/charge 0733123456 500', {}, otieno);
    const question = await cashier.sees(/Airtel/);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    cashier.say('/charge 0712345678 90', {}, otieno);
    const unknown = await cashier.sees(/^❓ Not known/);
    cashier.say('/charge 0733123456 500', {}, otieno);
    const again = await cashier.sees(/Airtel/, unknown);

    owner.say('/staff');
    const list = await owner.sees(/Who works/);
    await owner.press(list, 'Remove Otieno');
    const sure = await owner.sees(/^Remove Otieno from Mama Duka\?/);
    expect(await shop.store().members.find(1, otieno.id)).toBeDefined();
    await owner.press(sure, 'Remove Otieno');
    await owner.sees(/^Otieno is removed\.$/);
    await cashier.sees(/^You don’t work at Mama Duka any more\.$/);

    for (const [message, button] of [
      [again, 'Charge anyway'],
      [question, 'Charge anyway'],
      [unknown, 'Customer paid'],
    ] as const)
      expect(await cashier.press(message, button, otieno)).toBe('This button isn’t yours.');
    cashier.say('/charge 0722000000 70', {}, otieno);
    await cashier.sees(/I don’t know you/);
    await settled(shop);
    expect(pushes(shop)).toHaveLength(1);
    expect((await shop.store().chargeQueries.byId(1))?.state).toBe('unknown');
    // A second removal does nothing.
    expect(await owner.press(sure, `removeNow:1:${otieno.id}`)).toBe('This question is closed.');
    expect(await owner.press(list, 'Remove Otieno')).toBe('This question is closed.');
  });

  test('means that their payments are told to an owner, and not to them', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    cashier.say('/charge 0712345678 500', {}, otieno);
    await cashier.sees(/Waiting/);
    await removeByButtons(shop, asha, 'Otieno');
    shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
    await owner.sees(/^✅ Paid: KES 500\n0712 345 678[\s\S]*Charged by Otieno/);
    await settled(shop);
    expect(cashier.texts().join('\n')).not.toMatch(/^✅ Paid: KES/m);
  });

  test('is refused to a cashier, for the last owner, and for owners in the settings', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const [owner, cashier] = [shop.chat(asha.id), shop.chat(otieno.id)];
    owner.say('/staff');
    const list = await owner.sees(/Who works/);
    // Owners in the settings have no button, and a forged one does nothing.
    expect(labels(list)).toEqual(['Remove Otieno']);
    expect(await owner.press(list, `removeNow:1:${asha.id}`)).toBe('This question is closed.');
    cashier.say('/help', {}, otieno);
    const help = await cashier.sees(/M‑Pesa/);
    for (const data of [`remove:1:${asha.id}`, `removeNow:1:${asha.id}`, 'staff:1', 'invite:1:owner'])
      expect(await cashier.press(help, data, otieno)).toBe('This question is closed.');

    await connectSecond(shop);
    const second = shop.chat(wanjiru.id);
    second.say('/staff', {}, wanjiru);
    const hers = await second.sees(/Who works/);
    expect(labels(hers)).toEqual([]);
    // An owner cannot remove people of another shop.
    expect(await second.press(hers, `removeNow:1:${otieno.id}`, wanjiru)).toBe('This question is closed.');
    expect(await shop.store().members.find(1, otieno.id)).toBeDefined();
  });

  test('revokes the links that they made', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'manager');
    const manager = shop.chat(otieno.id);
    manager.say('/invite', {}, otieno);
    const code = codeIn((await manager.sees(/makes whoever opens it/)).text);
    await removeByButtons(shop, asha, 'Otieno');
    shop.chat(stranger.id).say(`/start ${code}`);
    await shop.chat(stranger.id).sees(/used already, is too old, or was taken back/);
    expect(await shop.store().members.of(stranger.id)).toEqual([]);
  });
});

describe('a link', () => {
  test('lets in the first person who opens it, and its maker is told; a later person is refused', async () => {
    const shop = await openShop();
    const owner = shop.chat(asha.id);
    owner.say('/invite');
    await owner.press(await owner.sees(/Who are you inviting/), 'cashier');
    const code = codeIn((await owner.sees(/makes whoever opens it first a cashier/)).text);
    shop.telegram.openPrivateChat(otieno);
    shop.chat(otieno.id).say(`/start ${code}`, {}, otieno);
    await shop.chat(otieno.id).sees(/You’re now a cashier/);
    const joined = await owner.sees(/Otieno opened your link and is now a cashier/);
    expect(labels(joined)).toEqual(['Remove Otieno']);
    const later = shop.chat(stranger.id);
    later.say(`/start ${code}`);
    await later.sees(/used already, is too old, or was taken back/);
    later.say('/charge 0712345678 500');
    await settled(shop);
    expect(await shop.store().members.of(stranger.id)).toEqual([]);
    expect(pushes(shop)).toEqual([]);
  });

  test('expires after a day', async () => {
    const shop = await openShop();
    const owner = shop.chat(asha.id);
    owner.say('/invite');
    await owner.press(await owner.sees(/Who are you inviting/), 'cashier');
    const code = codeIn((await owner.sees(/makes whoever opens it/)).text);
    shop.skip(24 * 3_600_000);
    shop.chat(stranger.id).say(`/start ${code}`);
    await shop.chat(stranger.id).sees(/too old/);
    expect(await shop.store().members.of(stranger.id)).toEqual([]);
  });

  test('is not used up when its maker or a person who is there already opens it', async () => {
    const shop = await openShop();
    const amina: SimUser = { id: 803, is_bot: false, first_name: 'Amina', language_code: 'en' };
    await letIn(shop, asha, wanjiru, 'manager');
    await letIn(shop, asha, amina, 'cashier');
    const owner = shop.chat(asha.id);
    const asked = owner.say('/invite');
    await owner.press(await owner.sees(/Who are you inviting/, asked), 'cashier');
    const code = codeIn((await owner.sees(/makes whoever opens it/, asked)).text);
    owner.say(`/start ${code}`);
    await owner.sees(/You’re already an owner here/);
    for (const [person, role] of [
      [wanjiru, 'manager'],
      [amina, 'cashier'],
    ] as const) {
      const theirs = shop.chat(person.id);
      const said = theirs.say(`/start ${code}`, {}, person);
      await theirs.sees(new RegExp(`You’re already a ${role} here, so the link was not used`), said);
      expect((await shop.store().members.find(1, person.id))?.role).toBe(role);
    }
    shop.telegram.openPrivateChat(otieno);
    shop.chat(otieno.id).say(`/start ${code}`, {}, otieno);
    await shop.chat(otieno.id).sees(/You’re now a cashier/);
    expect((await shop.store().members.find(1, otieno.id))?.role).toBe('cashier');
  });

  test('can be revoked under its own message and from the staff list', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'manager');
    const [owner, manager] = [shop.chat(asha.id), shop.chat(otieno.id)];
    const links: string[] = [];
    for (const role of ['cashier', 'owner']) {
      const asked = owner.say('/invite');
      await owner.press(await owner.sees(/Who are you inviting/, asked), role);
      const link = await owner.sees(/makes whoever opens it first/, asked);
      expect(labels(link)).toEqual(['Take it back']);
      links.push(codeIn(link.text));
    }
    // A manager sees only the links that a manager may make.
    const list = manager.say('/staff', {}, otieno);
    const staff = await manager.sees(/Open links:\ncashier · by Asha · until /, list);
    expect(labels(staff)).toEqual(['Take back: cashier']);
    expect(await manager.press(staff, 'Take back: cashier', otieno)).toBeUndefined();
    await manager.sees(/^Taken back: this link lets nobody in\.$/);

    const given = owner.heard().find(({ text }) => text?.includes('first an owner'))!;
    expect(await owner.press(given, 'Take it back')).toBeUndefined();
    await shop.until(
      'it is gone from the chat',
      () => !owner.texts().some((text) => text.includes(links[1]!)),
    );
    for (const code of links) {
      const said = shop.chat(stranger.id).say(`/start ${code}`);
      await shop.chat(stranger.id).sees(/was taken back/, said);
      shop.skip(60_000);
    }
    expect(await shop.store().members.of(stranger.id)).toEqual([]);
    const after = owner.say('/staff');
    expect((await owner.sees(/Who works/, after)).text).not.toContain('Open links');
  });

  test.each([{ secretKeys: [] }, {}])('is not stored in plain text until sent (%o)', async (common) => {
    const shop = await openShop({ common });
    const owner = shop.chat(asha.id);
    owner.say('/invite');
    const question = await owner.sees(/Who are you inviting/);
    await settled(shop);
    shop.telegram.faults.add(badGateway, ({ method }) => method === 'sendMessage', Number.POSITIVE_INFINITY);
    await owner.press(question, 'cashier');
    await shop.until('it waits', async () => (await shop.store().members.openInvites(1, 0)).length === 1);
    await settled(shop);
    const bytes = ['', '-wal'].map((suffix) => readFileSync(shop.databasePath() + suffix));
    const backup = join(tempFolder(), 'copy.db');
    backUp(shop.databasePath(), backup);
    shop.telegram.faults.clear();
    const code = codeIn((await owner.sees(/makes whoever opens it/)).text);
    expect(code).toHaveLength(24);
    for (const kept of [...bytes, readFileSync(backup)]) {
      expect(kept.includes('"invite"')).toBe(kept.includes('"news"'));
      expect(kept.includes(code)).toBe(false);
      expect(kept.includes('?start=')).toBe(false);
    }
    shop.telegram.openPrivateChat(otieno);
    shop.chat(otieno.id).say(`/start ${code}`, {}, otieno);
    await shop.chat(otieno.id).sees(/You’re now a cashier/);
  });

  test('for connecting a shop tells its maker who opened it, and which shop was connected', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const owner = shop.chat(asha.id);
    const letInBy = await owner.sees(/^Wanjiru opened a link and can now connect a shop/);
    await owner.sees(/^Wanjiru has connected a shop: Mama Duka Two\.$/);
    // It is too late to revoke it.
    expect(await owner.press(letInBy, 'Take it back')).toBeUndefined();
    await owner.sees(/^They have already connected their shop/);
    await settled(shop);
    // Another owner is told nothing.
    expect(shop.chat(juma.id).texts()).toEqual([]);
  });

  test('for connecting a shop can be revoked until the shop is connected', async () => {
    const shop = await openShop();
    const owner = shop.chat(asha.id);
    owner.say('/newmerchant');
    const code = codeIn((await owner.sees(/connect a shop/)).text);
    shop.telegram.openPrivateChat(wanjiru);
    const theirs = shop.chat(wanjiru.id);
    theirs.say(`/start ${code}`, {}, wanjiru);
    await theirs.sees(/send \/connect/);
    theirs.say('/connect', {}, wanjiru);
    await theirs.sees(/business called/);
    const came = await owner.sees(/^Wanjiru opened a link/);
    // Another person may not press the real button.
    expect(await shop.chat(asha.id).press(came, 'Take it back', stranger)).toBe('This button isn’t yours.');
    expect(await owner.press(came, 'Take it back')).toBeUndefined();
    await owner.sees(/^Taken back: they can’t connect a shop/);
    theirs.say('Duka', {}, wanjiru);
    await theirs.sees(/I don’t know you/);
    expect(await shop.store().members.isApplicant(wanjiru.id)).toBe(false);
  });

  test('is not made in a group', async () => {
    const shop = await openShop();
    const group = shop.chat(GROUP);
    for (const command of ['/invite', '/newmerchant', '/connect']) {
      const said = group.say(command);
      await group.sees(/in our private chat/, said);
    }
    expect(group.texts().join('\n')).not.toContain('t.me');
  });
});
