import { startPayments, type Payments } from '../payments/payments.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { ChatMenus } from '../telegram/bot/bot-services.ts';
import { addFeatures } from '../telegram/bot/bot.ts';
import { chatMenus } from '../telegram/bot/chat-menus.ts';
import { botIdOf, speakAs } from '../telegram/inbound/bot-changed.ts';
import type { Ended } from '../telegram/inbound/long-polling.ts';
import { tellAccountRefused } from '../telegram/outbound/account-refused.ts';
import { tellAccountChecked } from '../telegram/outbound/account-checked.ts';
import { tellClock } from '../telegram/outbound/clock-wrong.ts';
import { tellOperators } from '../telegram/outbound/operator-told.ts';
import { openAccounts } from './accounts.ts';
import { continueTime } from './continue-time.ts';
import { startKeepers } from './keepers.ts';
import type { Observation } from './observation.ts';
import { observe } from './observe.ts';
import { gatewayFor, openMerchants } from './open-merchants.ts';
import { operatorStateOf } from './operator-state.ts';
import { operatorWatch } from './operator-watch.ts';
import type { AppParts } from './parts.ts';
import { backupsOf } from './planned-backups.ts';
import { receiveUpdates, type Receiving } from './receive-updates.ts';
import { telegramSide, type TelegramSide } from './telegram-side.ts';
import { webhookOf } from './webhook.ts';

export interface App {
  /** Resolves when no more updates are received: the app was stopped, or Telegram does not know the token. */
  readonly ended: Promise<Ended>;
  /** Looks for work of every kind now: another program has committed something. */
  wake(): void;
  /**
   * Receives no more updates, finishes or safely abandons what is in flight, and resolves within ten seconds.
   *
   * @param pushMs how long pushes in flight may take. With more than six seconds, it resolves later
   */
  stop(pushMs?: number): Promise<void>;
}

/** Together the two are less than the ten seconds that a stop may take. */
const DISPATCH_GRACE_MS = 1_000;
const PAYMENTS_GRACE_MS = 6_000;

/**
 * Builds the bot's parts on a store and starts them in order: first what must be sent and asked, whether or not Telegram answers,
 * then the updates, as soon as it does.
 *
 * @throws OperatorError when a sealed account does not open, or the HTTP port cannot be used; nothing runs then
 */
export async function startApp(parts: AppParts): Promise<App> {
  const observation = await observe(parts);
  try {
    const app = await startObserved(parts, observation);
    return {
      ...app,
      async stop(pushMs) {
        try {
          await app.stop(pushMs);
        } finally {
          await observation.close();
        }
      },
    };
  } catch (error) {
    // An open server would keep the program running.
    await observation.close();
    throw error;
  }
}

/** The same for a bot that is observed already, and is so until the end of the program. */
export async function startObserved(given: AppParts, observation: Observation): Promise<App> {
  const parts = { ...given, store: observation.store };
  const { store, keyring, log } = parts;
  const ending = new AbortController();
  // Comes first: an account that does not open ends the start before anything runs.
  const accounts = await openAccounts(store, keyring);
  const wakeNotifier = (): void => payments.wakeNotifier();
  const clock = await continueTime(
    parts,
    (aheadMs) => void tellClock(aheadMs, { store, clock, log, wakeNotifier }),
  );
  const backups = await backupsOf(parts, clock, wakeNotifier, ending.signal);
  observation.begin(clock, backups);
  const watch = operatorWatch({ ...parts, clock, wakeNotifier, ending: ending.signal });
  const telegram = await telegramSide(parts, clock, (api) => watch.api(observation.api(api)));
  await prepareStore(parts, telegram);

  const payments = paymentsOf(parts, telegram);
  const gatewayOf = gatewayFor({
    ...parts,
    observe: (gateway, of) => watch.gateway(observation.gateway(gateway, of), of),
  });
  await openMerchants(accounts, { ...parts, clock, payments, gatewayOf });

  const keepers = startKeepers(parts, telegram, { watch, backups }, wakeNotifier, ending.signal);
  const checks = pendingChecks();
  const menus = chatMenus(telegram.api, clock, log, ending.signal);
  addFeatures(telegram.bot, {
    store,
    payments,
    clock,
    log,
    time: telegram.time,
    days: telegram.days,
    confirmMs: parts.common.confirmMs,
    keyring,
    codeOf: telegram.codeOf,
    onLinksChanged: keepers.wakeLinks,
    onSummariesChanged: keepers.wakeSummaries,
    summaryCalendar: keepers.calendar,
    velocityLimits: parts.common.velocityLimits,
    localTime: clock.localTime,
    openAccount(merchantId, accountId, account, entered) {
      const gateway = gatewayOf(account, merchantId);
      payments.open(merchantId, { accountId, gateway });
      checks.add(tellAccountChecked(gateway, entered, { store, clock, log, wakeNotifier }));
    },
    menus,
    operatorState: operatorStateOf({ ...parts, clock, watch, backups }),
    answerButton: telegram.presses.answer,
  });
  await showOwners(menus, parts);
  const receiving = receiveUpdates({
    ...parts,
    telegram,
    payments,
    webhook: webhookOf(parts, observation),
    graceMs: DISPATCH_GRACE_MS,
    ending: ending.signal,
  });
  return appOf(receiving, { payments, keepers, checks, ending });
}

interface RunningParts {
  readonly payments: Payments;
  readonly keepers: ReturnType<typeof startKeepers>;
  readonly checks: ReturnType<typeof pendingChecks>;
  readonly ending: AbortController;
}

/** The parts that run, as one. */
const appOf = (receiving: Receiving, { payments, keepers, checks, ending }: RunningParts): App => ({
  ended: receiving.ended,
  wake() {
    for (const wake of [receiving.wake, payments.wakeAll, keepers.wakeLinks, keepers.wakeSummaries]) wake();
  },
  async stop(pushMs = PAYMENTS_GRACE_MS) {
    ending.abort();
    await Promise.all([receiving.ended, keepers.stop(DISPATCH_GRACE_MS)]);
    await payments.stop(pushMs);
    // The gateways are closed, so no check waits for an answer.
    await checks.all();
  },
});

/** Brings the store up to this start: what is due, who owns the first merchant, which bot speaks, whether it took over. */
async function prepareStore(
  { common, live, store, log, leadership }: AppParts,
  { clock }: TelegramSide,
): Promise<void> {
  await store.program.dueAtStart(clock.steady());
  await store.merchants.configureName(FIRST_MERCHANT, common.shopName);
  await store.members.configureOwners(common.ownerIds, clock.now());
  await speakAs(botIdOf(live.telegramToken), { store, clock, log });
  // The notifier is about to start, and finds it.
  const told = { store, clock, log, wakeNotifier: () => undefined };
  if (leadership?.wasLost === true)
    await tellOperators(({ tookOver }) => ({ text: tookOver(leadership.term) }), told);
}

/** Shows the first merchant's owners their menu before they say anything. They are few; all others see theirs when they speak. */
async function showOwners(menus: ChatMenus, { store }: Pick<AppParts, 'store'>): Promise<void> {
  for (const { userId, role } of await store.members.owners(FIRST_MERCHANT))
    menus.show({ userId, role, language: (await store.users.language(userId)) ?? 'en' });
}

/** The checks of accounts that have not ended. A stop waits for them, because they write to the store. */
function pendingChecks() {
  const pending = new Set<Promise<void>>();
  return {
    add(check: Promise<void>): void {
      pending.add(check);
      void check.then(() => pending.delete(check));
    },
    all: () => Promise.all(pending),
  };
}

/** Starts the notifier and the housekeeping. Charges move as soon as a merchant is opened. */
function paymentsOf(
  { common, store, keyring, log, random, leadership }: AppParts,
  { messenger, limits, clock }: TelegramSide,
): Payments {
  const { confirmMs, watchMs, velocityLimits, retentionMs } = common;
  const payments = startPayments({
    store,
    messenger,
    limits,
    clock,
    log,
    random,
    confirmMs,
    watchMs,
    clockAgrees: clock.agrees,
    ...(leadership === undefined ? {} : { mayBegin: leadership.mayBegin }),
    rules: { velocityLimits },
    onAccountRefused: (merchantId) =>
      void tellAccountRefused(merchantId, { store, clock, log, wakeNotifier: payments.wakeNotifier }),
    retention:
      retentionMs === undefined || keyring === undefined
        ? undefined
        : { keepMs: retentionMs, hash: keyring.hash },
  });
  return payments;
}
