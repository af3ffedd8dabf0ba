import type { Setting, SettingSection, SettingWithDefault } from './setting.ts';
import * as network from './settings/network.ts';
import * as operation from './settings/operation.ts';
import * as program from './settings/program.ts';
import * as shop from './settings/shop.ts';

/** All rows of the configuration. What a provider of payments needs is described in its folder under `gateway/`. */

/** What the rest of the program knows of a provider's settings. */
export interface ProviderSettings {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly credentials: Readonly<Record<string, { readonly setting: Setting<string> }>>;
  /** Where its API is. */
  readonly baseUrl: SettingWithDefault<string>;
}

/** The settings of a provider's account. */
export const accountSettings = ({ credentials }: ProviderSettings): readonly Setting<string>[] =>
  Object.values(credentials).map(({ setting }) => setting);

/** Every setting, in the order in which people read them. */
export const settingSections = (providers: readonly ProviderSettings[]): readonly SettingSection[] => [
  {
    title: 'Needed to take real payments',
    settings: [network.TELEGRAM_BOT_TOKEN, ...providers.flatMap(accountSettings)],
  },
  { title: 'Who may use the bot', settings: [shop.OWNER_IDS] },
  {
    title: "Many shops, and customers' numbers",
    settings: [shop.SHOP_NAME, shop.SECRET_KEY, shop.RETENTION_DAYS],
  },
  {
    title: 'Limits',
    intro:
      'The most charges that are sent. They end what somebody with a stolen Telegram account, or a shop that means harm, can do ' +
      'to customers. Each is a whole number from 1 to 100000.',
    settings: [
      shop.PHONE_CHARGES_PER_10_MINUTES,
      shop.PHONE_CHARGES_PER_DAY,
      shop.MEMBER_CHARGES_PER_HOUR,
      shop.MERCHANT_CHARGES_PER_HOUR,
    ],
  },
  {
    title: 'Usually left as they are',
    settings: [
      program.DATABASE_URL,
      program.CHARGE_TIMEOUT_SECONDS,
      program.WATCH_HOURS,
      program.TIME_ZONE,
      program.LOG_LEVEL,
      program.HEALTH_FILE,
      network.TELEGRAM_API_ROOT,
      ...providers.map(({ baseUrl }) => baseUrl),
    ],
  },
  { title: 'Watching it', settings: [operation.HTTP_PORT, operation.HTTP_HOST] },
  {
    title: 'Backups',
    settings: [operation.BACKUP_EVERY, operation.BACKUP_KEEP, operation.BACKUP_FOLDER],
  },
  {
    title: 'Updates through a webhook',
    settings: [
      network.TELEGRAM_UPDATES,
      network.PUBLIC_URL,
      network.WEBHOOK_FROM,
      network.WEBHOOK_ADDRESS_HEADER,
    ],
  },
  {
    title: 'Proxies',
    intro: 'For a machine that reaches nothing without one.',
    settings: [network.HTTPS_PROXY, network.NO_PROXY, network.TELEGRAM_PROXY],
  },
  { title: 'The sandbox', settings: [program.SANDBOX_PORT] },
];
