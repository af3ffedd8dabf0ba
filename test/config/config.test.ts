import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/app/settings.ts';
import { readConfig as readConfigOf } from '../../src/config/config.ts';
import {
  needSecretKeys,
  readDatabase,
  readDatabasePath,
  readHealthFile,
  readSecretKeys,
  readTimeZone,
} from '../../src/config/single-settings.ts';
import { bosmi } from '../../src/gateway/bosmi/provider.ts';
import { paymoja } from '../support/paymoja.ts';
import { readEnvFile } from '../../src/config/env-file.ts';
import { OperatorError } from '../../src/runtime/operator-error.ts';
import { problemOf } from '../support/config-problem.ts';

const KEY = Buffer.alloc(32, 3).toString('base64');
const OLD_KEY = Buffer.alloc(32, 4).toString('base64');
const TOKEN = '123456789:AAH-secret-token-that-is-long-enough-1';
const LIVE = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  BOSMI_API_KEY: 'Sd4#k[HFS',
  BOSMI_USERNAME: 'admin',
  BOSMI_EMAIL: 'shop@example.com',
};

describe('the configuration', () => {
  test('is a sandbox with nothing set', () => {
    expect(readConfig({})).toMatchObject({
      mode: 'sandbox',
      sandboxPort: 4545,
      common: {
        databasePath: 'data/tillbot.db',
        confirmMs: 45_000,
        watchMs: 86_400_000,
        timeZone: 'Africa/Nairobi',
      },
    });
  });

  test('is live with token and account set, and has the documented defaults', () => {
    expect(readConfig({ ...LIVE, OWNER_IDS: '1, 22,333' })).toMatchObject({
      mode: 'live',
      live: {
        telegramToken: TOKEN,
        telegramApiRoot: 'https://api.telegram.org',
        account: {
          provider: 'bosmi',
          credentials: { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'shop@example.com' },
        },
        gateways: { bosmi: { baseUrl: 'https://api.bosmi.org/bsmpay/stkpushquery/v3' } },
      },
      common: { ownerIds: [1, 22, 333] },
    });
  });

  test('makes backups beside the database if nothing else is named, and serves on this machine alone', () => {
    expect(
      readConfig({ ...LIVE, BACKUP_EVERY: '2d', DATABASE_URL: 'file:/srv/till.db', HTTP_PORT: '9464' }),
    ).toMatchObject({
      live: {
        backups: { everyMs: 2 * 86_400_000, keep: 14, folder: '/srv/backups' },
        http: { host: '127.0.0.1', port: 9464 },
      },
    });
    expect(readConfig(LIVE)).toMatchObject({ live: { backups: undefined, http: undefined } });
  });

  test('needs an address and a port for a webhook, and ignores the address without one', () => {
    const problem = problemOf({ ...LIVE, TELEGRAM_UPDATES: 'webhook' });
    expect(problem).toContain('PUBLIC_URL is missing');
    expect(problem).toContain('HTTP_PORT is missing');
    const live = { ...LIVE, HTTP_PORT: '9464', PUBLIC_URL: 'https://till.example/' };
    expect(readConfig({ ...live, TELEGRAM_UPDATES: 'webhook' })).toMatchObject({
      live: { webhookUrl: 'https://till.example/telegram' },
    });
    expect(readConfig(live)).toMatchObject({ live: { webhookUrl: undefined, webhookCallers: undefined } });
    expect(readConfig({ ...live, WEBHOOK_FROM: 'telegram' })).toMatchObject({
      live: { webhookCallers: { header: undefined } },
    });
    const proxied = { ...live, WEBHOOK_ADDRESS_HEADER: 'X-Real-IP' };
    expect(readConfig({ ...proxied, WEBHOOK_FROM: 'telegram' })).toMatchObject({
      live: { webhookCallers: { header: 'X-Real-IP' } },
    });
    expect(() => readConfig(proxied)).toThrow(/WEBHOOK_ADDRESS_HEADER has no effect/);
  });

  test('is never a sandbox in production', () => {
    expect(problemOf({ NODE_ENV: 'production' })).toMatch(/TELEGRAM_BOT_TOKEN is missing. Example: /);
  });

  test('names everything that is missing once one live setting is there', () => {
    const problem = problemOf({ BOSMI_USERNAME: 'admin' });
    for (const name of ['TELEGRAM_BOT_TOKEN', 'BOSMI_API_KEY', 'BOSMI_EMAIL'])
      expect(problem).toContain(`${name} is missing`);
  });

  test.each([
    ['TELEGRAM_BOT_TOKEN', 'hunter2-not-a-token'],
    ['TELEGRAM_API_ROOT', 'http://telegram.example.com'],
    ['BOSMI_BASE_URL', 'ftp://bosmi.example.com'],
    ['BOSMI_BASE_URL', 'http://bosmi.example.com/v3'],
    ['BOSMI_BASE_URL', 'https://bosmi.example.com/v3#'],
    ['TELEGRAM_API_ROOT', 'https://telegram.example.com?'],
    ['BOSMI_API_KEY', 'abc'],
    ['BOSMI_EMAIL', 'nobody-at-home'],
    ['DATABASE_URL', 'mysql://somewhere/else'],
    ['DATABASE_URL', 'postgres://somewhere'],
    ['DATABASE_URL', 'postgres://till:%zz@somewhere/else'],
    ['OWNER_IDS', '@asha'],
    ['LOG_LEVEL', 'loud'],
    ['CHARGE_TIMEOUT_SECONDS', '5'],
    ['CHARGE_TIMEOUT_SECONDS', '3 minutes'],
    ['WATCH_HOURS', '0'],
    ['TIME_ZONE', 'Kenya/Town'],
    ['SHOP_NAME', 'M'.repeat(41)],
    ['HEALTH_FILE', '/'.repeat(1_001)],
    ['SECRET_KEY', 'hunter2'],
    ['SECRET_KEY', `${KEY},hunter2`],
    ['SECRET_KEY', `${KEY} ${KEY}`],
    ['SECRET_KEY', `${KEY},`],
    ['SECRET_KEY', KEY.slice(1)],
    ['RETENTION_DAYS', '-7'],
    ['RETENTION_DAYS', '4000'],
    ['RETENTION_DAYS', 'a year'],
    ['PHONE_CHARGES_PER_10_MINUTES', 'three'],
    ['PHONE_CHARGES_PER_DAY', '-1'],
    ['MEMBER_CHARGES_PER_HOUR', '1.5'],
    ['MERCHANT_CHARGES_PER_HOUR', '100001'],
    ['SANDBOX_PORT', '70000'],
    ['BACKUP_EVERY', '30m'],
    ['BACKUP_EVERY', '31d'],
    ['BACKUP_EVERY', 'daily'],
    ['BACKUP_KEEP', '2000'],
    ['PUBLIC_URL', 'http://till.example'],
    ['TELEGRAM_UPDATES', 'pigeons'],
    ['HTTP_PORT', '0'],
    ['HTTP_PORT', '94640x'],
    ['HTTP_HOST', 'tillbot.example'],
  ])('refuses a wrong %s with the reason and an example, and does not show the value', (name, value) => {
    const problem = problemOf({ ...LIVE, [name]: value });
    expect(problem).toContain(`${name} is`);
    expect(problem).toContain(`Example: ${name}=`);
    expect(problem).not.toContain(value);
  });

  test('takes http for this machine only', () => {
    expect(problemOf({ ...LIVE, TELEGRAM_API_ROOT: 'http://127.0.0.1:4545' })).toBe('none');
  });

  test('counts an empty variable as not set', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: '', LOG_LEVEL: ' ' }).mode).toBe('sandbox');
  });

  describe('of the proxies', () => {
    const proxiesOf = (over: NodeJS.ProcessEnv): unknown => {
      const config = readConfig({ ...LIVE, ...over });
      return config.mode === 'live'
        ? [config.live.telegramProxy, config.live.gateways['bosmi']?.proxy]
        : undefined;
    };
    const PROXY = 'http://mama:secret-word@proxy.example:3128';
    const SOCKS = 'socks5h://127.0.0.1:1080';

    test.each<[string, NodeJS.ProcessEnv, unknown]>([
      ['is empty by default', {}, [undefined, undefined]],
      ['is HTTPS_PROXY for both', { HTTPS_PROXY: PROXY }, [PROXY, PROXY]],
      ['is https_proxy, as other programs read it', { https_proxy: PROXY }, [PROXY, PROXY]],
      ['is TELEGRAM_PROXY for Telegram alone', { TELEGRAM_PROXY: SOCKS }, [SOCKS, undefined]],
      [
        'is TELEGRAM_PROXY for Telegram and HTTPS_PROXY for the gateway',
        { TELEGRAM_PROXY: SOCKS, HTTPS_PROXY: PROXY },
        [SOCKS, PROXY],
      ],
      [
        'is TELEGRAM_PROXY, whatever NO_PROXY says',
        { TELEGRAM_PROXY: SOCKS, NO_PROXY: '*' },
        [SOCKS, undefined],
      ],
      [
        'leaves out what NO_PROXY names',
        { HTTPS_PROXY: PROXY, NO_PROXY: 'api.bosmi.org' },
        [PROXY, undefined],
      ],
      [
        'leaves out what no_proxy names',
        { HTTPS_PROXY: PROXY, no_proxy: 'telegram.org' },
        [undefined, PROXY],
      ],
      [
        'leaves out this machine',
        {
          HTTPS_PROXY: PROXY,
          BOSMI_BASE_URL: 'http://127.0.0.1:8080',
          TELEGRAM_API_ROOT: 'http://localhost:8081',
        },
        [undefined, undefined],
      ],
    ])('%s', (_what, over, proxies) => {
      expect(proxiesOf(over)).toEqual(proxies);
    });

    test.each([
      ['HTTPS_PROXY', 'socks5://mama:secret-word@proxy.example'],
      ['HTTPS_PROXY', 'proxy.example:3128'],
      ['HTTPS_PROXY', 'http://mama:secret-word%zz@proxy.example'],
      ['HTTPS_PROXY', 'http://secret-word.example/path'],
      ['TELEGRAM_PROXY', 'socks4://secret-word.example'],
      ['TELEGRAM_PROXY', 'tg://proxy?server=secret-word.example&port=443'],
      ['TELEGRAM_PROXY', 'https://secret-word.example#x'],
    ])('is refused without its value when %s=%s', (name, value) => {
      const problem = problemOf({ ...LIVE, [name]: value });
      expect(problem).toContain(`${name} is not the address of a proxy`);
      expect(problem).not.toContain('secret-word');
    });
  });

  test('is explained in .env.example, variable by variable, and the example is valid', () => {
    const example = readEnvFile(fileURLToPath(new URL('../../.env.example', import.meta.url)), []);
    expect([...example.keys()].toSorted()).toEqual([
      'BACKUP_EVERY',
      'BACKUP_FOLDER',
      'BACKUP_KEEP',
      'BOSMI_API_KEY',
      'BOSMI_BASE_URL',
      'BOSMI_EMAIL',
      'BOSMI_USERNAME',
      'CHARGE_TIMEOUT_SECONDS',
      'DATABASE_URL',
      'HEALTH_FILE',
      'HTTPS_PROXY',
      'HTTP_HOST',
      'HTTP_PORT',
      'LOG_LEVEL',
      'MEMBER_CHARGES_PER_HOUR',
      'MERCHANT_CHARGES_PER_HOUR',
      'NO_PROXY',
      'OWNER_IDS',
      'PHONE_CHARGES_PER_10_MINUTES',
      'PHONE_CHARGES_PER_DAY',
      'PUBLIC_URL',
      'RETENTION_DAYS',
      'SANDBOX_PORT',
      'SECRET_KEY',
      'SHOP_NAME',
      'TELEGRAM_API_ROOT',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_PROXY',
      'TELEGRAM_UPDATES',
      'TIME_ZONE',
      'WATCH_HOURS',
      'WEBHOOK_ADDRESS_HEADER',
      'WEBHOOK_FROM',
    ]);
    expect(problemOf(Object.fromEntries(example))).toBe('none');
    expect(readConfig(Object.fromEntries(example)).mode).toBe('sandbox');
  });

  test('has no key and keeps numbers for ever by default', () => {
    expect(readConfig({}).common).toMatchObject({ secretKeys: [], retentionMs: undefined });
  });

  test('takes a key, and former keys behind it', () => {
    expect(readConfig({ SECRET_KEY: KEY }).common.secretKeys).toEqual([KEY]);
    expect(readConfig({ SECRET_KEY: ` ${KEY} , ${OLD_KEY} ` }).common.secretKeys).toEqual([KEY, OLD_KEY]);
  });

  test('shows no key in a message, not even the valid one of two', () => {
    const problem = problemOf({ SECRET_KEY: `${KEY},${OLD_KEY}x` });
    expect(problem).toMatch(/SECRET_KEY is not a key as `npm run keygen` makes it/);
    for (const key of [KEY, OLD_KEY]) expect(problem).not.toContain(key);
  });

  test('erases by age only with a key', () => {
    const withKey = readConfig({ RETENTION_DAYS: '400', SECRET_KEY: KEY });
    expect(withKey.common.retentionMs).toBe(400 * 86_400_000);
    expect(problemOf({ RETENTION_DAYS: '400' })).toMatch(/RETENTION_DAYS needs a SECRET_KEY.*npm run keygen/);
    // One problem, not two.
    expect(problemOf({ RETENTION_DAYS: '400', SECRET_KEY: 'hunter2' })).not.toMatch(/RETENTION_DAYS/);
  });

  test('limits charges by the documented defaults or by the settings', () => {
    const [minutes, hour, day] = [10 * 60_000, 3_600_000, 86_400_000];
    expect(readConfig({}).common.velocityLimits).toEqual([
      { of: 'phone', count: 3, withinMs: minutes },
      { of: 'phone', count: 10, withinMs: day },
      { of: 'member', count: 120, withinMs: hour },
      { of: 'merchant', count: 1_000, withinMs: hour },
    ]);
    expect(problemOf({ PHONE_CHARGES_PER_DAY: '0' })).toMatch(/is not a whole number from 1 to 100000/);
    const configured = readConfig({
      PHONE_CHARGES_PER_10_MINUTES: '1',
      PHONE_CHARGES_PER_DAY: '2',
      MEMBER_CHARGES_PER_HOUR: '3',
      MERCHANT_CHARGES_PER_HOUR: '100000',
    });
    expect(configured.common.velocityLimits.map(({ count }) => count)).toEqual([1, 2, 3, 100_000]);
  });
});

describe('the configuration with two providers of payments', () => {
  const TILL = { PAYMOJA_TILL: 'duka', PAYMOJA_SECRET: 'pm-Sd4#k[HFS' };
  const read = (environment: NodeJS.ProcessEnv) => readConfigOf(environment, [bosmi, paymoja]);

  test('is live with the account of either provider, has the addresses of both, and lists its secrets', () => {
    expect(
      read({ TELEGRAM_BOT_TOKEN: TOKEN, ...TILL, PAYMOJA_BASE_URL: 'https://pm.example' }),
    ).toMatchObject({
      mode: 'live',
      live: {
        account: { provider: 'paymoja', credentials: { till: 'duka', secret: 'pm-Sd4#k[HFS' } },
        gateways: {
          bosmi: { baseUrl: 'https://api.bosmi.org/bsmpay/stkpushquery/v3' },
          paymoja: { baseUrl: 'https://pm.example' },
        },
        secrets: [TOKEN, 'pm-Sd4#k[HFS'],
      },
    });
    expect(read(LIVE)).toMatchObject({ live: { account: { provider: 'bosmi' } } });
  });

  test('is live with any setting of either, and names the missing ones; without any it names those of the first', () => {
    expect(() => read({ PAYMOJA_TILL: 'duka' })).toThrow(
      /PAYMOJA_SECRET is missing\. Example: PAYMOJA_SECRET=/,
    );
    expect(() => read({ PAYMOJA_TILL: 'duka' })).not.toThrow(/BOSMI/);
    expect(() => read({ TELEGRAM_BOT_TOKEN: TOKEN })).toThrow(/BOSMI_API_KEY is missing/);
    expect(() => read({ TELEGRAM_BOT_TOKEN: TOKEN })).not.toThrow(/PAYMOJA/);
  });

  test('is refused with accounts at both, without their values', () => {
    expect(() => read({ ...LIVE, ...TILL })).toThrow(
      /accounts at several gateways \(BOSMI, PayMoja\)\. Keep one/,
    );
    expect(() => read({ ...LIVE, ...TILL })).not.toThrow(/Sd4/);
  });
});

test('the configuration lists every secret of the settings for the log to hide, and nothing else', () => {
  const proxied = { HTTPS_PROXY: 'http://mama:secret-word@proxy.example:3128' };
  const config = readConfig({ ...LIVE, ...proxied, SECRET_KEY: `${KEY},${OLD_KEY}` });
  expect(config.mode === 'live' && config.live.secrets.toSorted()).toEqual(
    [
      TOKEN,
      LIVE.BOSMI_API_KEY,
      LIVE.BOSMI_EMAIL,
      KEY,
      OLD_KEY,
      'secret-word',
      'mama:secret-word',
      Buffer.from('mama:secret-word').toString('base64'),
    ].toSorted(),
  );
});

describe('a setting that a command reads alone', () => {
  const WRONG = { TELEGRAM_BOT_TOKEN: 'not-a-token', LOG_LEVEL: 'loud' };

  test('is read even if others are wrong', () => {
    expect(readDatabasePath(WRONG)).toBe('data/tillbot.db');
    expect(readDatabasePath({ ...WRONG, DATABASE_URL: 'file:other.db' })).toBe('other.db');
    expect(readTimeZone(WRONG)).toBe('Africa/Nairobi');
    expect(readTimeZone({ ...WRONG, TIME_ZONE: 'UTC' })).toBe('UTC');
    expect(readHealthFile({ ...WRONG, HEALTH_FILE: '/tmp/health' })).toBe('/tmp/health');
    expect(readSecretKeys(WRONG)).toEqual([]);
    expect(needSecretKeys({ ...WRONG, SECRET_KEY: `${KEY},${OLD_KEY}` })).toEqual([KEY, OLD_KEY]);
  });

  test('is refused for copies of a file if PostgreSQL has the database', () => {
    const DATABASE_URL = 'postgres://till:secret-word@db.example/till';
    expect(() => readConfig({ ...LIVE, DATABASE_URL, BACKUP_EVERY: '24h' })).toThrow(
      /BACKUP_EVERY is for a file/,
    );
  });

  test('is a file or a database of PostgreSQL, for a command that works on either', () => {
    expect(readDatabase({})).toEqual({ path: 'data/tillbot.db' });
    const url = 'postgres://till:pass%20word@db.example/till?sslmode=verify-full';
    expect(readDatabase({ DATABASE_URL: url })).toEqual({ url });
    expect(() => readDatabasePath({ DATABASE_URL: url })).toThrow(/^DATABASE_URL is not a file(?!.*word)/);
    const config = readConfig({ ...LIVE, DATABASE_URL: url });
    expect(config.common).toMatchObject({ database: { url }, databasePath: 'data/tillbot.db' });
    expect(config.mode === 'live' && config.live.secrets).toEqual(
      expect.arrayContaining(['pass word', 'pass%20word']),
    );
  });

  test('is refused when it is wrong, without the value', () => {
    expect(() => readDatabasePath({ DATABASE_URL: 'postgres://x' })).toThrow(/^DATABASE_URL is not a file/);
    expect(() => readTimeZone({ TIME_ZONE: 'Kenya/Town' })).toThrow(
      /^TIME_ZONE is not a time zone\. Example/,
    );
    expect(() => readSecretKeys({ SECRET_KEY: 'hunter2' })).toThrow(/^SECRET_KEY is not a key(?!.*hunter2)/);
    expect(() => readHealthFile({})).toThrow(/^HEALTH_FILE is missing\./);
    expect(() => needSecretKeys({ SECRET_KEY: ' ' })).toThrow(OperatorError);
    expect(() => needSecretKeys({})).toThrow(/^SECRET_KEY is missing\. Make one: npm run keygen$/);
  });
});
