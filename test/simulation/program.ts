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
import { openDesk } from './updates-api.ts';
import { life as newLife, mortal, type Life } from './crash-injection.ts';
import type { BugHooks } from './seeded-bug.ts';
import { accountNamed, KEYRING, SHOPS } from './shops.ts';
import type { Setting } from './setting.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { witnessed } from './state-checker.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Starts the program on the database as it is: it will die at one of its awaits, perhaps. */
export async function startProgram(town: Setting, plant: BugHooks): Promise<void> {
  const { world, scenario: habits, telegram: telegraph, lives, memory, generation } = town;
  const { chance, clock } = world;
  town.born += 1;
  const keen = chance.is(0.7);
  const points =
    world.trouble === 0 || habits.noisy || chance.is(0.2)
      ? Number.POSITIVE_INFINITY
      : chance.int(1, keen ? 60 : 600);
  const life = newLife(`program ${town.born}`, points, keen, world, () => lives.delete(life));
  lives.add(life);
  world.note(`${life.name} starts`);
  const log = SILENT;
  const accounts = await openAccounts(memory.store, KEYRING);
  const own = mortalStore(town, life);
  town.promptness.started();
  const store = plant.store?.(own, memory.db) ?? own;
  // Two programs on one database read one clock: it is no matter of theirs whose steady time is further.
  const others = lives.size > 1 ? town.time : undefined;
  const last = others?.moment() ?? (await memory.store.program.lastMoment());
  const time = timekeeper(mortal(clock, life, world), {
    last,
    onChange: (aheadMs) => void tellClock(aheadMs, { ...parts, onSay: till.wakeNotifier }),
    onGap: (gapMs) =>
      void store.program.catchUp(gapMs, last?.steadyAt ?? 0, time.moment()).catch(() => undefined),
  });
  town.time = time;
  const parts = { store, clock: plant.clock?.(time) ?? time, log };
  const configured = configuredAccount(accountNamed('1'), KEYRING);
  const { accountId: first } = await memory.store.merchants.configureAccount(configured, clock.now());
  await memory.store.program.dueAtStart(parts.clock.steady());
  const messenger = town.promptness.listening(plant.messenger?.(telegraph) ?? telegraph);
  const till = startPayments({
    ...parts,
    messenger: mortal(heard(messenger, clock, time), life, world),
    limits: messageLimits(),
    random: chance.random,
    confirmMs: habits.confirmMs,
    watchMs: habits.watchMs,
    clockAgrees: parts.clock.agrees,
    rules: { velocityLimits: habits.velocityLimits },
    onAccountRefused: (merchantId) =>
      void tellAccountRefused(merchantId, { ...parts, onSay: till.wakeNotifier }),
    retention: undefined,
  });
  const gatewayOf = (account: string): Gateway => {
    const bank = town.gateways.get(plant.accountOf?.(account) ?? account);
    if (bank === undefined) throw new Error(`no account ${account}`);
    return mortal(plant.gateway?.(bank) ?? bank, life, world);
  };
  const openGateway = ({ id, account }: OpenAccount): OpenGateway => ({
    accountId: id,
    gateway: gatewayOf(account.credentials['username'] ?? ''),
  });
  for (const { merchantId } of SHOPS) {
    // As the database has them, sealed.
    const theirs = accounts.filter((account) => account.merchantId === merchantId);
    const [current] = theirs.filter(({ isCurrent }) => isCurrent).map(openGateway);
    const isFirst = merchantId === FIRST_MERCHANT;
    till.open(
      merchantId,
      isFirst ? { accountId: first, gateway: gatewayOf('1') } : current,
      theirs.filter(({ isCurrent }) => !isCurrent).map(openGateway),
    );
  }
  openDesk({
    ...parts,
    till,
    api: mortal(town.api, life, world),
    generation,
    hear: time.hear,
    localTime: time.localTime,
    openAccount: (merchantId, accountId, account) =>
      till.open(merchantId, { accountId, gateway: gatewayOf(account) }),
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

/** Quiet hours cost the most: less often than the program does it. */
const KEEP_EVERY_MS = 10 * 60_000;

/** A message that Telegram has just made bears its time. */
const heard = (messenger: Messenger, clock: VirtualClock, { hear }: Timekeeper): Messenger => ({
  ...messenger,
  async send(message) {
    const delivery = await messenger.send(message);
    if (delivery.kind === 'delivered' && delivery.messageId !== undefined) hear(clock.real());
    return delivery;
  },
});

/** The store as a program has it that can die of it, and that it fails. */
function mortalStore(town: Setting, life: Life): Store {
  const { world, scenario: habits, memory, seen } = town;
  const { chance, clock } = world;
  const delay = async (): Promise<void> => {
    if (chance.is(0.2)) await clock.sleep(chance.int(1, 30));
  };
  const fallible = { fails: true, ...(habits.slow ? { delay } : {}) };
  const watchFor = habits.confirmMs + habits.watchMs;
  const base = town.promptness.watched(
    witnessed(memory.store, { world, seen, watchFor }, () => {
      // A backup while charges move.
      if (habits.copies && chance.is(0.1)) town.copy = memory.copy(clock.now());
    }),
  );
  const part = <T extends object>(port: T): T => mortal(port, life, world, fallible);
  return {
    charges: part(base.charges),
    outbox: part(base.outbox),
    inbox: part(base.inbox),
    chargeQueries: part(base.chargeQueries),
    users: part(base.users),
    merchants: part(base.merchants),
    members: part(base.members),
    phones: part(base.phones),
    restoreHold: part(base.restoreHold),
    program: part(base.program),
    bots: part(base.bots),
    close: () => undefined,
  };
}
