import type { Records } from './records.ts';
import { SHOPS } from './shop.ts';
import type { World } from './world.ts';

/** Long: a machine may be busy, and an unpaid charge is told as not confirmed after half a minute. */
const PATIENCE_MS = 180_000;

/** Waits until no work and no message is left. Returns false if that takes too long. */
export async function comesToRest(world: World): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (world.telegram.unconfirmed() === 0) {
      const records = await world.database.records();
      if (records.waiting === 0 && !isExpectingMoney(world, records)) return true;
    }
    await pause(250);
  }
  return false;
}

/** Returns whether the gateway has a payment of a known transaction that the bot has not recorded. The gateway reports it only to the account of its shop. */
const isExpectingMoney = ({ bosmi }: World, { charges }: Records): boolean =>
  charges.some(({ merchantId, state, transactionId, mismatch }) => {
    const payment = bosmi.transactions.get(transactionId ?? '');
    const shop = SHOPS.find((one) => one.account.email === payment?.email);
    return (
      state === 'unconfirmed' &&
      mismatch === null &&
      payment?.paid !== undefined &&
      shop?.merchantId === merchantId
    );
  });

export const pause = (ms: number, signal?: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
