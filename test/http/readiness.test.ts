import { expect, test } from 'vitest';
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
