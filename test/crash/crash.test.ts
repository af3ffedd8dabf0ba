// @module-tag slow
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasPostgres } from '../support/postgres-server.ts';
import { tempFolder } from '../support/store.ts';
import { crash, type CrashOptions } from './crash.ts';
import type { SEEDED_BUGS } from './seeded-bugs.ts';
import { MAIN_POINTS_ON_POSTGRES, POINTS } from './points.ts';
import { ownPostgres } from './postgres.ts';

/** Two kills at every point. `npm run crash` does more. */
const TIMES = 36;
/** Each seeded bug that needs a crash must be found within this number of crashes, at the point where it shows. */
const CRASHES_TO_FIND = 2;
const SEEDED_MAIN = fileURLToPath(new URL('seeded-main.ts', import.meta.url));

// Each test has its own servers and its own folder, and mostly waits.
test.concurrent(
  `the promises hold through ${TIMES} kills of the real program, at every point`,
  { timeout: 3_600_000 },
  async ({ onTestFinished }) => {
    const report = await crash({ times: TIMES, seed: 1, folder: tempFolder(onTestFinished) });
    expect(report.breaches, `npm run crash -- --times ${TIMES} --seed 1`).toEqual([]);
    expect([...report.hits.values()]).toEqual(POINTS.map(() => TIMES / POINTS.length));
    // A run without a paid charge would prove nothing.
    expect(report.states.get('paid')).toBeGreaterThan(0);
  },
);

test
  .skipIf(!hasPostgres)
  .concurrent(
    `they hold on PostgreSQL, at every push and commit, whether the program or the engine crashes`,
    { timeout: 3_600_000 },
    async ({ onTestFinished }) => {
      const [times, points] = [MAIN_POINTS_ON_POSTGRES.length, MAIN_POINTS_ON_POSTGRES];
      const folder = tempFolder(onTestFinished);
      const report = await crash({ times, points, seed: 1, folder, database: await ownPostgres() });
      expect(report.breaches, `npm run crash -- --database postgres`).toEqual([]);
      expect(report.states.get('paid')).toBeGreaterThan(0);
    },
  );

interface Case extends Pick<CrashOptions, 'points' | 'aim'> {
  /** How many crashes, if not `CRASHES_TO_FIND`. Bugs between shops need none. */
  readonly times?: number;
  /** What the checker must report. */
  readonly breaks: RegExp;
}

const CASES: Readonly<Record<keyof typeof SEEDED_BUGS, Case>> = {
  'a push leaves before its intent is committed': {
    points: [{ kind: 'push', moment: 'after' }],
    breaks: /was pushed [2-9] times/,
  },
  'a notice is committed apart from the payment': {
    points: [{ kind: 'send', moment: 'answered' }],
    // The card shows the payment already.
    aim: (request) => 'payload' in request && /✅ Paid\. Receipt/.test(String(request.payload['text'])),
    breaks: /was never told as paid/,
  },
  'updates are confirmed before they are committed': {
    points: [{ kind: 'getUpdates', moment: 'after' }],
    breaks: /was lost/,
  },
  'a second delivery makes a second charge, in spite of the open prompt': {
    points: [{ kind: 'getUpdates', moment: 'before' }],
    breaks: /was pushed [2-9] times/,
  },
  'a shop pushes the charges of another shop': {
    times: 0,
    breaks: /was pushed through the account crash-Key#1/,
  },
  'a shop waits while another pushes': { times: 0, breaks: /of Duka la Pili waited for Mama Duka/ },
  'a payment is told in another shop’s group': {
    times: 0,
    breaks: /was told in -4600, which is a chat of another shop/,
  },
};

describe.concurrent('the crash tests can fail: it finds', { timeout: 3_600_000 }, () => {
  test('a point that is never reached', async ({ onTestFinished }) => {
    const report = await crash({
      times: 1,
      seed: 1,
      folder: tempFolder(onTestFinished),
      points: [{ kind: 'query', moment: 'after' }],
      customers: 'brief',
      patienceMs: 500,
      aim: () => false,
    });
    expect(report.breaches).toEqual(['the point query after was not hit']);
  });

  test.for(Object.entries(CASES))('%s', async ([bug, { breaks, ...where }], { onTestFinished }) => {
    const report = await crash({
      times: CRASHES_TO_FIND,
      ...where,
      seed: 1,
      folder: tempFolder(onTestFinished),
      entry: SEEDED_MAIN,
      environment: { SEEDED_BUG: bug },
      customers: 'brief',
    });
    expect(report.breaches).toContainEqual(expect.stringMatching(breaks));
  });
});
