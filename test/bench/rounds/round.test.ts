// @module-tag slow
import { describe, expect, test } from 'vitest';
import { randomNumbers } from '../history/sales.ts';
import { PROGRAMS } from '../process/subject.ts';
import { callsOf, roundOfCharges, withProgram } from './round.ts';
import { give } from './command.ts';

const PACE = { perSecond: 4, warmMs: 1_000, measuredMs: 3_000, settleMs: 30_000, delayScale: 0.05 };

describe.each(Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[])('a round of the %s', (name) => {
  test('sees every charge on its phone, every payment told, and what that took', async () => {
    const round = await roundOfCharges(name, {
      world: { merchants: 2, chats: 6 },
      pace: PACE,
      random: randomNumbers(3),
    });
    expect(round.count).toBe(12);
    expect(round.promptMs).toHaveLength(12);
    expect(round.lagsMs.length).toBe(round.paidAfterMs.length);
    expect(round.lagsMs.length).toBeGreaterThan(0);
    expect(round.untold).toBe(0);
    expect(round.cpuMs).toBeGreaterThan(0);
    expect(round.usage.rssMib).toBeGreaterThan(10);
    expect(callsOf(round, 'sendMessage')).toBeGreaterThan(0);
    expect(round.delays.longestMs).toBeGreaterThanOrEqual(round.delays.p50Ms);
  });
});

test('the statements of the program are timed, also those that were prepared before', async () => {
  await withProgram('bot', { merchants: 1, chats: 1 }, async (subject, world) => {
    await subject.watchStatements();
    expect(await give({ text: '/pending' }, world)).toBeGreaterThan(0);
    const { prepared, statements } = await subject.statements();
    expect(prepared).toBeGreaterThan(0);
    expect(statements.map(({ text }) => text)).toContain('COMMIT');
    expect(statements.every(({ count, ms }) => count > 0 && ms >= 0)).toBe(true);
  });
});
