import { z } from 'zod';
import { databaseAddress, databaseSecrets } from '../database-address.ts';
import { timeZone, wholeNumber } from '../parsers.ts';
import { setting, settingWithDefault } from '../setting.ts';

/** The database, the times, the log and the sandbox. */

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

export const DATABASE_URL = settingWithDefault({
  name: 'DATABASE_URL',
  parser: databaseAddress,
  wrong: 'is not a file address, nor that of a PostgreSQL database (postgres://name:password@host/database)',
  example: 'file:data/tillbot.db',
  default: 'file:data/tillbot.db',
  help:
    'The file of the database. A relative path begins in the folder that the program is started in. Or a database of PostgreSQL: ' +
    '`postgres://name:password@host/database`, with `?sslmode=verify-full` on another machine.',
  secretsIn: databaseSecrets,
  secretPart: 'the password in it',
  mode: 'live',
});

export const CHARGE_TIMEOUT_SECONDS = settingWithDefault({
  name: 'CHARGE_TIMEOUT_SECONDS',
  parser: wholeNumber(30, 3_600),
  wrong: 'is not a whole number from 30 to 3600',
  example: '180',
  default: '180',
  // Whoever tries it out does not wait three minutes to see a charge that is not confirmed.
  sandboxDefault: '45',
  help: 'The seconds after which an unpaid charge is told as "not confirmed" (30 to 3600).',
  mode: 'both',
});

export const WATCH_HOURS = settingWithDefault({
  name: 'WATCH_HOURS',
  parser: wholeNumber(1, 168),
  wrong: 'is not a whole number from 1 to 168',
  example: '24',
  default: '24',
  help:
    'The hours for which a charge is still watched after it was told as "not confirmed" (1 to 168). A payment that arrives in ' +
    'this time is announced as late.',
  mode: 'both',
});

export const TIME_ZONE = settingWithDefault({
  name: 'TIME_ZONE',
  parser: timeZone,
  wrong: 'is not a time zone',
  example: 'Africa/Nairobi',
  default: 'Africa/Nairobi',
  help: "The shop's time zone (IANA): it decides when a day begins and which times the chat shows.",
  mode: 'both',
});

export const LOG_LEVEL = settingWithDefault({
  name: 'LOG_LEVEL',
  parser: z.enum(LOG_LEVELS),
  wrong: `is not one of ${LOG_LEVELS.join(', ')}`,
  example: 'info',
  default: 'info',
  help:
    'The least level that is logged: `fatal`, `error`, `warn`, `info`, `debug` or `silent`. Logs are JSON lines on standard ' +
    'output, without secrets or whole numbers. Of warnings that repeat, five a minute are logged whole, and then how many ' +
    'more there were.',
  mode: 'both',
});

export const HEALTH_FILE = setting({
  name: 'HEALTH_FILE',
  parser: z.string().max(1_000),
  wrong: 'is too long',
  example: '/tmp/tillbot-health',
  withoutIt: 'none is written',
  help:
    'A file that is written every ten seconds as long as the program does not hang. `npm run health` looks at it, and so do the ' +
    'health checks of the container and of Kubernetes in `deploy/`. A file in memory will do.',
  mode: 'both',
});

export const SANDBOX_PORT = settingWithDefault({
  name: 'SANDBOX_PORT',
  parser: wholeNumber(0, 65_535),
  wrong: 'is not a port number',
  example: '4545',
  default: '4545',
  help: "The port of the sandbox's page on 127.0.0.1.",
  mode: 'sandbox',
});
