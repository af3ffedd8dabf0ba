import { about } from './en/about.ts';
import { access } from './en/access.ts';
import { boards } from './en/boards.ts';
import { charge } from './en/charge.ts';
import { chats } from './en/chats.ts';
import { closings } from './en/closings.ts';
import { closes } from './en/closes.ts';
import { collect } from './en/collect.ts';
import { connect } from './en/connect.ts';
import { conversation } from './en/conversation.ts';
import { customers } from './en/customers.ts';
import { exports } from './en/exports.ts';
import { files } from './en/files.ts';
import { find } from './en/find.ts';
import { invites } from './en/invites.ts';
import { items } from './en/items.ts';
import { keyboard } from './en/keyboard.ts';
import { lookups } from './en/lookups.ts';
import { notices } from './en/notices.ts';
import { operator } from './en/operator.ts';
import { privacy } from './en/privacy.ts';
import { receipts } from './en/receipts.ts';
import { refunds } from './en/refunds.ts';
import { reports } from './en/reports.ts';
import { restoreHold } from './en/restore-hold.ts';
import { settings } from './en/settings.ts';
import { staff } from './en/staff.ts';
import { summary } from './en/summary.ts';
import { warnings } from './en/warnings.ts';
import { LOCALE_TAGS } from '../../domain/language.ts';
import type { Locale } from './locale.ts';
import { spansIn } from './spans.ts';

export const english: Locale = {
  language: 'en',
  locale: LOCALE_TAGS.en,
  ...spansIn('en-GB', 'long'),
  ...access,
  ...charge,
  ...conversation,
  ...items,
  ...keyboard,
  ...notices,
  ...lookups,
  ...reports,
  ...customers,
  ...closings,
  ...exports,
  ...about,
  ...staff,
  ...invites,
  ...chats,
  ...connect,
  ...operator,
  ...privacy,
  ...find,
  ...receipts,
  ...refunds,
  ...restoreHold,
  ...settings,
  ...summary,
  ...files,
  ...closes,
  ...boards,
  ...collect,
  ...warnings,
  commands: {
    ...charge.commands,
    ...conversation.commands,
    ...lookups.commands,
    ...find.commands,
    ...reports.commands,
    ...customers.commands,
    ...collect.commands,
    ...closings.commands,
    ...exports.commands,
    ...about.commands,
    ...items.commands,
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
    ...reports.buttons,
    ...customers.buttons,
    ...closes.buttons,
    ...boards.buttons,
    ...collect.buttons,
    ...reports.buttons,
    ...about.buttons,
    ...items.buttons,
    ...staff.buttons,
    ...invites.buttons,
    ...chats.buttons,
    ...receipts.buttons,
    ...refunds.buttons,
    ...restoreHold.buttons,
  },
  andMore: (count) => `… and ${count} more`,
};
