import { dirname } from 'node:path';
import { trouble, type Trouble, type TroubleChange } from '../domain/trouble.ts';
import { providerNamed } from '../gateway/accounts.ts';
import type { Gateway, PushOutcome, QueryOutcome } from '../gateway/gateway.ts';
import type { Api } from '../telegram/api/bounded-api.ts';
import type { OperatorTrouble } from '../telegram/bot/operator-state.ts';
import { tellAccountWorks } from '../telegram/outbound/account-refused.ts';
import { tellOperators, type OperatorToldParts } from '../telegram/outbound/operator-told.ts';
import type { Said } from '../telegram/outbound/to-owners.ts';
import type { Store } from '../store/port/store.ts';
import type { AppParts } from './parts.ts';

/** How often the disk and the ends of troubles are looked at. */
const LOOK_EVERY_MS = 60_000;
/** No call was answered for so long. A short outage mends itself before anybody has read of it. */
const GATEWAY_RULE = { afterMs: 3 * 60_000, least: 5, gapMs: 30 * 60_000 };
/** Telegram says so after every burst. For so long, it is no burst. */
const LIMITS_RULE = { afterMs: 10 * 60_000, least: 10, gapMs: 5 * 60_000 };
const DISK_RULE = { afterMs: 0, least: 1, gapMs: Number.POSITIVE_INFINITY };
/** The disk is nearly full below the one, and has room again above the other. */
const [LITTLE, ENOUGH] = [0.1, 0.12];

/** Watches what an operator must know of, and tells it once. */
export interface OperatorWatch {
  api(api: Api): Api;
  gateway(gateway: Gateway, account: { readonly provider: string; readonly merchantId: number }): Gateway;
  /** What goes wrong at present. */
  troubles(): readonly OperatorTrouble[];
  /** Looks at the disk, and at what has ended, once a minute until the end. */
  watch(): Promise<void>;
}

export interface OperatorWatchParts extends OperatorToldParts, Pick<AppParts, 'common' | 'freeRatio'> {
  readonly store: Store;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

/** Makes the watch. What it has told is not stored: after a new start, what still goes wrong is told again. */
export function operatorWatch(parts: OperatorWatchParts): OperatorWatch {
  const { clock, ending } = parts;
  const gateways = gatewayTroubles(parts);
  const limits = telegramLimits(parts);
  const disk = diskTrouble(parts);
  return {
    api: limits.api,
    gateway: gateways.gateway,
    troubles: () => [
      ...(gateways.isOn() ? (['gateway'] as const) : []),
      ...(limits.isOn() ? (['telegram-limits'] as const) : []),
      ...(disk.isOn() ? (['disk'] as const) : []),
    ],
    async watch() {
      while (!ending.aborted) {
        for (const one of [gateways, limits]) one.look();
        await disk.look();
        await clock.sleep(LOOK_EVERY_MS, ending);
      }
    },
  };
}

/** All shops of a provider use one gateway: that it is away is told once, and not once a shop. */
function gatewayTroubles(parts: OperatorWatchParts) {
  const { clock, log } = parts;
  const away = new Map<string, Trouble>();
  const troubleOf = (provider: string): Trouble => {
    const one = away.get(provider) ?? trouble(GATEWAY_RULE);
    away.set(provider, one);
    return one;
  };
  const tell = (provider: string, change: TroubleChange): void => {
    if (change === undefined) return;
    log.warn({ provider, change }, 'the gateway gives no answer for long, or answers again');
    const title = providerNamed(provider)?.title ?? provider;
    void tellOperators(
      (words) => ({
        text:
          change === 'begun'
            ? words.gatewayAway(title, words.span(GATEWAY_RULE.afterMs / 1_000))
            : words.gatewayBack(title),
      }),
      parts,
    );
  };
  const seen = (provider: string, isAnswered: boolean): void => {
    const one = troubleOf(provider);
    tell(provider, isAnswered ? one.good() : one.bad(clock.steady()));
  };
  return {
    isOn: () => [...away.values()].some((one) => one.isOn()),
    /** Nobody has asked the gateway for long, so that it is not known to be away any more. */
    look(): void {
      for (const one of away.values()) one.look(clock.steady());
    },
    gateway(
      gateway: Gateway,
      { provider, merchantId }: { readonly provider: string; readonly merchantId: number },
    ): Gateway {
      let isRefused = false;
      const note = (outcome: PushOutcome | QueryOutcome): void => {
        seen(provider, isAnswer(outcome));
        if (isRefusal(outcome)) isRefused = true;
        else if (isRefused && isAnswer(outcome)) {
          isRefused = false;
          void tellAccountWorks(merchantId, parts);
        }
      };
      return {
        async push(charge) {
          const outcome = await gateway.push(charge);
          note(outcome);
          return outcome;
        },
        async query(charge) {
          const outcome = await gateway.query(charge);
          note(outcome);
          return outcome;
        },
        close: () => gateway.close(),
      };
    },
  };
}

/** Whether the gateway said something that can be read, whatever it was. */
const isAnswer = (outcome: PushOutcome | QueryOutcome): boolean =>
  outcome.kind !== 'no-answer' &&
  outcome.kind !== 'unknown' &&
  !(outcome.kind === 'declined' && outcome.cause === 'unreachable');

const isRefusal = (outcome: PushOutcome | QueryOutcome): boolean =>
  outcome.kind === 'account' || (outcome.kind === 'declined' && outcome.cause === 'account');

function telegramLimits(parts: OperatorWatchParts) {
  const { clock } = parts;
  const limits = trouble(LIMITS_RULE);
  const tell = (change: TroubleChange): void => {
    if (change === undefined) return;
    const said: Said = (words) => ({
      text:
        change === 'begun'
          ? words.telegramLimits(words.span(LIMITS_RULE.afterMs / 1_000))
          : words.telegramLimitsOver,
    });
    void tellOperators(said, parts);
  };
  return {
    isOn: () => limits.isOn(),
    look: (): void => tell(limits.look(clock.steady())),
    api: (api: Api): Api => ({
      async call(...call) {
        const result = await api.call(...call);
        if (result.kind === 'limited') tell(limits.bad(clock.steady()));
        return result;
      },
    }),
  };
}

function diskTrouble(parts: OperatorWatchParts) {
  const { common, clock, log, freeRatio } = parts;
  const full = trouble(DISK_RULE);
  return {
    isOn: () => full.isOn(),
    async look(): Promise<void> {
      const free = await freeRatio(dirname(common.databasePath));
      if (free === undefined || (free >= LITTLE && free <= ENOUGH)) return;
      const change = free < LITTLE ? full.bad(clock.steady()) : full.good();
      if (change === undefined) return;
      const percent = Math.floor(free * 100);
      log.warn({ percent, change }, 'the disk is nearly full, or has room again');
      await tellOperators(
        (words) => ({ text: change === 'begun' ? words.diskFull(percent) : words.diskFree(percent) }),
        parts,
      );
    },
  };
}
