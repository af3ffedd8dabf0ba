// @module-tag slow
import { expect, inject, onTestFinished, test } from 'vitest';
import { connectionTo, hasPostgres } from '../support/postgres-server.ts';
import { borrowDatabase, giveBack } from '../support/postgres.ts';
import { simulate } from './simulate.ts';

/** Seeds of few charges. `npm run simulate -- --database postgres` runs others. */
const SEEDS = [2, 3];

/** Every transaction is real, and the machine may be busy. */
const timeout = 600_000;

test.skipIf(!hasPostgres).each(SEEDS)(
  'seed %i keeps the promises on PostgreSQL',
  { timeout },
  async (seed) => {
    const database = await borrowDatabase();
    onTestFinished(() => giveBack(database));
    const { broken, paid } = await simulate(seed, {}, connectionTo(inject('postgresFolder'), database.name));
    expect(broken, `npm run simulate -- --seeds 1 --from ${seed} --database postgres`).toEqual([]);
    expect(paid).toBeGreaterThan(0);
  },
);
