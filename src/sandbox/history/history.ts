import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce, openShared } from '../../store/engines/sqlite/open-shared.ts';
import { recordSale } from './record-sale.ts';
import type { MadeUpShop } from './made-up-shops.ts';
import { monthOfSales } from './sales.ts';

/** What filling in the month did. `already`: it was there, or was being filled in. */
export interface MonthFilledIn {
  readonly charges: number;
  readonly already: boolean;
}

/** A month of sales that can be filled in, so that reports have something to show. */
export interface History {
  /**
   * Fills in the month, once. Another call meanwhile or afterwards changes nothing. After a failure, the next call goes on.
   *
   * @throws OperatorError when the bot has no database yet, or it is kept busy
   */
  fillIn(): Promise<MonthFilledIn>;
}

/** How many sales are one transaction. The bot, and the page, wait that long at most. */
const SLICE = 4;
/** What the bot has between two slices to write. */
const PAUSE_MS = 3;

/**
 * @param until when the month ends (epoch ms). It must have passed when the month is filled in.
 * @param shops they must be there when it is filled in
 */
export function history(
  databasePath: string,
  timeZone: string,
  until: number,
  shops: readonly MadeUpShop[],
): History {
  let filling: Promise<number> | undefined;

  const fill = async (): Promise<number> => {
    const sales = shops.flatMap((shop) => monthOfSales(until, timeZone, shop));
    const engine = openShared(databasePath);
    const slice = atOnce(engine);
    let filled = 0;
    try {
      for (let from = 0; from < sales.length; from += SLICE) {
        filled += await slice(async (store) => {
          // Juma may not have written yet, so the bot does not know his name.
          for (const { id, first_name: name } of shops.flatMap(({ cashiers }) => cashiers))
            await store.members.rename(id, name);
          let recorded = 0;
          for (const sale of sales.slice(from, from + SLICE))
            if (await recordSale(store, sale)) recorded += 1;
          return recorded;
        });
        await sleep(PAUSE_MS);
      }
    } finally {
      engine.close();
    }
    return filled;
  };

  return {
    async fillIn() {
      const already = filling !== undefined;
      filling ??= fill();
      try {
        return { charges: await filling, already };
      } catch (error) {
        filling = undefined;
        throw error;
      }
    },
  };
}
