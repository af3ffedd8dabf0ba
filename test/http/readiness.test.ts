import { describe, expect, test } from 'vitest';
import {
  judgeReadiness,
  MAX_COMMIT_AGE_MS,
  MAX_UPDATE_AGE_MS,
  type Vitals,
} from '../../src/http/readiness.ts';

const WELL: Vitals = {
  hasStarted: true,
  sinceCommitMs: MAX_COMMIT_AGE_MS,
  sinceUpdateMs: MAX_UPDATE_AGE_MS,
  keys: 'ok',
  schema: 'ok',
  clockAgrees: true,
};

test('a bot that commits, takes updates and has its keys is ready', () => {
  expect(judgeReadiness(WELL)).toEqual({
    ready: true,
    reasons: [],
    lastCommitAgeSeconds: 150,
    lastUpdateAgeSeconds: 150,
    keys: 'ok',
    schema: 'ok',
    clock: 'agrees',
  });
});

test.each<[what: string, over: Partial<Vitals>, reason: RegExp]>([
  ['is starting', { hasStarted: false, sinceCommitMs: undefined, keys: 'unread' }, /^The bot is starting\.$/],
  ['has committed nothing yet', { sinceCommitMs: undefined }, /^Nothing was committed .* since the start\./],
  [
    'commits nothing',
    { sinceCommitMs: MAX_COMMIT_AGE_MS + 500 },
    /^Nothing was committed .* for 151 seconds\./,
  ],
  [
    'was never given updates',
    { sinceUpdateMs: undefined },
    /^Telegram has given no updates since the start\./,
  ],
  [
    'is given no updates',
    { sinceUpdateMs: MAX_UPDATE_AGE_MS + 500 },
    /^Telegram has given no updates for 151 s/,
  ],
  ['cannot read its database', { schema: 'unread', keys: 'unread' }, /^The database cannot be read\./],
  ['lacks a key', { keys: 'missing' }, /^SECRET_KEY lacks a key/],
])('a bot that %s is not ready, for one reason', (_what, over, reason) => {
  const state = judgeReadiness({ ...WELL, ...over });
  expect(state.ready).toBe(false);
  expect(state.reasons).toEqual([expect.stringMatching(reason)]);
});

test('a wrong clock is told, and stops nothing', () => {
  expect(judgeReadiness({ ...WELL, clockAgrees: false })).toMatchObject({ ready: true, clock: 'unsure' });
});

describe('a program that shares its database', () => {
  test('and leads is judged as any bot, and says its term and how old its lease is', () => {
    const role = { kind: 'leader', term: 4, leaseAgeMs: 1_200 } as const;
    expect(judgeReadiness({ ...WELL, role })).toMatchObject({
      ready: true,
      role: 'leader',
      term: 4,
      leaseAgeSeconds: 1,
    });
    expect(judgeReadiness({ ...WELL, role, schema: 'unread' }).ready).toBe(false);
  });

  const waiting = { ...WELL, hasStarted: false, sinceCommitMs: undefined, sinceUpdateMs: undefined } as const;

  test('and waits is ready, although it commits and hears nothing', () => {
    const state = judgeReadiness({ ...waiting, role: { kind: 'standby', unfit: undefined } });
    expect(state).toMatchObject({ ready: true, reasons: [], role: 'standby', term: null });
  });

  test.each([
    ['keys', /SECRET_KEY lacks a key.*does not take over/],
    ['newer-schema', /A newer Tillbot wrote the database/],
    ['unread', /The database cannot be read/],
  ] as const)('and could not lead is not ready, and says why: %s', (unfit, why) => {
    const state = judgeReadiness({ ...waiting, role: { kind: 'standby', unfit } });
    expect(state.ready).toBe(false);
    expect(state.reasons).toEqual([expect.stringMatching(why)]);
  });
});

test('a program that is alone on its database says nothing of a role', () => {
  expect(judgeReadiness(WELL)).not.toHaveProperty('role');
});
