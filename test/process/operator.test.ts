// @module-tag slow
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import { openDatabase } from '../../src/store/engines/sqlite/database.ts';
import { openStore } from '../../src/store/store.ts';
import { ENVIRONMENT } from '../support/database-with-charges.ts';
import { connectShop } from '../support/connected.ts';
import { ACCOUNT, liveWorld } from '../support/live.ts';
import { runCommand } from '../support/program.ts';
import { chatOf, stranger, TOKEN } from '../support/shop.ts';
import { tempFolder } from '../support/store.ts';
import { until } from '../support/until.ts';

const SECRET_KEY = newSecretKey();
const SHOP_NAME = 'Duka 0799123456 🛒';
const SHOP = { ...ACCOUNT, apiKey: 'second-Key#2', email: 'juma@duka.example' };

/** No output of an operator's command contains any of these. */
const SECRETS = [TOKEN, SECRET_KEY, ACCOUNT.apiKey, ACCOUNT.email, SHOP.apiKey, SHOP.email, '0799123456'];

/** A live world with a key, and the commands of its operator. */
async function worldWithOperator() {
  const world = await liveWorld();
  world.telegram.openPrivateChat(stranger);
  const environment = { ...world.environment, SECRET_KEY, OWNER_IDS: '501' };
  const start = () => world.start({ SECRET_KEY });
  const command = async (...run: readonly [string, ...string[]]) => {
    const ended = await runCommand(world.folder, environment, ...run);
    for (const secret of SECRETS) expect(ended.output).not.toContain(secret);
    expect(ended.output).not.toMatch(/^\s+at /m);
    return ended;
  };
  const merchants = (...words: readonly string[]) => command('cli/merchants.ts', ...words);
  const invite = () => command('cli/invite.ts');
  return { ...world, environment, start, merchants, invite, theirs: chatOf(world.telegram, stranger.id) };
}

/** A running bot with a connected shop, which is merchant 2. */
async function worldWithShop() {
  const world = await worldWithOperator();
  const path = join(world.folder, 'data', 'tillbot.db');
  const keys = keyring([SECRET_KEY]);
  const store = openStore(path, keys);
  const owner = { userId: stranger.id, name: stranger.first_name };
  await connectShop(store, keys, { name: SHOP_NAME, account: SHOP }, owner);
  store.close();
  return { ...world, program: await world.start() };
}

const codeIn = (output: string): string => /start[= ]([\w-]{20,})\n/.exec(output)?.[1] ?? 'none';

describe('while the bot runs', () => {
  test('a shop is suspended, resumed and disconnected, each with effect on the next command', async () => {
    const { start, program, merchants, theirs, pushes } = await worldWithShop();
    const charge = (phone: string) => theirs.say(`/charge ${phone} 500`);
    const lastPush = () => pushes().at(-1)?.body;

    expect((await merchants('suspend', '2')).output).toMatch(
      /^Merchant 2 \(Duka 0799•••456 🛒\) is suspended:/,
    );
    const refused = charge('0712345671');
    await theirs.sees(/This shop is suspended, so nothing was sent/, refused);
    expect(pushes()).toEqual([]);

    const again = await merchants('suspend', '2');
    expect(again).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^Merchant 2 \(.*\) is suspended already, since 20\d\d-\d\d-\d\d \d\d:\d\d\.\n$/,
      ),
    });

    expect((await merchants('resume', '2')).output).toMatch(/may charge again\.\n$/);
    expect(await merchants('resume', '2')).toEqual({
      code: 1,
      output: expect.stringMatching(/ is not suspended\.\n$/),
    });
    charge('0712345672');
    await until('it is pushed', () => pushes().length === 1);
    expect(lastPush()).toMatchObject({ phone: '0712345672', api_key: SHOP.apiKey, email: SHOP.email });

    expect((await merchants('disconnect', '2')).output).toMatch(
      /^Merchant 2 \(.*\) has no account any more:/,
    );
    const unable = charge('0712345673');
    await theirs.sees(/This shop has no account at the gateway, so nothing was sent/, unable);
    expect(pushes()).toHaveLength(1);
    expect(await merchants('disconnect', '2')).toEqual({
      code: 1,
      output: expect.stringMatching(/has no account that could be taken away\.\n$/),
    });

    const { output } = await merchants('history', '2');
    const whats = output
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(/ {2,}/).slice(1, 4));
    expect(whats).toEqual([
      ['2', 'user:666', 'connected'],
      ['2', 'operator', 'suspended'],
      ['2', 'operator', 'resumed'],
      ['2', 'operator', 'account-removed'],
    ]);
    expect(output).toContain('name: Duka 0799•••456 🛒');

    program.kill('SIGTERM');
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    await start();
  });

  test('all shops are listed in columns, with times in the time zone of the settings', async () => {
    const { merchants, chat, pushes } = await worldWithShop();
    chat.say('/charge 0712345671 500');
    await until('it is pushed', () => pushes().length === 1);
    await merchants('suspend', '2');
    const { code, output } = await merchants();
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['ID', 'NAME', 'ACCOUNT', 'STATE', 'STAFF', 'CHARGES', 'LAST CHARGE'],
      [
        '1',
        '(the first shop)',
        'settings',
        'active',
        '1',
        '1',
        expect.stringMatching(/^20[\d-]{8} \d\d:\d\d$/),
      ],
      [
        '2',
        'Duka 0799•••456 🛒',
        'connected',
        expect.stringMatching(/^suspended since 20[\d-]{8} \d\d:\d\d$/),
        '1',
        '0',
        '–',
      ],
    ]);
  });

  test('a link of the operator lets one person in, and no second one', async () => {
    const { start, invite, theirs, chat } = await worldWithOperator();
    await start();
    const { code, output } = await invite();
    expect(code).toBe(0);
    expect(output).toMatch(
      /^Whoever opens this link first may connect a shop\. It works once, for 24 hours:\n {2}https:\/\/t\.me\/SandboxTillBot\?start=[\w-]{24}\n$/,
    );
    theirs.say(`/start ${codeIn(output)}`);
    await theirs.sees(/You can connect your shop now: send \/connect/);
    chat.say(`/start ${codeIn(output)}`);
    await chat.sees(/was used already/);
  });
});

describe('links', () => {
  test('are listed and revoked, and so is a person who was let in by one', async () => {
    const { start, invite, merchants, theirs, chat } = await worldWithOperator();
    await start();
    chat.say('/invite');
    await chat.press(await chat.sees(/Who are you inviting/), 'cashier');
    await chat.sees(/makes whoever opens it first a cashier/);
    const [first, second] = [codeIn((await invite()).output), codeIn((await invite()).output)];
    const listed = async () => {
      const { output } = await merchants('links');
      for (const code of [first, second]) expect(output).not.toContain(code);
      return output.split('\n').map((line) => line.split(/ {2,}/));
    };
    const [heads, staff, one, other, ...rest] = await listed();
    expect(heads).toEqual(['ID', 'WHAT', 'BY', 'SINCE', 'ENDS']);
    expect(staff).toEqual([
      expect.stringMatching(/^[a-z]{8}$/),
      'cashier of Merchant 1 (the first shop)',
      'user:501',
      expect.any(String),
      expect.stringMatching(/^until 20/),
    ]);
    expect([one?.slice(1, 3), other?.slice(1, 3)]).toEqual([
      ['connects a shop', 'operator'],
      ['connects a shop', 'operator'],
    ]);
    expect(rest.flat()).toEqual(['To take one back: npm run merchants -- revoke ID', '']);

    const refs = [one?.[0] ?? '', other?.[0] ?? ''];
    const { output } = await merchants('revoke', refs[0]!);
    expect(output).toBe(`The link ${refs[0]} lets nobody in any more.\n`);
    const refused = theirs.say(`/start ${first}`);
    await theirs.sees(/was taken back/, refused);
    theirs.say(`/start ${second}`);
    await theirs.sees(/send \/connect/);
    // The owner of the first shop is told.
    await chat.sees(/^Mallory opened a link and can now connect a shop/);

    expect((await listed()).slice(1, -2)).toEqual([
      [
        staff?.[0],
        'cashier of Merchant 1 (the first shop)',
        'user:501',
        expect.any(String),
        expect.any(String),
      ],
      ['666', 'Mallory may connect a shop', 'operator', expect.any(String), '–'],
    ]);
    expect((await merchants('revoke', '666')).output).toMatch(/^Whoever has the Telegram id 666 cannot/);
    expect((await merchants('history')).output).toMatch(/ operator +let-in-revoked +userId: 666\n/);
  });
});

test('only the first owner’s link is printed as plain text, and it is not in the log', async () => {
  const { start, chat } = await liveWorld();
  const program = await start({ OWNER_IDS: '' });
  await program.prints(/\?start=[\w-]{24}\n/);
  const code = codeIn(program.errors());
  expect(program.errors()).toMatch(
    /^This bot has no owner yet\. [^\n]*\n {2}https:\/\/t\.me\/SandboxTillBot\?start=[\w-]{24}\n$/,
  );
  const logged = program.output().replace(program.errors(), '').trimEnd().split('\n');
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
  expect(logged.join('\n')).not.toContain(code);
  chat.say(`/start ${code}`);
  await chat.sees(/This bot is yours now/);
});

describe('invite', () => {
  test('works while the bot is down, and its link works when the bot is up', async () => {
    const { start, invite, theirs } = await worldWithOperator();
    const program = await start();
    program.kill('SIGTERM');
    await program.ended();
    const { output } = await invite();
    await start();
    theirs.say(`/start ${codeIn(output)}`);
    await theirs.sees(/send \/connect/);
  });

  test('without Telegram says how to use the code', async () => {
    const { start, environment, folder, theirs } = await worldWithOperator();
    await start();
    const unreachable = { ...environment, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' };
    const { code, output } = await runCommand(folder, unreachable, 'cli/invite.ts');
    expect(code).toBe(0);
    expect(output).toMatch(
      /^Telegram cannot be reached \(ECONNREFUSED\).*\n.*opens your bot and sends:\n {2}\/start [\w-]{24}\n$/,
    );
    expect(output).not.toContain(TOKEN);
    theirs.say(`/start ${codeIn(output)}`);
    await theirs.sees(/send \/connect/);
  });

  test.each([
    [{ SECRET_KEY: '' }, /^SECRET_KEY is missing\. Make one: npm run keygen\n$/],
    [
      { TELEGRAM_BOT_TOKEN: '', BOSMI_API_KEY: '', BOSMI_USERNAME: '', BOSMI_EMAIL: '' },
      /^There is no bot to invite to: [^\n]*\n$/,
    ],
    [{ DATABASE_URL: 'file:none.db' }, /^There is no database at none\.db yet\. [^\n]*\n$/],
    [
      { TELEGRAM_BOT_TOKEN: '123456789:AAsome-other-token-that-was-revoked-long-ago' },
      /^Telegram does not know this bot token\. [^\n]*\n$/,
    ],
  ])('with %o makes no code, and says why', async (over, message) => {
    const { environment, folder } = await worldWithOperator();
    const path = join(folder, 'till.db');
    openDatabase(path).close();
    const before = readFileSync(path);
    const wrong = { ...environment, DATABASE_URL: 'file:till.db', ...over };
    const { code, output } = await runCommand(folder, wrong, 'cli/invite.ts');
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toContain('AAsome-other');
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('merchants', () => {
  /** The answer of the command when there is only the first shop. */
  const answer = async (...words: readonly string[]) => {
    const folder = tempFolder();
    openDatabase(join(folder, 'till.db')).close();
    return await runCommand(folder, ENVIRONMENT, 'cli/merchants.ts', ...words);
  };

  test.each([
    ['delete', '1'],
    ['suspend'],
    ['suspend', 'mama'],
    ['suspend', '1', '2'],
    ['suspend', '-1'],
    ['1'],
    ['list', '1'],
    ['history', '0x1'],
    ['toString', '1'],
    ['forget-key'],
    ['forget-key', '1'],
    ['links', '1'],
    ['revoke'],
    ['revoke', '-1'],
    ['revoke', 'abcdefgh', '1'],
    ['revoke', 'ABCDEFGH'],
  ])('with %s %s lists the valid words', async (...words) => {
    const { code, output } = await answer(...words);
    expect(code).toBe(1);
    expect(output).toMatch(/^This is not understood\. It is one of:\n(?: {2}npm run merchants.*\n){8}$/);
  });

  test.each([
    [['suspend', '7'], /^There is no merchant 7\. To list them: npm run merchants\n$/],
    [['history', '7'], /^There is no merchant 7\. /],
    [['disconnect', '1'], /^The account of the first shop is in the settings \(BOSMI_…\), [^\n]*\n$/],
    [['resume', '1'], /^Merchant 1 \(the first shop\) is not suspended\.\n$/],
    [
      ['revoke', 'abcdefgh'],
      /^There is nothing to take back under abcdefgh\. To list what there is: npm run merchants -- links\n$/,
    ],
    [['revoke', '4711'], /^There is nothing to take back under 4711\. /],
    [['forget-key', '00c0ffee'], /^Nothing is sealed under the key 00c0ffee\.\n$/],
  ])('%j is refused in one line', async (words, message) => {
    const { code, output } = await answer(...words);
    expect(code).toBe(1);
    expect(output).toMatch(message);
  });

  test('shows whole Telegram ids in the history, although they look like phone numbers', async () => {
    const folder = tempFolder();
    const store = openStore(join(folder, 'till.db'));
    const shop = { name: SHOP_NAME, account: SHOP };
    await connectShop(store, keyring([SECRET_KEY]), shop, { userId: 712_345_678, name: 'Juma' });
    store.close();
    const { output } = await runCommand(
      folder,
      { ...ENVIRONMENT, TIME_ZONE: 'UTC' },
      'cli/merchants.ts',
      'history',
    );
    const rows = output.trimEnd().split('\n');
    expect(rows.map((line) => line.split(/ {2,}/))).toEqual([
      ['WHEN', 'MERCHANT', 'WHO', 'WHAT', 'DETAIL'],
      ['1970-01-01 00:00', '–', 'operator', 'invited', 'role: merchant'],
      ['1970-01-01 00:00', '–', 'user:712345678', 'let-in', 'by: operator'],
      ['1970-01-01 00:00', '2', 'user:712345678', 'connected', 'name: Duka 0799•••456 🛒'],
    ]);
  });

  test('has no links at first', async () => {
    const { code, output } = await answer('links');
    expect(code).toBe(0);
    expect(output).toBe(
      'No link is open, and nobody is about to connect a shop. To make a link: npm run invite\n',
    );
  });

  test('has no history at first', async () => {
    expect(await answer('history')).toEqual({ code: 0, output: 'Nothing has happened yet.\n' });
  });

  test('is refused before the first start of the bot, and makes no database', async () => {
    const { code, output } = await runCommand(tempFolder(), ENVIRONMENT, 'cli/merchants.ts');
    expect(code).toBe(1);
    expect(output).toMatch(/^There is no database at till\.db yet\. Start the bot once first: npm start\./);
  });
});
