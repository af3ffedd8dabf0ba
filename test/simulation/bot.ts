import { configuredAccount, openAccounts, type OpenAccount } from '../../src/app/accounts.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import type { Store } from '../../src/store/port/store.ts';
import { tellAccountRefused } from '../../src/telegram/outbound/account-refused.ts';
import { tellClock } from '../../src/telegram/outbound/clock-wrong.ts';
import type { Messenger } from '../../src/payments/messenger.ts';
import type { OpenGateway } from '../../src/payments/pusher.ts';
import { messageLimits } from '../../src/telegram/api/rate-limits.ts';
import { startPayments } from '../../src/payments/payments.ts';
import { keepTime, timekeeper, type Timekeeper } from '../../src/runtime/timekeeper.ts';
import { startInbound } from './updates-api.ts';
import { withCrashes, type Life } from './crash-injection.ts';
import type { BugHooks } from './seeded-bug.ts';
import { accountNamed, KEYRING, SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { storeWithCrashes } from './faulty-store.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { KnownMoment } from '../../src/domain/moment.ts';
import type { Api } from '../../src/telegram/api/bounded-api.ts';

export const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a bot runs on: a program alone, or one of several that share a database. */
export interface Host {
  readonly life: Life;
  /** The machine's clock. */
  readonly clock: Clock;
  /** The store without faults. */
  readonly store: Omit<Store, 'close'>;
  /** The moment from which steady time goes on. */
  readonly last: KnownMoment | undefined;
  readonly keepEveryMs: number;
  /** What is between the program and everything outside of it. */
  readonly network: Network;
  /** Whether another program runs that would not know a changed account. */
  readonly isAlone: () => boolean;
  /** See `PaymentsParts`. */
  readonly mayBegin: () => boolean;
}

/** Wraps the ports of a program. Without a network of its own, each stays as it is. */
export interface Network {
  readonly store: (store: Store) => Store;
  readonly gateway: (gateway: Gateway) => Gateway;
  readonly messenger: (messenger: Messenger) => Messenger;
  readonly api: (api: Api) => Api;
}

/** A bot that runs. */
export interface Bot {
  /** Looks for work that another program has committed. */
  wake(): void;
  /** See `App.stop`. */
  stop(pushMs: number): Promise<void>;
}

/** Starts the bot's parts on a store as it is. They may crash at one of their awaits. */
export async function startBot(setting: Setting, bug: BugHooks, host: Host): Promise<Bot> {
  const { world, scenario, telegram, generation } = setting;
  const { life, network, last } = host;
  const { chance, clock } = world;
  const log = SILENT;
  const ending = new AbortController();
  const accounts = await openAccounts(host.store, KEYRING);
  const own = storeWithCrashes(setting, host);
  setting.promptness.started();
  const store = bug.store?.(own, setting.memory.db) ?? own;
  const time = timekeeper(withCrashes(host.clock, life, world), {
    last,
    onChange: (aheadMs) => void tellClock(aheadMs, { ...parts, wakeNotifier: payments.wakeNotifier }),
    onGap: (gapMs) =>
      void store.program.catchUp(gapMs, last?.steadyAt ?? 0, time.moment()).catch(() => undefined),
  });
  await host.store.program.keepMoment(time.moment());
  setting.time = time;
  const parts = { store, clock: bug.clock?.(time) ?? time, log };
  const configured = configuredAccount(accountNamed('1'), KEYRING);
  const { accountId: first } = await host.store.merchants.configureAccount(configured, host.clock.now());
  await host.store.program.dueAtStart(parts.clock.steady());
  const messenger = setting.promptness.listening(bug.messenger?.(telegram) ?? telegram);
  const payments = startPayments({
    ...parts,
    messenger: withCrashes(network.messenger(heard(messenger, clock, time)), life, world),
    limits: messageLimits(),
    random: chance.random,
    confirmMs: scenario.confirmMs,
    watchMs: scenario.watchMs,
    clockAgrees: parts.clock.agrees,
    mayBegin: host.mayBegin,
    rules: { velocityLimits: scenario.velocityLimits },
    onAccountRefused: (merchantId) =>
      void tellAccountRefused(merchantId, { ...parts, wakeNotifier: payments.wakeNotifier }),
    retention:
      scenario.retentionMs === undefined ? undefined : { keepMs: scenario.retentionMs, hash: KEYRING.hash },
  });
  const gatewayOf = (account: string): Gateway => {
    const gateway = setting.gateways.get(bug.accountOf?.(account) ?? account);
    if (gateway === undefined) throw new Error(`no account ${account}`);
    return withCrashes(network.gateway(bug.gateway?.(gateway) ?? gateway), life, world);
  };
  const openGateway = ({ id, account }: OpenAccount): OpenGateway => ({
    accountId: id,
    gateway: gatewayOf(account.credentials['username'] ?? ''),
  });
  for (const { merchantId } of SHOPS) {
    // The accounts are opened from the database, where they are sealed.
    const theirs = accounts.filter((account) => account.merchantId === merchantId);
    const [current] = theirs.filter(({ isCurrent }) => isCurrent).map(openGateway);
    const isFirst = merchantId === FIRST_MERCHANT;
    payments.open(
      merchantId,
      isFirst ? { accountId: first, gateway: gatewayOf('1') } : current,
      theirs.filter(({ isCurrent }) => !isCurrent).map(openGateway),
    );
  }
  const inbound = startInbound({
    ...parts,
    payments,
    api: withCrashes(network.api(setting.api), life, world),
    generation,
    hear: time.hear,
    localTime: time.localTime,
    isAlone: host.isAlone,
    mayBegin: host.mayBegin,
    ending: ending.signal,
    openAccount: (merchantId, accountId, account) =>
      payments.open(merchantId, { accountId, gateway: gatewayOf(account) }),
  });
  const askTime = async (): Promise<number | undefined> => {
    await time.sleep(chance.int(1, 2_000));
    return world.isAway('telegram') ? undefined : clock.real();
  };
  const keeping = keepTime(
    { store, clock: time, log, ask: askTime, everyMs: host.keepEveryMs },
    ending.signal,
  );
  return {
    wake() {
      inbound.wake();
      payments.wakeAll();
    },
    async stop(pushMs) {
      ending.abort();
      await Promise.all([inbound.ended, keeping]);
      await payments.stop(pushMs);
    },
  };
}

/** Passes Telegram's time on to the clock, as the answer to a sent message has it. */
const heard = (messenger: Messenger, clock: VirtualClock, { hear }: Timekeeper): Messenger => ({
  ...messenger,
  async send(message) {
    const delivery = await messenger.send(message);
    if (delivery.kind === 'delivered' && delivery.messageId !== undefined) hear(clock.real());
    return delivery;
  },
});
