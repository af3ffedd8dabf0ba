import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { StartError } from '../src/start-error.ts';

const TOKEN = '123456789:AAH-secret-token-that-is-long-enough-1';
const LIVE = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  BOSMI_API_KEY: 'Sd4#k[HFS',
  BOSMI_USERNAME: 'admin',
  BOSMI_EMAIL: 'shop@example.com',
};

function problemOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return 'none';
}

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
        bosmi: { baseUrl: 'https://api.bosmi.org/bsmpay/stkpushquery/v3', apiKey: 'Sd4#k[HFS' },
      },
      common: { ownerIds: [1, 22, 333] },
    });
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
    ['DATABASE_URL', 'postgres://somewhere/else'],
    ['OWNER_IDS', '@asha'],
    ['LOG_LEVEL', 'loud'],
    ['CHARGE_TIMEOUT_SECONDS', '5'],
    ['CHARGE_TIMEOUT_SECONDS', '3 minutes'],
    ['WATCH_HOURS', '0'],
    ['TIME_ZONE', 'Kenya/Town'],
    ['SANDBOX_PORT', '70000'],
  ])('refuses a wrong %s with what is wrong and an example, never repeating the value', (name, value) => {
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

  test('is explained in .env.example, variable by variable, and the example is a right one', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
    const pairs = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    expect(pairs.map(([name]) => name).toSorted()).toEqual([
      'BOSMI_API_KEY',
      'BOSMI_BASE_URL',
      'BOSMI_EMAIL',
      'BOSMI_USERNAME',
      'CHARGE_TIMEOUT_SECONDS',
      'DATABASE_URL',
      'LOG_LEVEL',
      'OWNER_IDS',
      'SANDBOX_PORT',
      'TELEGRAM_API_ROOT',
      'TELEGRAM_BOT_TOKEN',
      'TIME_ZONE',
      'WATCH_HOURS',
    ]);
    expect(problemOf(Object.fromEntries(pairs))).toBe('none');
  });
});
