import { CONNECTING } from './connecting.ts';
import { GATEWAY } from './gateway.ts';
import { GRAMMAR } from './grammar.ts';
import type { Property } from './property.ts';
import { SEALING } from './sealing.ts';
import { SECRETS } from './secrets.ts';
import { SETTINGS } from './settings.ts';
import { SHOWN } from './shown.ts';
import { UPDATES } from './updates.ts';
import { WIRE } from './wire.ts';

/** Every property: tried a little at every `npm test`, and as much as there is time for by `npm run fuzz`. */
export const PROPERTIES: readonly Property[] = [
  ...CONNECTING,
  ...GRAMMAR,
  ...GATEWAY,
  ...SEALING,
  ...SECRETS,
  ...SETTINGS,
  ...SHOWN,
  ...UPDATES,
  ...WIRE,
];
