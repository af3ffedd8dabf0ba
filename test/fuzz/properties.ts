import { CONNECTING } from './connecting.ts';
import { GATEWAY } from './gateway.ts';
import { GRAMMAR } from './grammar.ts';
import { PLAIN } from './plain.ts';
import type { Property } from './property.ts';
import { SEARCHING } from './searching.ts';
import { SEALING } from './sealing.ts';
import { SECRETS } from './secrets.ts';
import { SETTINGS } from './settings.ts';
import { SHOWN } from './shown.ts';
import { UPDATES } from './updates.ts';
import { WIRE } from './wire.ts';

/** All properties. `npm test` tries few cases of each, `npm run fuzz` as many as there is time for. */
export const PROPERTIES: readonly Property[] = [
  ...CONNECTING,
  ...GRAMMAR,
  ...GATEWAY,
  ...PLAIN,
  ...SEALING,
  ...SEARCHING,
  ...SECRETS,
  ...SETTINGS,
  ...SHOWN,
  ...UPDATES,
  ...WIRE,
];
