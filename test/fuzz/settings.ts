import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { readConfig } from '../../src/app/settings.ts';
import type { Config } from '../../src/config/config.ts';
import { readEnvFile } from '../../src/config/env-file.ts';
import { keyring } from '../../src/security/keyring.ts';
import { proxySecrets } from '../../src/config/proxy.ts';
import { OperatorError } from '../../src/runtime/operator-error.ts';
import { proxyAgent } from '../../src/telegram/api/proxy.ts';
import { merchantTime } from '../../src/telegram/outbound/times.ts';
import { nearly } from './commands.ts';
import { property } from './property.ts';
import { anyText } from './texts.ts';

/** Keys in the form of `newSecretKey`. */
const KEYS = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string];
const VALID = {
  TELEGRAM_BOT_TOKEN: ['123456789:AAH-secret-token-that-is-long-enough-1'],
  TELEGRAM_API_ROOT: ['https://api.telegram.org', 'http://127.0.0.1:8081/', 'https://bots.example/telegram'],
  BOSMI_API_KEY: ['Sd4#k[HFS', 'a secret that is long'],
  BOSMI_USERNAME: ['shopkeeper'],
  BOSMI_EMAIL: ['mama@duka.example'],
  BOSMI_BASE_URL: ['https://gateway.example/v3', 'https://gateway.example/v3///', 'https://gateway.example'],
  DATABASE_URL: ['file:data/shop.db', 'file:/var/lib/shop.db', 'postgres://till:secret-word@db/till'],
  OWNER_IDS: ['1', '501, 502'],
  LOG_LEVEL: ['info', 'silent'],
  HEALTH_FILE: ['/tmp/tillbot-health'],
  CHARGE_TIMEOUT_SECONDS: ['30', '3600'],
  WATCH_HOURS: ['1', '168'],
  TIME_ZONE: ['Africa/Nairobi', 'UTC', 'africa/nairobi', '+03:00', '-0330', 'Etc/GMT+3', 'EST5EDT'],
  SECRET_KEY: [KEYS[0], KEYS.join(','), KEYS.toReversed().join(' , ')],
  RETENTION_DAYS: ['1', '3650'],
  PHONE_CHARGES_PER_10_MINUTES: ['1', '100000'],
  PHONE_CHARGES_PER_DAY: ['10'],
  MEMBER_CHARGES_PER_HOUR: ['120'],
  MERCHANT_CHARGES_PER_HOUR: ['1000'],
  HTTPS_PROXY: ['http://proxy.example:3128', 'https://mama:se%40cret-word@proxy.example'],
  NO_PROXY: ['*', 'gateway.example,.other.example:8443', '10.0.0.1 ::1'],
  TELEGRAM_PROXY: [
    'socks5h://127.0.0.1:1080',
    'socks5://mama:secret-word@proxy.example',
    'http://[::1]:3128/',
  ],
  SANDBOX_PORT: ['0', '65535'],
} as const;
const ADDRESSES = /^(?:TELEGRAM_API_ROOT|BOSMI_BASE_URL|HTTPS_PROXY|TELEGRAM_PROXY)$/;

type Name = keyof typeof VALID;
const NAMES = Object.keys(VALID) as Name[];

/** A variable with a wrong value: nothing, a nearly valid one, the value of another variable, or any text. */
const spoiled = fc.constantFrom(...NAMES).chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      fc.constantFrom(undefined, '', ' '),
      nearly(fc.constantFrom<string>(...VALID[name])),
      fc.constantFrom<string>(...NAMES.flatMap((other) => VALID[other])),
      fc.constantFrom(
        ...VALID[name].flatMap((value) => [
          `${value}#`,
          `${value}?`,
          `${value}/`,
          value.replace('https:', 'http:'),
        ]),
      ),
      ADDRESSES.test(name)
        ? fc.webUrl({
            withQueryParameters: true,
            withFragments: true,
            validSchemes: ['https', 'http', 'ftp'],
          })
        : anyText,
    ),
  ),
);

/** A valid environment in which up to three variables are spoiled. */
const environment = fc
  .tuple(
    fc.tuple(...NAMES.map((name) => fc.constantFrom<string>(...VALID[name]))),
    fc.array(spoiled, { maxLength: 3, size: 'max' }),
  )
  .map(([right, wrong]): Record<string, string | undefined> =>
    Object.fromEntries([...NAMES.map((name, at) => [name, right[at]] as const), ...wrong]),
  );

/** All texts that a refusal can have without repeating a value. */
const VOCABULARY = [
  { BOSMI_USERNAME: 'x' },
  Object.fromEntries(Object.keys(VALID).map((name) => [name, '\u0001'.repeat(300)])),
]
  .map((values) => {
    try {
      readConfig(values);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  })
  .join('\n');

async function checkIsUsable({ common, ...mode }: Config): Promise<void> {
  const now = Date.parse('2026-11-24T14:05:00+03:00');
  const time = merchantTime(common.timeZone);
  assert.match(time.timeOfDay(now), /^\d\d:\d\d$/);
  const { from, to } = time.day(now);
  assert.ok(from <= now && now < to, 'a day contains its times');
  assert.ok(common.databasePath !== '' && common.confirmMs >= 30_000 && common.watchMs >= 3_600_000);
  assert.ok(common.ownerIds.every((id) => Number.isSafeInteger(id)));
  if (common.secretKeys.length > 0)
    assert.equal(keyring(common.secretKeys).keyIds.length, common.secretKeys.length);
  assert.ok(common.retentionMs === undefined || common.secretKeys.length > 0, 'erased numbers need a key');
  assert.ok(common.velocityLimits.every(({ count, withinMs }) => count >= 1 && withinMs > 0));
  if (mode.mode === 'sandbox') return assert.ok(mode.sandboxPort >= 0 && mode.sandboxPort < 65_536);
  const { account, gateways, telegramApiRoot, telegramToken, secrets } = mode.live;
  const { apiKey = '', username = '', email = '' } = account.credentials;
  const bosmi = gateways[account.provider];
  assert.ok(bosmi !== undefined);
  assert.match(telegramToken, /^\d+:[\w-]+$/);
  assert.ok(apiKey.length >= 4 && username !== '' && email.includes('@'));
  for (const address of [bosmi.baseUrl, telegramApiRoot]) {
    const { protocol, hostname, pathname, search, hash } = new URL(
      `${address.replace(/(?<!\/)\/+$/, '')}/query`,
    );
    assert.ok(
      protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname),
      'secrets go over TLS',
    );
    assert.ok(pathname.endsWith('/query') && search === '' && hash === '', `${address} leads elsewhere`);
  }
  const { telegramProxy } = mode.live;
  if (telegramProxy !== undefined) (await proxyAgent(telegramProxy)).destroy();
  if (bosmi.proxy !== undefined) assert.match(bosmi.proxy, /^https?:/i);
  for (const secret of [...proxySecrets(telegramProxy), ...proxySecrets(bosmi.proxy)])
    assert.ok(secret.length >= 4 && secrets.includes(secret));
  for (const secret of [telegramToken, apiKey, email, ...common.secretKeys])
    assert.ok(secrets.includes(secret), 'the log hides it');
}

/** A folder for the files of one property. */
const openFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tillbot-'));
  return { context: folder, close: async () => await rm(folder, { recursive: true }) };
};

/** Writes this text into a `.env` and returns what is read from it. */
function readWritten(folder: string, text: string): Record<string, string> {
  const path = join(folder, 'env');
  writeFileSync(path, text);
  return Object.fromEntries(readEnvFile(path, ['KEY', 'OTHER']));
}

/** The settings that may be in files of their own. */
const SECRET_NAMES = [
  'TELEGRAM_BOT_TOKEN',
  'BOSMI_API_KEY',
  'BOSMI_EMAIL',
  'SECRET_KEY',
  'HTTPS_PROXY',
  'TELEGRAM_PROXY',
] as const;

/** Returns the configuration, or the message that refuses it. */
function configOrMessage(values: NodeJS.ProcessEnv): Config | string {
  try {
    return readConfig(values);
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
}

/** A line as people write it, right or nearly right. */
const envLine = fc
  .tuple(
    fc.constantFrom('KEY=', 'KEY =', 'OTHER= ', '# KEY=', 'KEY', 'KEY: ', ''),
    fc.array(fc.constantFrom('Sd4', 'HFS', '#', ' #', "'", '"', '`', ' ', '=', '\\', '“'), { maxLength: 4 }),
  )
  .map(([begin, rest]) => begin + rest.join(''));

export const SETTINGS = [
  property({
    name: 'any environment gives a usable configuration, or one message that repeats none of the values',
    cases: 500,
    sides: { live: 0.3, refused: 0.2 },
    given: environment,
    async holds(values, saw) {
      const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      let config: Config;
      try {
        config = readConfig(set);
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        saw('refused');
        for (const value of Object.values(values)) {
          const given = value?.trim() ?? '';
          const isOurs = given.length < 4 || VOCABULARY.includes(given);
          assert.ok(isOurs || !error.message.includes(given), `repeats ${given}`);
        }
        return;
      }
      if (config.mode === 'live') saw('live');
      await checkIsUsable(config);
    },
  }),

  property({
    name: 'secrets in files are read as from their variables, or refused without repeating a value',
    cases: 200,
    sides: { read: 0.2, refused: 0.2 },
    given: fc.tuple(environment, fc.constantFrom('', '\n', '\r\n', ' \n')),
    open: openFolder,
    holds([values, end], saw, folder) {
      const direct = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      const filed = { ...direct };
      for (const name of SECRET_NAMES) {
        // A variable that is empty is not set, but a file that is empty is wrong. An ill-formed text is no text in UTF-8.
        const value = direct[name]?.trim().toWellFormed() ?? '';
        delete filed[name];
        direct[name] = value;
        if (value === '') continue;
        writeFileSync(join(folder, name), value + end);
        filed[`${name}_FILE`] = join(folder, name);
      }
      const [fromVariables, fromFiles] = [direct, filed].map(configOrMessage);
      // A file of several lines, or of more bytes than any secret, is refused without a look at the value.
      const isUsual = SECRET_NAMES.every((name) => /^[^\r\n\0]{0,2000}$/.test(direct[name] ?? ''));
      if (isUsual) assert.deepEqual(fromFiles, fromVariables);
      if (typeof fromFiles !== 'string') return saw('read');
      saw('refused');
      for (const name of SECRET_NAMES) {
        const value = direct[name] ?? '';
        const isOurs = value.length < 4 || VOCABULARY.includes(value) || `${folder}/${name}`.includes(value);
        assert.ok(isOurs || !fromFiles.includes(value), `repeats ${value}`);
      }
    },
  }),

  property({
    name: 'a quoted value in .env is read exactly, with any text around it',
    cases: 500,
    given: fc.tuple(
      anyText.map((text) => text.toWellFormed().replace(/[\r\n\0]/g, ' ')),
      fc.constantFrom("'", '"', '`'),
      fc.constantFrom('', ' ', '\t# a comment', " # don't"),
      fc.constantFrom('', '\ufeff'),
      fc.constantFrom('\n', '\r\n'),
    ),
    open: openFolder,
    holds([text, quote, behind, mark, end], _saw, folder) {
      const value = text.replaceAll(quote, '');
      const read = readWritten(folder, `${mark}A=1${end}KEY=${quote}${value}${quote}${behind}${end}B=2`);
      assert.deepEqual(read, { A: '1', KEY: value, B: '2' });
    },
  }),

  property({
    name: 'any .env is read as Node reads it, except for texts that Node changes or drops, or is refused without repeating a value',
    cases: 500,
    sides: { read: 0.2, refused: 0.2 },
    given: fc.array(envLine, { maxLength: 5 }),
    open: openFolder,
    holds(lines, saw, folder) {
      const text = lines.join('\n');
      let read: Record<string, string>;
      try {
        read = readWritten(folder, text);
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        saw('refused');
        return assert.ok(!/Sd4|HFS/.test(error.message), error.message);
      }
      saw('read');
      // After an empty value with spaces Node reads into the next line. It also takes some comments for names.
      const byNode = Object.entries(parseEnv(text.replace(/=[ ]+$/gm, '='))).filter(
        ([name]) => !name.includes('#'),
      );
      assert.deepEqual(read, Object.fromEntries(byNode));
    },
  }),
];
