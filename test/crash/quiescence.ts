import { readBooks, type Books } from './records.ts';
import { SHOPS } from './shop.ts';
import type { World } from './world.ts';

/** Long: a machine may be busy, and an unpaid charge is told as not confirmed after half a minute. */
const PATIENCE_MS = 180_000;

/** Waits until nothing is left to be done or said, as far as it ever can be. False if that does not come. */
export async function comesToRest(world: World): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (world.telegram.unconfirmed() === 0) {
      const books = readBooks(world.databasePath, false);
      if (books.waiting === 0 && !isExpectingMoney(world, books)) return true;
    }
    await pause(250);
  }
  return false;
}

/** Whether the gateway holds a payment that the till has an id for, and has not taken in. It tells nobody of another's. */
const isExpectingMoney = ({ bosmi }: World, { charges }: Books): boolean =>
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
