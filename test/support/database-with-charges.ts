import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { ACCOUNT } from './live.ts';
import { startProgram, type ProgramOptions } from './program.ts';
import { TOKEN } from './shop.ts';
import { aCharge, hire, effectsOf, tempFolder } from './store.ts';

const RULE = {
  at: 0,
  steadyAt: 0,
  windowMs: 0,
  accepted: [],
  hasOwnReasons: false,
  velocityLimits: [],
} as const;

/** Settings with which the program starts if its database is good. No server listens at the addresses: none is needed. */
export const ENVIRONMENT = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
  BOSMI_API_KEY: ACCOUNT.apiKey,
  BOSMI_USERNAME: ACCOUNT.username,
  BOSMI_EMAIL: ACCOUNT.email,
  DATABASE_URL: 'file:till.db',
};

/** The number of charges in the database. */
export const CHARGES = 400;

/** Makes a database with so many charges that a page in the middle of its file is one of theirs. */
export async function databaseWithCharges() {
  const folder = tempFolder();
  const path = join(folder, 'till.db');
  const store = openStore(path);
  await hire(store);
  for (let n = 1; n <= CHARGES; n += 1)
    await store.charges.create(
      aCharge({ idempotencyKey: `message:1:${n}` }),
      RULE,
      await effectsOf(store, 0),
    );
  store.close();
  return { folder, path };
}

/**
 * Starts the program and expects that it refuses: exit code 1, one line of output, and no change in the files `kept`, of which some may
 * not exist. Returns the line.
 */
export async function refusal(folder: string, kept = ['till.db'], options?: ProgramOptions): Promise<string> {
  const content = () =>
    kept.map((name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined));
  const before = content();
  const program = startProgram(folder, ENVIRONMENT, undefined, options);
  expect(await program.ended()).toEqual({ code: 1, signal: null });
  expect(program.output()).toMatch(/^[^\n]+\n$/);
  for (const [n, bytes] of content().entries()) {
    // `toEqual` on the bytes would print megabytes.
    expect([kept[n], bytes === undefined, bytes?.equals(before[n]!)]).toEqual([
      kept[n],
      before[n] === undefined,
      before[n] === undefined ? undefined : true,
    ]);
  }
  return program.output();
}
