import { describe, expect, test } from 'vitest';
import { trouble, type Trouble, type TroubleChange } from '../../src/domain/trouble.ts';

const MINUTE = 60_000;
const newTrouble = (): Trouble => trouble({ afterMs: 3 * MINUTE, least: 4, gapMs: 10 * MINUTE });
const seen = (one: Trouble, ...minutes: readonly number[]): readonly TroubleChange[] =>
  minutes.map((at) => one.bad(at * MINUTE));

describe('a trouble', () => {
  test('begins when it has gone wrong often enough, for long enough, and is told once', () => {
    const one = newTrouble();
    expect(seen(one, 0, 1, 2, 3, 4, 5)).toEqual([
      undefined,
      undefined,
      undefined,
      'begun',
      undefined,
      undefined,
    ]);
    expect(one.isOn()).toBe(true);
  });

  test.each([
    ['few faults, however long they go on', [0, 4, 9]],
    ['many faults within a short time', [0, 0.5, 1, 1.5, 2, 2.5]],
    ['faults with a long gap between them', [0, 11, 22, 33, 44, 55]],
  ])('is not %s', (_what, minutes) => {
    const one = newTrouble();
    expect(seen(one, ...minutes).filter((change) => change !== undefined)).toEqual([]);
  });

  test('starts from nothing after it went well', () => {
    const one = newTrouble();
    seen(one, 0, 1, 2);
    expect(one.good()).toBeUndefined();
    expect(seen(one, 3, 4, 5, 5.5)).toEqual([undefined, undefined, undefined, undefined]);
    expect(seen(one, 6)).toEqual(['begun']);
  });

  test('ends when it goes well, once, and may begin again', () => {
    const one = newTrouble();
    seen(one, 0, 1, 2, 3);
    expect([one.good(), one.good()]).toEqual(['ended', undefined]);
    expect(one.isOn()).toBe(false);
    expect(seen(one, 4, 5, 6, 7)).toEqual([undefined, undefined, undefined, 'begun']);
  });

  test('ends when nothing was seen of it for longer than a gap', () => {
    const one = newTrouble();
    seen(one, 0, 1, 2, 3);
    expect(one.look(13 * MINUTE)).toBeUndefined();
    expect([one.look(13 * MINUTE + 1), one.look(14 * MINUTE)]).toEqual(['ended', undefined]);
  });

  test('that is on does not begin again after a gap that nobody looked at', () => {
    const one = newTrouble();
    seen(one, 0, 1, 2, 3);
    expect(seen(one, 30, 31, 32, 33, 34)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(one.isOn()).toBe(true);
  });
});

test('one fault is a trouble where the rule says so', () => {
  const disk = trouble({ afterMs: 0, least: 1, gapMs: Number.POSITIVE_INFINITY });
  expect([disk.bad(0), disk.bad(1), disk.look(1e12), disk.good()]).toEqual([
    'begun',
    undefined,
    undefined,
    'ended',
  ]);
});
