import { Counter, Histogram, Registry } from 'prom-client';

/** A call to a payment gateway that ended. */
export interface GatewayCall {
  readonly provider: string;
  readonly call: 'push' | 'query';
  /** The outcome's kind; of a push that was declined, its cause. */
  readonly outcome: string;
  readonly merchantId: number;
  readonly ms: number;
}

/** What is counted and measured while the bot works. The spans are in milliseconds. */
export interface Meters {
  /** A push was accepted so long after it began. */
  pushAccepted(ms: number): void;
  /** What became of a push is not known. */
  pushUnknown(cause: string): void;
  /** A payment is told in its chat, so long after the gateway reported it. */
  paymentTold(ms: number): void;
  gatewayCall(call: GatewayCall): void;
  telegramCall(method: string, outcome: string, ms: number): void;
  /** An update begins to be handled, so long after it was received. */
  updateHandled(ageMs: number): void;
  storeCall(method: string, isOk: boolean, ms: number): void;
}

/** Makes the place where metrics are kept. There is no global one. */
export const newRegistry = (): Registry => new Registry();

/** The first so many merchants have a label of their own, by their id. The others share `other`, so that the series have a limit. */
export const MERCHANTS_WITH_LABEL = 50;

/** Why a push may be unknown: no readable answer (`NoAnswer`), a stop in the middle of it, a restored copy, or an id that another charge has. */
const UNKNOWN_CAUSES: ReadonlySet<string> = new Set([
  'unreachable',
  'timed-out',
  'cut-off',
  'http-error',
  'redirect',
  'unreadable',
  'too-large',
  'interrupted',
  'restored',
]);

const FAST = [0.001, 0.005, 0.02, 0.1, 0.5, 2];
const CALLS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const WAITS = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];

/** Makes the meters. A label holds only words of the program, and the ids of some merchants: no number, name or key. */
export function newMeters(registry: Registry): Meters {
  const registers = [registry];
  const timed = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ) => new Histogram({ name, help, buckets, labelNames, registers });
  const counted = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });

  const pushToPending = timed(
    'tillbot_push_to_pending_seconds',
    'From the beginning of a push to its acceptance.',
    CALLS,
  );
  const paymentToNotice = timed(
    'tillbot_payment_to_notice_seconds',
    'From the moment a payment was seen until its notice was delivered.',
    WAITS,
  );
  const updateAge = timed('tillbot_update_age_seconds', 'Age of an update when it is handled.', WAITS);
  const unknown = counted('tillbot_charges_unknown_total', 'Pushes whose outcome is not known, by cause.', [
    'cause',
  ]);
  const gateway = timed('tillbot_gateway_call_seconds', "Calls to a provider's gateway.", CALLS, [
    'provider',
    'call',
    'outcome',
  ]);
  const ofMerchant = counted(
    'tillbot_gateway_merchant_calls_total',
    `Calls to the gateway by merchant: the first ${MERCHANTS_WITH_LABEL} by their id, all others together.`,
    ['merchant', 'call', 'outcome'],
  );
  const telegram = counted('tillbot_telegram_calls_total', 'Calls to Telegram.', ['method', 'outcome']);
  const telegramTime = timed('tillbot_telegram_call_seconds', 'Calls to Telegram, except getUpdates.', CALLS);
  const store = counted('tillbot_store_calls_total', 'Calls of the store.', ['method', 'outcome']);
  const storeTime = counted('tillbot_store_seconds_total', 'Time that calls of the store took.', ['method']);
  const storeCall = timed('tillbot_store_call_seconds', 'Calls of the store, all methods together.', FAST);

  // A series that appears with its first fault hides that fault: Prometheus counts from the first value that it sees.
  for (const cause of [...UNKNOWN_CAUSES, 'other']) unknown.inc({ cause }, 0);
  return {
    pushAccepted: (ms) => pushToPending.observe(ms / 1_000),
    pushUnknown: (cause) => unknown.inc({ cause: UNKNOWN_CAUSES.has(cause) ? cause : 'other' }),
    paymentTold: (ms) => paymentToNotice.observe(ms / 1_000),
    gatewayCall({ provider, call, outcome, merchantId, ms }) {
      gateway.observe({ provider, call, outcome }, ms / 1_000);
      const merchant = merchantId <= MERCHANTS_WITH_LABEL ? `${merchantId}` : 'other';
      ofMerchant.inc({ merchant, call, outcome });
    },
    telegramCall(method, outcome, ms) {
      for (const one of ['ok', 'refused', 'limited', 'fault'])
        telegram.inc({ method, outcome: one }, Number(one === outcome));
      // It waits for updates, so its time says nothing.
      if (method !== 'getUpdates') telegramTime.observe(ms / 1_000);
    },
    updateHandled: (ageMs) => updateAge.observe(ageMs / 1_000),
    storeCall(method, isOk, ms) {
      store.inc({ method, outcome: 'ok' }, Number(isOk));
      store.inc({ method, outcome: 'error' }, Number(!isOk));
      storeTime.inc({ method }, ms / 1_000);
      storeCall.observe(ms / 1_000);
    },
  };
}

/**
 * Meters whose faults reach nobody. They are called where a push has just been answered, and a payment just been committed: a fault there would
 * hide what became of it.
 */
export function harmless(meters: Meters, onFault: (error: unknown) => void): Meters {
  const safe =
    <Args extends readonly unknown[]>(measure: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        measure(...args);
      } catch (error) {
        onFault(error);
      }
    };
  return {
    pushAccepted: safe(meters.pushAccepted),
    pushUnknown: safe(meters.pushUnknown),
    paymentTold: safe(meters.paymentTold),
    gatewayCall: safe(meters.gatewayCall),
    telegramCall: safe(meters.telegramCall),
    updateHandled: safe(meters.updateHandled),
    storeCall: safe(meters.storeCall),
  };
}
