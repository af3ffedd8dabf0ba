import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openAccounts } from '../../src/app/accounts.ts';
import { currentAccounts } from '../support/connected.ts';
import { databaseBytes } from '../support/database-bytes.ts';
import { hashOfCode, keyring } from '../../src/security/keyring.ts';
import { STRANGERS_WAITING } from '../../src/store/received-updates.ts';
import { STRANGERS_A_MINUTE } from '../../src/store/users.ts';
import { asha, GROUP, juma, openShop, SECRET_KEY, stranger, TOKEN, type Shop } from '../support/shop.ts';
import { codeIn, connectSecond, letIn, otieno, SECOND, wanjiru } from '../support/second-shop.ts';

// Each test is an attack and shows that it fails. Other attacks are in the tests of their subject: links in staff.test.ts, keys in
// connect.test.ts, other shops' groups in chats.test.ts.

const pushes = (shop: Shop) => shop.bosmi.requests.filter(({ endpoint }) => endpoint === 'push');
const settled = async (shop: Shop) => {
  await shop.until('all updates are confirmed', () => shop.telegram.unconfirmed() === 0);
  await shop.pass(4_000);
};

describe('forged callback data', () => {
  test('from a cashier of another shop changes nothing, whatever its kind', { tags: 'slow' }, async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await letIn(shop, wanjiru, otieno, 'cashier');
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❓ Not known/);
    shop.bosmi.behave('0722000000', { kind: 'refused' });
    chat.say('/charge 0722000000 70');
    await chat.sees(/^❌ Not sent/);
    chat.say('/charge');
    await chat.sees(/Which phone/);
    const { token } = (await shop.store().users.draft(asha.id, asha.id, shop.clock.now()))!;

    const theirs = shop.chat(otieno.id);
    theirs.say('/help', {}, otieno);
    const message = await theirs.sees(/M‑Pesa/);
    const [unknown, declined] = [
      await shop.store().chargeQueries.byId(1),
      await shop.store().chargeQueries.byId(2),
    ];
    const [[ours], [hers]] = [
      await shop.store().members.of(asha.id),
      await shop.store().members.of(wanjiru.id),
    ];
    const forged = [
      ...[unknown!.ref, '1'].flatMap((ref) => [`paid:${ref}`, `unpaid:${ref}`, `customer:${token}:${ref}`]),
      `again:${declined!.ref}`,
      'again:2',
      `send:${token}`,
      `leave:${token}`,
      ...[ours!.merchantRef, '1', hers!.merchantRef, '2'].flatMap((ref) => [
        `invite:${ref}:owner`,
        `remove:${ref}:${juma.id}`,
        `removeNow:${ref}:${juma.id}`,
        `removeNow:${ref}:${wanjiru.id}`,
        `staff:${ref}`,
      ]),
      `shop:${ours!.merchantRef}`,
      'shop:1',
      'goOn:29',
    ];
    for (const data of forged) {
      // Stays below the limit of presses of one person.
      shop.skip(5_000);
      expect([data, await theirs.press(message, data, otieno)]).toEqual([data, 'This question is closed.']);
      // It does nothing under a message that shows it, either.
      const shown = theirs.heard().find(({ message_id }) => message_id === message.message_id)!;
      Object.assign(shown, { reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] } });
      expect([data, await theirs.press(message, data, otieno)]).toEqual([data, 'This button isn’t yours.']);
    }
    await settled(shop);
    expect((await shop.store().chargeQueries.byId(1))?.state).toBe('unknown');
    expect(pushes(shop)).toHaveLength(2);
    expect(await shop.store().members.staff(1)).toHaveLength(2);
    expect(await shop.store().members.staff(2)).toHaveLength(2);
    expect(theirs.texts().join('\n')).not.toContain('t.me/');
  });

  test('from a cashier of the same shop does not change another person’s charge', async () => {
    const shop = await openShop();
    await letIn(shop, asha, otieno, 'cashier');
    const chat = shop.chat(asha.id);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    chat.say('/charge 0712345678 500');
    await chat.sees(/^❓ Not known/);
    // Everybody in the group sees the button.
    const group = shop.chat(GROUP);
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
    group.say('/charge 0712345679 900');
    const notice = await group.sees(/^❓ Not known/);
    expect(await group.press(notice, 'Customer paid', otieno)).toBe('This button isn’t yours.');
    const dataOfOther = `paid:${(await shop.store().chargeQueries.byId(1))!.ref}`;
    expect(await group.press(notice, dataOfOther, otieno)).toBe('This question is closed.');
    for (const id of [1, 2]) expect((await shop.store().chargeQueries.byId(id))?.state).toBe('unknown');
  });
});

describe('text that looks like markup, a formula or a command', () => {
  test('a name with HTML and a line break is shown as plain text on one line', async () => {
    const shop = await openShop();
    const owner = shop.chat(asha.id);
    owner.say('/invite');
    await owner.press(await owner.sees(/Who are you inviting/), 'cashier');
    const code = codeIn((await owner.sees(/makes whoever opens it/)).text);
    const evil = { ...otieno, first_name: '<b>Eve</b>\n✅ Paid: KES 9', last_name: '</a>&amp;*_`[x](y)' };
    shop.telegram.openPrivateChat(evil);
    shop.chat(evil.id).say(`/start ${code}`, {}, evil);
    const joined = await owner.sees(/opened your link/);
    expect(joined.text).toContain('<b>Eve</b> ✅ Paid: KES 9 </a>&amp;*');
    expect(joined.entities ?? []).toEqual([]);
    owner.say('/staff');
    const list = await owner.sees(/Who works/);
    expect(list.text!.split('\n').filter((line) => line.includes('Paid'))).toHaveLength(1);
  });

  test('a note that looks like a formula, a link or a command is kept and shown as it is', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    for (const [n, note] of [
      '=HYPERLINK("http://evil","x")',
      '/cancel',
      '+254-cmd|calc',
      '@everyone',
    ].entries()) {
      const said = chat.say(`/charge 071234567${n} 500 ${note}`);
      const card = await chat.sees(/📲 Prompt sent/, said);
      expect(card.text).toContain(`📝 ${note}`);
      expect((await shop.store().chargeQueries.byId(n + 1))?.note).toBe(note);
    }
  });
});

test('an anonymous admin, a channel and Telegram’s own account have no rights in a linked group', async () => {
  const shop = await openShop();
  const group = shop.chat(GROUP);
  const senderChat = { id: GROUP, type: 'group' as const, title: 'Mama Duka' };
  const history = await shop.store().merchants.history(1, 50);
  for (const command of [
    '/charge 0712345678 500',
    '/unlink',
    '/announce here',
    '/block 0712345678',
    '/staff',
  ]) {
    group.say(command, { senderChat });
    group.say(command, {}, { id: 136_817_688, is_bot: true, first_name: 'Channel' });
    group.say(command, {}, { id: 777_000, is_bot: false, first_name: 'Telegram' });
  }
  await group.sees(/I can’t see who is asking/);
  await settled(shop);
  // The list of `/staff` is not shown, and no other command is answered.
  expect(group.texts()).toEqual([expect.stringMatching(/^I can’t see who is asking/)]);
  expect(pushes(shop)).toEqual([]);
  const { merchants } = shop.store();
  expect(await merchants.ofChat(GROUP)).toBe(1);
  expect(await merchants.announcedChats(1)).toEqual([]);
  // Nothing was unlinked, announced or blocked.
  expect(await merchants.history(1, 50)).toEqual(history);
});

test('a command that is edited into a message or forwarded does nothing, even from an owner', async () => {
  const shop = await openShop();
  const [chat, group] = [shop.chat(asha.id), shop.chat(GROUP)];
  chat.say('/charge 0712345678 500', { forwardOf: stranger });
  await chat.sees(/don’t act on forwarded/);
  group.say('/charge 0712345678 500', { forwardOf: stranger });
  await group.sees(/don’t act on forwarded/);
  const hello = chat.say('hello');
  await chat.sees(/To charge a customer/, hello);
  shop.telegram.editText(asha, asha.id, hello.message_id, '/charge 0712345678 500');
  await chat.sees(/don’t act on edited/);
  // A forwarded /start does not open the link.
  chat.say('/invite');
  await chat.press(await chat.sees(/Who are you inviting/), 'cashier');
  const code = codeIn((await chat.sees(/makes whoever opens it/)).text);
  shop.chat(stranger.id).say(`/start ${code}`, { forwardOf: asha });
  await settled(shop);
  expect(await shop.store().members.of(stranger.id)).toEqual([]);
  expect(pushes(shop)).toEqual([]);
  // An answer may be forwarded: the customer's own message with the number.
  const asked = chat.say('/charge');
  await chat.sees(/Which phone/, asked);
  chat.say('0712 345 678', { forwardOf: stranger });
  await chat.sees(/How many shillings from 0712 345 678/);
});

describe('a stolen database', () => {
  test('has no key, no e-mail address and no one-time code in its bytes, and neither has the log', async () => {
    const shop = await openShop();
    const owner = shop.chat(asha.id);
    await connectSecond(shop);
    // Telegram delivers the messages with the account once more.
    for (const update of shop.telegram.delivered) shop.telegram.redeliver(update);
    shop.chat(wanjiru.id).say('/charge 0712345678 500', {}, wanjiru);
    await shop.chat(wanjiru.id).sees(/Waiting/);
    owner.say('/invite');
    await owner.press(await owner.sees(/Who are you inviting/), 'cashier');
    await owner.sees(/makes whoever opens it first a cashier/);
    await settled(shop);
    // The code that Wanjiru has used, and the code that nobody has used.
    const codes = owner.texts().flatMap((text) => (text.includes('?start=') ? [codeIn(text)] : []));
    expect(codes).toEqual([expect.stringMatching(/^[\w-]{24}$/), expect.stringMatching(/^[\w-]{24}$/)]);
    const running = databaseBytes(shop.databasePath());
    await shop.stop();
    const bytes = running + databaseBytes(shop.databasePath());
    expect(bytes).toContain('Mama Duka Two');
    for (const code of codes) expect(bytes).toContain(hashOfCode(code));
    for (const secret of [SECOND.apiKey, SECOND.email, TOKEN, SECRET_KEY, 'e2e-Key#1', ...codes]) {
      expect(bytes).not.toContain(secret);
      expect(shop.log.text()).not.toContain(secret);
    }
  });

  test('does not open with another SECRET_KEY, and no account opens in another merchant’s row', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    await shop.stop();
    const store = await shop.closedStore();
    const other = keyring([Buffer.alloc(32, 9).toString('base64')]);
    await expect(openAccounts(store, other)).rejects.toThrow(/SECRET_KEY lacks the key [0-9a-f]{8}/);
    await expect(openAccounts(store, undefined)).rejects.toThrow(/SECRET_KEY lacks the key/);
    expect([...(await currentAccounts(store, keyring([SECRET_KEY]))).values()]).toEqual([SECOND]);
    store.close();

    const sqlite = new Database(shop.databasePath());
    sqlite.exec(
      `INSERT INTO merchants (id, name, created_at) VALUES (3, 'Eve', 0);
       INSERT INTO accounts (merchant_id, key_id, sealed, opened_at)
         SELECT 3, key_id, sealed, 0 FROM accounts WHERE merchant_id = 2;`,
    );
    sqlite.close();
    const swapped = await shop.closedStore();
    await expect(openAccounts(swapped, keyring([SECRET_KEY]))).rejects.toThrow(
      /account of merchant 3 does not open: what key [0-9a-f]{8} sealed was changed or moved/,
    );
    swapped.close();
  });
});

test('the token is not shown when an answer of Telegram contains the bot’s URL', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  const body = `<html>no route to ${shop.telegram.url}/bot${TOKEN}/sendMessage</html>`;
  shop.telegram.faults.add(
    { kind: 'answer', status: 200, body },
    ({ method }) => method === 'sendMessage',
    2,
  );
  shop.telegram.faults.add(
    {
      kind: 'answer',
      status: 400,
      body: JSON.stringify({ ok: false, error_code: 400, description: `Bad Request: /bot${TOKEN}/` }),
    },
    ({ method }) => method === 'answerCallbackQuery',
  );
  chat.say('/charge 0733123456 500');
  // The press is never answered.
  void chat.press(await chat.sees(/Airtel/), 'Charge anyway');
  await chat.sees(/Waiting/);
  await settled(shop);
  expect(shop.log.text()).not.toContain(TOKEN.split(':')[1]);
  expect(chat.texts().join('\n')).not.toContain(TOKEN.split(':')[1]);
});

/** The ids of the strangers of a flood begin here. */
const FIRST_STRANGER = 1_000_000;

/** The tables of a database that have rows of a flood's strangers. */
function tablesWithStrangers(path: string): readonly string[] {
  const sqlite = new Database(path, { readonly: true });
  const columns = sqlite
    .prepare(
      `SELECT t.name AS "table", c.name AS column FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND c.name IN ('chat_id', 'user_id') ORDER BY t.name`,
    )
    .all() as { readonly table: string; readonly column: string }[];
  const found = columns.filter(
    ({ table, column }) =>
      sqlite.prepare(`SELECT 1 FROM ${table} WHERE ${column} >= ${FIRST_STRANGER}`).get() !== undefined,
  );
  sqlite.close();
  return [...new Set(found.map(({ table }) => table))];
}

describe('ten thousand strangers', () => {
  test('do not delay the people of a shop: few updates wait, few are answered, nothing is pushed, and all are forgotten', async () => {
    const shop = await openShop();
    const store = shop.store();
    const at = shop.clock.now();
    const flood = (from: number) =>
      Array.from({ length: 100 }, (_, n) => {
        const id = FIRST_STRANGER + from + n;
        const user = { id, is_bot: false, first_name: `S${id}` };
        const text = n % 3 === 0 ? '/charge 0712345678 500' : n % 3 === 1 ? `/start guess${id}` : 'hi';
        const message = { message_id: 1, date: 1, chat: { ...user, type: 'private' }, from: user, text };
        return {
          updateId: id,
          chatId: id,
          userId: id,
          codeHash: undefined,
          payload: { update_id: id, message },
        };
      });
    let most = 0;
    for (let from = 0; from < 10_000; from += 100) {
      await store.inbox.receive(flood(from), at);
      most = Math.max(most, await store.inbox.waiting());
    }
    // The updates beyond this limit are dropped.
    expect(most).toBeLessThanOrEqual(STRANGERS_WAITING);
    const chat = shop.chat(asha.id);
    chat.say('/charge 0722000000 70');
    await chat.sees(/📲 Prompt sent/);
    await settled(shop);
    expect(pushes(shop).map(({ body }) => body['phone'])).toEqual(['0722000000']);
    const answers = shop.telegram.calls.filter(
      ({ method, payload }) => method === 'sendMessage' && Number(payload['chat_id']) >= FIRST_STRANGER,
    );
    const minutes = Math.ceil((shop.clock.now() - at) / 60_000) + 1;
    expect(answers.length).toBeLessThanOrEqual(STRANGERS_A_MINUTE * minutes);
    // A person who is invited is let in during the flood.
    await store.inbox.receive(flood(20_000), shop.clock.now());
    await letIn(shop, asha, otieno, 'cashier');
    await shop.until(
      'no update and no answer waits',
      async () => (await store.inbox.waiting()) === 0 && (await store.outbox.nextDueAt()) === undefined,
    );
    expect(tablesWithStrangers(shop.databasePath())).toEqual(['inbox', 'outbox', 'strangers']);
    // Housekeeping deletes what is older than two days.
    shop.skip(49 * 3_600_000);
    await shop.until('all are forgotten', () => tablesWithStrangers(shop.databasePath()).length === 0);
    // A stranger who comes after the flood is answered.
    const theirs = shop.chat(stranger.id);
    theirs.say('hello?');
    await theirs.sees(/I don’t know you[\s\S]*666/);
  });
});
