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

/** A program that would run, were it not for its database: nobody answers it, and nobody is meant to. */
export const ENVIRONMENT = {
  TELEGRAM_BOT_TOKEN: TOKEN,
  TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
  BOSMI_API_KEY: ACCOUNT.apiKey,
  BOSMI_USERNAME: ACCOUNT.username,
  BOSMI_EMAIL: ACCOUNT.email,
  DATABASE_URL: 'file:till.db',
};

/** How many charges are in it. */
export const CHARGES = 400;

/** The cash book of a till that was in use: long enough that a page in its middle is one of the charges'. */
export async function cashBook() {
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

/** What the program refuses with: exit code 1 and one line, and nothing in what was at `kept`, a file or none, has changed. */
export async function refusal(folder: string, kept = ['till.db'], options?: ProgramOptions): Promise<string> {
  const content = () =>
    kept.map((name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined));
  const before = content();
  const program = startProgram(folder, ENVIRONMENT, undefined, options);
  expect(await program.ended()).toEqual({ code: 1, signal: null });
  expect(program.output()).toMatch(/^[^\n]+\n$/);
  for (const [n, bytes] of content().entries()) {
    // Not by `toEqual`, which would print megabytes.
    expect([kept[n], bytes === undefined, bytes?.equals(before[n]!)]).toEqual([
      kept[n],
      before[n] === undefined,
      before[n] === undefined ? undefined : true,
    ]);
  }
  return program.output();
}
