import { z } from 'zod';
import { isIP } from 'node:net';
import { hoursOrDays, wholeNumber } from '../parsers.ts';
import { setting, settingWithDefault } from '../setting.ts';

/** What the person at the machine watches. */

export const HTTP_PORT = setting({
  name: 'HTTP_PORT',
  parser: wholeNumber(1, 65_535),
  wrong: 'is not a port number',
  example: '9464',
  withoutIt: 'no server',
  help:
    'The port of a small HTTP server: `/live` and `/ready` say how the bot is, `/metrics` has figures for Prometheus. ' +
    'docs/operating.md says more.',
  mode: 'live',
});

export const HTTP_HOST = settingWithDefault({
  name: 'HTTP_HOST',
  parser: z.string().refine((host) => isIP(host) !== 0),
  wrong: 'is not an IP address',
  example: '127.0.0.1',
  default: '127.0.0.1',
  help:
    'The address of this machine on which that server listens. It asks for no password: on any other address than 127.0.0.1 and ::1, ' +
    'let a firewall decide who reaches it.',
  mode: 'live',
});

export const BACKUP_EVERY = setting({
  name: 'BACKUP_EVERY',
  parser: hoursOrDays,
  wrong: 'is not a span of hours or days from 1h to 30d',
  example: '24h',
  withoutIt: 'no backups',
  help:
    'How often the running bot copies its database, such as `6h` or `1d`. Each copy is opened and checked before an older one is removed. If one ' +
    'cannot be made, the owners of the first shop are told.',
  mode: 'live',
});

export const BACKUP_KEEP = settingWithDefault({
  name: 'BACKUP_KEEP',
  parser: wholeNumber(1, 1_000),
  wrong: 'is not a whole number from 1 to 1000',
  example: '14',
  default: '14',
  help: 'How many of these copies are kept. Copies that `npm run backup` made are not counted, and not removed.',
  mode: 'live',
});

export const BACKUP_FOLDER = setting({
  name: 'BACKUP_FOLDER',
  parser: z.string().max(1_000),
  wrong: 'is too long',
  example: '/mnt/usb/tillbot',
  withoutIt: '`backups` beside the database',
  help: 'The folder of these copies: best on another disk. It is made if it is not there.',
  mode: 'live',
});
