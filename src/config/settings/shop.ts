import { z } from 'zod';
import { MAX_SHOP_NAME } from '../../domain/shop-name.ts';
import { secretKeys, userIds, wholeNumber } from '../parsers.ts';
import { setting, settingWithDefault, type SettingWithDefault } from '../setting.ts';

/** The operator's own shop, the shops that connect, and what may be charged. */

export const OWNER_IDS = setting({
  name: 'OWNER_IDS',
  parser: userIds,
  wrong: 'is not a list of Telegram user ids',
  example: '123456789,987654321',
  withoutIt: "whoever opens the first start's link",
  help:
    'The Telegram user ids of the owners of your own shop, separated by commas. If it is empty, the first start prints a link ' +
    '(on standard error), and whoever opens it becomes the owner. The bot shows people their id when they write to it without ' +
    'having been let in.',
  mode: 'live',
});

export const SHOP_NAME = setting({
  name: 'SHOP_NAME',
  parser: z.string().max(MAX_SHOP_NAME),
  wrong: `is longer than ${MAX_SHOP_NAME} characters`,
  example: "'Mama Duka'",
  withoutIt: 'it has no name',
  help:
    `The name of your own shop, at most ${MAX_SHOP_NAME} characters. ` +
    'Receipts and people who work at several shops show it. An owner can change it in `/settings`; then the owner’s name stays, whatever is here.',
  mode: 'live',
});

export const SECRET_KEY = setting({
  name: 'SECRET_KEY',
  parser: secretKeys,
  wrong: 'is not a key as `npm run keygen` makes it (or several, separated by commas)',
  example: 'what `npm run keygen` prints',
  withoutIt: 'no shop connects, no number is erased',
  help:
    'The key that seals the accounts of shops that connect to this bot, and that hashes the numbers that are erased. ' +
    '`npm run keygen` makes one. Keep a copy of it, apart from the backups of the database. To change it, put the old key ' +
    'behind the new one with a comma between, and run `npm run rotate-key`.',
  secretsIn: (keys) => keys,
  mode: 'live',
});

export const RETENTION_DAYS = setting({
  name: 'RETENTION_DAYS',
  parser: wholeNumber(1, 3_650),
  wrong: 'is not a whole number from 1 to 3650',
  example: '400',
  withoutIt: 'numbers are kept until somebody erases them',
  help:
    "The days after which the customers' numbers in finished charges are erased (1 to 3650). Sums and receipts stay. It needs a " +
    '`SECRET_KEY`.',
  mode: 'live',
});

const limit = (row: Pick<SettingWithDefault<number>, 'name' | 'default' | 'help'>) =>
  settingWithDefault({
    ...row,
    parser: wholeNumber(1, 100_000),
    wrong: 'is not a whole number from 1 to 100000',
    example: row.default,
    mode: 'live',
  });

export const PHONE_CHARGES_PER_10_MINUTES = limit({
  name: 'PHONE_CHARGES_PER_10_MINUTES',
  default: '3',
  help: 'The most charges to one phone in ten minutes, by all shops together.',
});

export const PHONE_CHARGES_PER_DAY = limit({
  name: 'PHONE_CHARGES_PER_DAY',
  default: '10',
  help: 'The most charges to one phone in a day, by all shops together.',
});

export const MEMBER_CHARGES_PER_HOUR = limit({
  name: 'MEMBER_CHARGES_PER_HOUR',
  default: '120',
  help: 'The most charges by one person for one shop in an hour.',
});

export const MERCHANT_CHARGES_PER_HOUR = limit({
  name: 'MERCHANT_CHARGES_PER_HOUR',
  default: '1000',
  help: 'The most charges by one shop in an hour.',
});
