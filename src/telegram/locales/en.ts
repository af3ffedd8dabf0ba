import { about } from './en/about.ts';
import { access } from './en/access.ts';
import { charge } from './en/charge.ts';
import { chats } from './en/chats.ts';
import { closes } from './en/closes.ts';
import { connect } from './en/connect.ts';
import { conversation } from './en/conversation.ts';
import { files } from './en/files.ts';
import { invites } from './en/invites.ts';
import { lookups } from './en/lookups.ts';
import { notices } from './en/notices.ts';
import { privacy } from './en/privacy.ts';
import { restoreHold } from './en/restore-hold.ts';
import { settings } from './en/settings.ts';
import { staff } from './en/staff.ts';
import { summary } from './en/summary.ts';
import { warnings } from './en/warnings.ts';
import type { Locale } from './locale.ts';
import { spansIn } from './spans.ts';

export const english: Locale = {
  language: 'en',
  locale: 'en-GB',
  ...spansIn('en-GB', 'long'),
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
    cancel: 'Cancel',
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
  andMore: (count) => `… and ${count} more`,
};
