import { about } from './sw/about.ts';
import { access } from './sw/access.ts';
import { boards } from './sw/boards.ts';
import { charge } from './sw/charge.ts';
import { chats } from './sw/chats.ts';
import { closings } from './sw/closings.ts';
import { closes } from './sw/closes.ts';
import { collect } from './sw/collect.ts';
import { connect } from './sw/connect.ts';
import { conversation } from './sw/conversation.ts';
import { customers } from './sw/customers.ts';
import { exports } from './sw/exports.ts';
import { files } from './sw/files.ts';
import { find } from './sw/find.ts';
import { invites } from './sw/invites.ts';
import { items } from './sw/items.ts';
import { keyboard } from './sw/keyboard.ts';
import { lookups } from './sw/lookups.ts';
import { notices } from './sw/notices.ts';
import { operator } from './sw/operator.ts';
import { privacy } from './sw/privacy.ts';
import { receipts } from './sw/receipts.ts';
import { refunds } from './sw/refunds.ts';
import { reports } from './sw/reports.ts';
import { restoreHold } from './sw/restore-hold.ts';
import { settings } from './sw/settings.ts';
import { staff } from './sw/staff.ts';
import { summary } from './sw/summary.ts';
import { warnings } from './sw/warnings.ts';
import { LOCALE_TAGS } from '../../domain/language.ts';
import type { Locale } from './locale.ts';
import { spansIn } from './spans.ts';

export const swahili: Locale = {
  language: 'sw',
  locale: LOCALE_TAGS.sw,
  ...spansIn('sw-KE', 'short'),
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
    cancel: 'Ghairi',
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
  andMore: (count) => `… na ${count} zaidi`,
};
