// @module-tag slow
import { describe, expect, test } from 'vitest';
import { hasPostgres } from '../../support/postgres-server.ts';
import { tempFolder } from '../../support/store.ts';
import { campaign, type CampaignOptions } from './campaign.ts';
import { HARMS, type Harm } from './harms.ts';
import type { SEEDED_BUGS } from './seeded-bugs.ts';

const LONG = { timeout: 3_600_000 };

const harmsNamed = (...names: readonly string[]): readonly Harm[] =>
  HARMS.filter(({ name }) => names.includes(name));

interface Case extends Pick<CampaignOptions, 'harms' | 'points'> {
  /** What the checker must report. */
  readonly breaks: RegExp;
}

const CASES: Readonly<Record<keyof typeof SEEDED_BUGS, Case>> = {
  'no fence: a former leader pushes': {
    harms: harmsNamed('SIGSTOP short'),
    breaks: /pushed while program \d led/,
  },
  'leading past the lease': {
    harms: harmsNamed('SIGSTOP short'),
    breaks: /asked for updates while program \d led/,
  },
  '`unknown` too early': {
    harms: harmsNamed('SIGKILL'),
    points: [{ kind: 'push', moment: 'after' }],
    breaks: /was given up \d+ s after its push/,
  },
  'a rescue of `pushing`': {
    harms: harmsNamed('SIGKILL'),
    points: [{ kind: 'push', moment: 'after' }],
    breaks: /was pushed [2-9] times/,
  },
};

describe.skipIf(!hasPostgres)('three programs on one PostgreSQL', () => {
  test('keep the promises, whatever happens once to the one that leads', LONG, async () => {
    const report = await campaign({ times: HARMS.length, seed: 1, folder: tempFolder() });
    expect(report.breaches, 'npm run crash:several -- --times 8').toEqual([]);
    expect(report.misses).toBeLessThan(HARMS.length / 2);
    expect(report.takeovers.length).toBeGreaterThan(0);
  });

  test.for(Object.entries(CASES))('the campaign finds %s', LONG, async ([bug, { breaks, ...where }]) => {
    const report = await campaign({
      times: 24,
      seed: 1,
      folder: tempFolder(),
      ...where,
      environment: { SEEDED_BUG: bug },
      endsAtFirst: breaks,
    });
    expect(report.breaches).toContainEqual(expect.stringMatching(breaks));
  });
});
