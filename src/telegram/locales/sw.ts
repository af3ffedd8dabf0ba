import { about } from './sw/about.ts';
import { access } from './sw/access.ts';
import { charge } from './sw/charge.ts';
import { chats } from './sw/chats.ts';
import { closes } from './sw/closes.ts';
import { connect } from './sw/connect.ts';
import { conversation } from './sw/conversation.ts';
import { files } from './sw/files.ts';
import { invites } from './sw/invites.ts';
import { lookups } from './sw/lookups.ts';
import { notices } from './sw/notices.ts';
import { privacy } from './sw/privacy.ts';
import { restoreHold } from './sw/restore-hold.ts';
import { settings } from './sw/settings.ts';
import { staff } from './sw/staff.ts';
import { summary } from './sw/summary.ts';
import { warnings } from './sw/warnings.ts';
import type { Locale } from './locale.ts';
import { spansIn } from './spans.ts';

export const swahili: Locale = {
  language: 'sw',
  locale: 'sw-KE',
  ...spansIn('sw-KE', 'short'),
  ...access,
  ...charge,
  ...conversation,
  ...notices,
  ...lookups,
  ...about,
  ...staff,
  ...invites,
  ...chats,
  ...connect,
  ...privacy,
  ...restoreHold,
  ...settings,
  ...summary,
  ...files,
  ...closes,
  ...warnings,
  commands: {
    ...charge.commands,
    ...conversation.commands,
    ...lookups.commands,
    ...about.commands,
    ...staff.commands,
    ...invites.commands,
    ...chats.commands,
    ...connect.commands,
    ...privacy.commands,
    ...settings.commands,
    ...summary.commands,
  },
  buttons: {
    cancel: 'Ghairi',
    ...charge.buttons,
    ...conversation.buttons,
    ...notices.buttons,
    ...closes.buttons,
    ...about.buttons,
    ...staff.buttons,
    ...invites.buttons,
    ...chats.buttons,
    ...restoreHold.buttons,
  },
  andMore: (count) => `… na ${count} zaidi`,
};
