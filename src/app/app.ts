import type { Clock } from '../runtime/clock.ts';
import type { CommonConfig, LiveConfig } from '../config/config.ts';
import { bosmiGateway } from '../gateway/bosmi/gateway.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Secrets } from '../runtime/log.ts';
import { inviteCodes, type Keyring } from '../security/keyring.ts';
import { configuredAccount, openAccounts } from './accounts.ts';
import type { Account } from '../store/accounts.ts';
import { FIRST_MERCHANT } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { tellAccountRefused } from '../telegram/outbound/account-refused.ts';
import { boundedApi } from '../telegram/api/bounded-api.ts';
import { offerOwnership } from '../telegram/bot/offer-ownership.ts';
import { botIdOf, speakAs } from '../telegram/inbound/bot-changed.ts';
import { addFeatures, newTelegraf } from '../telegram/bot/bot.ts';
import { registerCommands } from '../telegram/bot/command-menu.ts';
import { dispatcher } from '../telegram/inbound/dispatcher.ts';
import { LINK_LIMITS, linkKeeper } from '../telegram/bot/link-keeper.ts';
import { messageLimits } from '../telegram/api/rate-limits.ts';
import { telegramMessenger } from '../telegram/outbound/messenger.ts';
import { tellClock } from '../telegram/outbound/clock-wrong.ts';
import { proxyAgent } from '../telegram/api/proxy.ts';
import { pressAnswers } from '../telegram/outbound/press-answers.ts';
import { tellRestoreHold } from '../telegram/outbound/restore-hold.ts';
import { longPolling, type Ended } from '../telegram/inbound/long-polling.ts';
import { whoAmI } from '../telegram/inbound/who-am-i.ts';
import { serverTime } from '../telegram/api/server-time.ts';
import { shopTime } from '../telegram/outbound/times.ts';
import type { Log } from '../runtime/log.ts';
import { startPayments } from '../payments/payments.ts';
import { startWorker } from '../runtime/worker.ts';
import { CLOCK_TOLERANCE_MS, keepTime, timekeeper, type Timekeeper } from '../runtime/timekeeper.ts';

export interface AppParts {
  readonly common: CommonConfig;
  readonly live: LiveConfig;
  readonly store: Store;
  /** The one that the store seals with; undefined without a SECRET_KEY. */
  readonly keyring: Keyring | undefined;
  /** What the log hides: accounts that are connected later are added. */
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Prints for the person who started the program, apart from the log; what it says is for their eyes only. */
  readonly print: (line: string) => void;
}

export interface App {
  /** Resolves when no more updates are taken: it was stopped, or Telegram does not know the token. */
  readonly ended: Promise<Ended>;
  /** Takes no more updates, finishes or safely abandons what is in flight, and resolves within ten seconds. */
  stop(): Promise<void>;
}

/** The most chats whose updates are handled beside each other. */
const CHATS_AT_ONCE = 32;
/** Together less than the ten seconds that a stop may take. */
const DISPATCH_GRACE_MS = 1_000;
const TILL_GRACE_MS = 6_000;

/**
 * Builds the bot's parts on a store and starts them, from the inside out: what must be said and asked goes on at once,
 * whether or not Telegram can be reached; updates are taken as soon as it can.
 *
 * @throws StartError when a connected shop's account does not open; nothing was started then
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { common, live, store, keyring, secrets, log, random } = parts;
  const { confirmMs, watchMs, velocityLimits, retentionMs } = common;
  const ending = new AbortController();
  // First of all: what cannot be opened ends the start, and nothing may be under way then.
  const accounts = await openAccounts(store, keyring);
  const clock = await goOnWithTime(
    parts,
    (aheadMs) => void tellClock(aheadMs, { store, clock, log, onSay: till.wakeNotifier }),
  );
  await store.program.dueAtStart(clock.steady());

  const agent = live.telegramProxy === undefined ? undefined : proxyAgent(live.telegramProxy);
  const bot = newTelegraf(live.telegramToken, live.telegramApiRoot, agent);
  const api = boundedApi(bot.telegram);
  const limits = messageLimits();
  const presses = pressAnswers(api, clock);
  const time = shopTime(common.timeZone);
  const codeOf = inviteCodes(live.telegramToken);
  const messenger = telegramMessenger({
    api,
    limits,
    clock,
    time,
    confirmMs,
    codeOf,
    hear: clock.hear,
  });
  await store.merchants.rename(FIRST_MERCHANT, common.shopName);
  await store.members.configureOwners(common.ownerIds, clock.now());
  await speakAs(botIdOf(live.telegramToken), { store, clock, log });
  await tellRestoreHold({ store, clock, time, log });
  const till = startPayments({
    store,
    messenger,
    limits,
    clock,
    log,
    random,
    confirmMs,
    watchMs,
    clockAgrees: clock.agrees,
    rules: { velocityLimits },
    onAccountRefused(merchantId) {
      void tellAccountRefused(merchantId, { store, clock, log, onSay: till.wakeNotifier });
    },
    retention:
      retentionMs === undefined || keyring === undefined
        ? undefined
        : { keepMs: retentionMs, hash: keyring.hash },
  });
  const gatewayOf = (account: Account): Gateway => {
    secrets.add(account.apiKey, account.email);
    return bosmiGateway({ ...account, baseUrl: live.bosmi.baseUrl, proxy: live.bosmi.proxy });
  };
  const { apiKey, username, email } = live.bosmi;
  const own = configuredAccount({ apiKey, username, email }, keyring);
  const { accountId, changed } = await store.merchants.configureAccount(own, clock.now());
  if (changed)
    log.warn(
      { account: accountId },
      'the account in the settings is another than before; what is open is asked about through the former one',
    );
  for (const { id } of await store.merchants.all()) {
    const theirs = accounts
      .filter(({ merchantId }) => merchantId === id)
      .map((one) => ({ isCurrent: one.isCurrent, accountId: one.id, gateway: gatewayOf(one.account) }));
    const current =
      id === FIRST_MERCHANT
        ? { accountId, gateway: gatewayOf(live.bosmi) }
        : theirs.find(({ isCurrent }) => isCurrent);
    till.open(
      id,
      current,
      theirs.filter(({ isCurrent }) => !isCurrent),
    );
  }

  const keepingLinks = startWorker(
    linkKeeper({ api, store, clock, log, onSay: till.wakeNotifier, ending: ending.signal }),
    { clock, log, concurrency: LINK_LIMITS.concurrency },
  );
  addFeatures(bot, {
    store,
    payments: till,
    clock,
    log,
    time,
    confirmMs,
    keyring,
    codeOf,
    onLinksChanged: () => keepingLinks.wake(),
    localTime: clock.localTime,
    openAccount: (merchantId, accountId, account) =>
      till.open(merchantId, { accountId, gateway: gatewayOf(account) }),
    answerButton: presses.answer,
  });

  const run = async (): Promise<Ended> => {
    const me = await whoAmI({ api, clock, log, ending: ending.signal });
    if (me === undefined) return ending.signal.aborted ? 'stopped' : 'unauthorized';
    await speakAs(me.id, { store, clock, log });
    bot.botInfo = me;
    await greet(me.username, parts);
    const registering = registerCommands(api, clock, log, ending.signal);
    const dispatching = startWorker(
      dispatcher({ bot, store, clock, log, onSay: till.wakeNotifier, ending: ending.signal }),
      {
        clock,
        log,
        concurrency: CHATS_AT_ONCE,
      },
    );
    const ended = await longPolling({
      api,
      inbox: store.inbox,
      clock,
      log,
      onReceived() {
        dispatching.wake();
        till.wakeNotifier();
      },
      turnAway: presses.turnAway,
      hear: clock.hear,
      ending: ending.signal,
    });
    await Promise.all([dispatching.stop(DISPATCH_GRACE_MS), registering]);
    return ended;
  };

  const ended = run();
  const keepingTime = keepTime(
    { store, clock, log, ask: () => serverTime(live.telegramApiRoot, ending.signal, agent) },
    ending.signal,
  );
  return {
    ended,
    async stop() {
      ending.abort();
      await Promise.all([ended, keepingTime, keepingLinks.stop(DISPATCH_GRACE_MS)]);
      await till.stop(TILL_GRACE_MS);
    },
  };
}

/** Steady time goes on from where the run before left it. */
async function goOnWithTime(
  { store, clock, log }: AppParts,
  onChange: (aheadMs: number | undefined) => void,
): Promise<Timekeeper> {
  const last = await store.program.lastMoment();
  if (last !== undefined && clock.now() < last.wallAt - CLOCK_TOLERANCE_MS)
    log.warn(
      { now: new Date(clock.now()).toISOString(), lastSeen: new Date(last.wallAt).toISOString() },
      "the machine's clock is behind the last time that this database has seen: one of them is wrong",
    );
  const onGap = (gapMs: number): void => {
    log.info({ gapMs }, 'no program ran for so long: what is watched goes on from there');
    void store.program
      .catchUp(gapMs, last?.steadyAt ?? 0, time.moment())
      .catch((error: unknown) =>
        log.error({ err: error }, 'the time without a program could not be counted'),
      );
  };
  const time = timekeeper(clock, { last, onChange, onGap });
  return time;
}

/** Says that the bot runs, and offers it to its first owner. */
async function greet(username: string, { store, clock, log, print }: AppParts): Promise<void> {
  log.info({ bot: username }, 'the bot is up');
  if ((await store.members.owners(FIRST_MERCHANT)).length > 0) return;
  const code = await offerOwnership(store, clock.now());
  print('Nobody owns this till yet. Whoever opens this link first becomes the owner; it works once:');
  print(`  https://t.me/${username}?start=${code}`);
}
