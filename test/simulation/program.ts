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
import { cutPower } from './power-cut.ts';
import { life as newLife, withCrashes, type Life } from './crash-injection.ts';
import type { BugHooks } from './seeded-bug.ts';
import { accountNamed, KEYRING, SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { checkedStore } from './state-checker.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Starts the program on the database as it is. It may crash at one of its awaits. */
export async function startProgram(setting: Setting, bug: BugHooks): Promise<void> {
  const { world, scenario, telegram, lives, memory, generation } = setting;
  const { chance, clock } = world;
  setting.born += 1;
  const skipsIdle = chance.is(0.7);
  const points =
    world.trouble === 0 || scenario.noisy || chance.is(0.2)
      ? Number.POSITIVE_INFINITY
      : chance.int(1, skipsIdle ? 60 : 600);
  const life = newLife(`program ${setting.born}`, points, skipsIdle, world, () => {
    lives.delete(life);
    setting.promptness.crashed();
    if (setting.power?.chance.is(0.5) === true && world.trouble > 0) cutPower(setting);
  });
  lives.add(life);
  if (lives.size > 1) setting.seen.hadSecondProgram = true;
  world.note(`${life.name} starts`);
  const log = SILENT;
  const accounts = await openAccounts(memory.store, KEYRING);
  const own = storeWithCrashes(setting, life);
  setting.promptness.started();
  const store = bug.store?.(own, memory.db) ?? own;
  // Two programs on one database read one clock, so the second one goes on from the steady time of the first.
  const others = lives.size > 1 ? setting.time : undefined;
  const last = others?.moment() ?? (await memory.store.program.lastMoment());
  const time = timekeeper(withCrashes(clock, life, world), {
    last,
    onChange: (aheadMs) => void tellClock(aheadMs, { ...parts, wakeNotifier: payments.wakeNotifier }),
    onGap: (gapMs) =>
      void store.program.catchUp(gapMs, last?.steadyAt ?? 0, time.moment()).catch(() => undefined),
  });
  await memory.store.program.keepMoment(time.moment());
  setting.time = time;
  const parts = { store, clock: bug.clock?.(time) ?? time, log };
  const configured = configuredAccount(accountNamed('1'), KEYRING);
  const { accountId: first } = await memory.store.merchants.configureAccount(configured, clock.now());
  await memory.store.program.dueAtStart(parts.clock.steady());
  const messenger = setting.promptness.listening(bug.messenger?.(telegram) ?? telegram);
  const payments = startPayments({
    ...parts,
    messenger: withCrashes(heard(messenger, clock, time), life, world),
    limits: messageLimits(),
    random: chance.random,
    confirmMs: scenario.confirmMs,
    watchMs: scenario.watchMs,
    clockAgrees: parts.clock.agrees,
    rules: { velocityLimits: scenario.velocityLimits },
    onAccountRefused: (merchantId) =>
      void tellAccountRefused(merchantId, { ...parts, wakeNotifier: payments.wakeNotifier }),
    retention:
      scenario.retentionMs === undefined ? undefined : { keepMs: scenario.retentionMs, hash: KEYRING.hash },
  });
  const gatewayOf = (account: string): Gateway => {
    const gateway = setting.gateways.get(bug.accountOf?.(account) ?? account);
    if (gateway === undefined) throw new Error(`no account ${account}`);
    return withCrashes(bug.gateway?.(gateway) ?? gateway, life, world);
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
  startInbound({
    ...parts,
    payments,
    api: withCrashes(setting.api, life, world),
    generation,
    hear: time.hear,
    localTime: time.localTime,
    isAlone: () => lives.size === 1,
    openAccount: (merchantId, accountId, account) =>
      payments.open(merchantId, { accountId, gateway: gatewayOf(account) }),
  });
  const askTime = async (): Promise<number | undefined> => {
    await time.sleep(chance.int(1, 2_000));
    return world.isAway('telegram') ? undefined : clock.real();
  };
  void keepTime(
    { store, clock: time, log, ask: askTime, everyMs: KEEP_EVERY_MS },
    new AbortController().signal,
  );
}

/** Less often than in the real program: quiet hours take the most time. */
const KEEP_EVERY_MS = 10 * 60_000;

/** Passes Telegram's time on to the clock, as the answer to a sent message has it. */
const heard = (messenger: Messenger, clock: VirtualClock, { hear }: Timekeeper): Messenger => ({
  ...messenger,
  async send(message) {
    const delivery = await messenger.send(message);
    if (delivery.kind === 'delivered' && delivery.messageId !== undefined) hear(clock.real());
    return delivery;
  },
});

/** The store of one program: its calls may fail, and the program may crash at each. */
function storeWithCrashes(setting: Setting, life: Life): Store {
  const { world, scenario, memory, seen } = setting;
  const { chance, clock } = world;
  const delay = async (): Promise<void> => {
    if (chance.is(0.2)) await clock.sleep(chance.int(1, 30));
  };
  const fallible = { fails: true, ...(scenario.slow ? { delay } : {}) };
  const watchFor = scenario.confirmMs + scenario.watchMs;
  const base = setting.promptness.watched(
    checkedStore(memory.store, { world, seen, watchFor, db: () => setting.memory.db }, () => {
      // A backup while charges move.
      if (scenario.copies && chance.is(0.1)) setting.copy = memory.copy(clock.now());
    }),
  );
  const part = <T extends object>(port: T): T => withCrashes(port, life, world, fallible);
  return {
    charges: part(base.charges),
    outbox: part(base.outbox),
    inbox: part(base.inbox),
    chargeQueries: part(base.chargeQueries),
    customers: part(base.customers),
    closings: part(base.closings),
    collections: part(base.collections),
    exports: part(base.exports),
    users: part(base.users),
    merchants: part(base.merchants),
    merchantSettings: part(base.merchantSettings),
    summaries: part(base.summaries),
    members: part(base.members),
    items: part(base.items),
    phones: part(base.phones),
    refunds: part(base.refunds),
    reports: part(base.reports),
    restoreHold: part(base.restoreHold),
    program: part(base.program),
    bots: part(base.bots),
    backlog: part(base.backlog),
    close: () => undefined,
  };
}
