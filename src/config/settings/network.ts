import { z } from 'zod';
import { NOT_SECURE_URL, proxyUrl, secureUrl } from '../parsers.ts';
import { proxySecrets } from '../proxy.ts';
import { setting, settingWithDefault } from '../setting.ts';

/** Telegram, and how it and the gateway are reached. */

export const TELEGRAM_BOT_TOKEN = setting({
  name: 'TELEGRAM_BOT_TOKEN',
  parser: z.string().regex(/^\d{5,}:[\w-]{30,}$/),
  wrong: 'is not a bot token',
  example: '123456789:AAExampleTokenFromBotFather-1234567',
  help: "The bot's token, from @BotFather in Telegram (`/newbot`). Whoever has it can speak as your bot.",
  secretsIn: (token) => [token],
  mode: 'live',
  isRequired: true,
});

export const TELEGRAM_API_ROOT = settingWithDefault({
  name: 'TELEGRAM_API_ROOT',
  parser: secureUrl,
  wrong: NOT_SECURE_URL,
  example: 'https://api.telegram.org',
  default: 'https://api.telegram.org',
  help: "The address of Telegram's Bot API. https only, except on this machine.",
  mode: 'live',
});

export const HTTPS_PROXY = setting({
  name: 'HTTPS_PROXY',
  parser: proxyUrl('http:', 'https:'),
  wrong: 'is not the address of a proxy (http or https; a socks5 one can be TELEGRAM_PROXY)',
  example: 'http://127.0.0.1:3128',
  withoutIt: 'no proxy',
  help:
    'A proxy (http or https) for Telegram and the gateway. A name and a password go before the address: ' +
    '`http://name:password@proxy.example:3128`. `https_proxy` in the environment is read, too.',
  secretsIn: proxySecrets,
  secretPart: 'the password in it',
  mode: 'live',
});

export const NO_PROXY = setting({
  name: 'NO_PROXY',
  parser: z.string().max(2_000),
  wrong: 'is too long',
  example: 'api.bosmi.org',
  withoutIt: 'none',
  help:
    'The names that are reached without `HTTPS_PROXY`, separated by commas; `*` for all. `no_proxy` in the environment is ' +
    'read, too.',
  mode: 'live',
});

export const TELEGRAM_PROXY = setting({
  name: 'TELEGRAM_PROXY',
  parser: proxyUrl('http:', 'https:', 'socks5:', 'socks5h:'),
  wrong: 'is not the address of a proxy (http, https, socks5 or socks5h)',
  example: 'socks5h://127.0.0.1:1080',
  withoutIt: '`HTTPS_PROXY`',
  help:
    'A proxy for Telegram alone, whatever `HTTPS_PROXY` and `NO_PROXY` say: http, https, socks5 or, if the proxy is to look names up, socks5h. ' +
    "Telegram's own kind of proxy (MTProto) is for its apps and does not serve bots.",
  secretsIn: proxySecrets,
  secretPart: 'the password in it',
  mode: 'live',
});

export const TELEGRAM_UPDATES = settingWithDefault({
  name: 'TELEGRAM_UPDATES',
  parser: z.enum(['polling', 'webhook']),
  wrong: 'is not polling or webhook',
  example: 'polling',
  default: 'polling',
  help:
    'How the bot gets its updates. `polling`: it asks Telegram, and needs no open port. `webhook`: Telegram brings them to `PUBLIC_URL`, which ' +
    'must lead to `HTTP_PORT`.',
  mode: 'live',
});

export const PUBLIC_URL = setting({
  name: 'PUBLIC_URL',
  parser: secureUrl,
  wrong: NOT_SECURE_URL,
  example: 'https://till.example.co.ke',
  withoutIt: 'none',
  help:
    'The https address at which Telegram reaches this bot, for `TELEGRAM_UPDATES=webhook`. Telegram takes the ports 443, 80, 88 and 8443. A proxy of yours ' +
    'ends TLS there and passes on `/telegram` below it, and nothing else.',
  mode: 'live',
});

export const WEBHOOK_FROM = settingWithDefault({
  name: 'WEBHOOK_FROM',
  parser: z.enum(['anyone', 'telegram']),
  wrong: 'is not anyone or telegram',
  example: 'telegram',
  default: 'anyone',
  help:
    'Who may bring updates to `PUBLIC_URL`. Each must know the secret anyway. `telegram`: it must also call from the networks of Telegram ' +
    '(149.154.160.0/20 and 91.108.4.0/22). Behind a proxy, `WEBHOOK_ADDRESS_HEADER` is needed, too.',
  mode: 'live',
});

export const WEBHOOK_ADDRESS_HEADER = setting({
  name: 'WEBHOOK_ADDRESS_HEADER',
  parser: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  wrong: 'is not the name of a header',
  example: 'X-Forwarded-For',
  withoutIt: 'the address of the connection counts',
  help:
    'For `WEBHOOK_FROM=telegram` behind a proxy: the header in which your proxy names the address that called it. Of several addresses the last one counts, ' +
    'which the proxy adds. Whoever reaches `HTTP_PORT` without the proxy could write it themselves, so let nobody.',
  mode: 'live',
});
