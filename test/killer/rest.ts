import { readBooks, type Books } from './books.ts';
import type { Shop } from './shop.ts';

/** Long: a machine may be busy, and an unpaid charge is told as not confirmed after half a minute. */
const PATIENCE_MS = 180_000;

/** Waits until nothing is left to be done or said, as far as it ever can be. False if that does not come. */
export async function comesToRest(shop: Shop, path: string): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (shop.telegram.unconfirmed() === 0) {
      const books = readBooks(path, false);
      if (books.waiting === 0 && !isExpectingMoney(shop, books)) return true;
    }
    await pause(250);
  }
  return false;
}

/** Whether the gateway holds a payment that the till has an id for, and has not taken in. */
const isExpectingMoney = ({ bosmi }: Shop, { charges }: Books): boolean =>
  charges.some(
    ({ state, transactionId, mismatch }) =>
      state === 'unconfirmed' &&
      mismatch === null &&
      bosmi.transactions.get(transactionId ?? '')?.paid !== undefined,
  );

export const pause = (ms: number, signal?: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
