import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIRST_PERSON } from '../servers/world.ts';
import { fillDatabase } from './fill.ts';
import type { SalesOptions } from './sales.ts';

/** A busy shop: 100,000 charges in a month. */
const PER_DAY = 3_400;
/** The bot asks at once about a charge that would be due later than in 15 minutes. */
const NOT_DUE_MS = 14 * 60_000;

/** Databases of one merchant with so many charges each, until `remove`. */
export interface Databases {
  /**
   * Returns the path of a database with so many finished charges, and some that wait. It is made once.
   *
   * @param isDue whether the gateway is asked about those that wait at once, or only after 14 minutes
   */
  with(count: number, waiting: number, isDue: boolean): string;
  remove(): void;
}

export function madeUpDatabases(say: (line: string) => void): Databases {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-bench-history-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const made = new Map<string, string>();
  return {
    with(count, waiting, isDue) {
      const name = `${count}-${waiting}-${isDue}`;
      const path = made.get(name) ?? join(folder, `${name}.db`);
      if (!made.has(name)) {
        const begun = performance.now();
        const until = Date.now();
        const waitingDueAt = isDue ? 0 : until + NOT_DUE_MS;
        fillDatabase(path, { ...optionsFor(until), count, waiting, waitingDueAt });
        say(`made ${count + waiting} charges in ${Math.round((performance.now() - begun) / 1_000)} s`);
      }
      made.set(name, path);
      return path;
    },
    remove() {
      remove();
      process.removeListener('exit', remove);
    },
  };
}

/** The first two people of a world with one merchant charge. */
const optionsFor = (until: number): Omit<SalesOptions, 'count'> => ({
  until,
  perDay: PER_DAY,
  sellers: [0, 1].map((place) => ({
    userId: FIRST_PERSON + place,
    name: `Owner ${place + 1}`,
    chatId: FIRST_PERSON + place,
  })),
});
