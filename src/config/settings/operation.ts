import { z } from 'zod';
import { isIP } from 'node:net';
import { wholeNumber } from '../parsers.ts';
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
