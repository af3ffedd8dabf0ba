import { describe, expect, test } from 'vitest';
import { SENDER_LIMITS } from '../../src/domain/sender-limits.ts';
import { senderLimits, type Sender } from '../../src/store/sender-limits.ts';

const MINUTE = 60_000;
const up = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const said = (over: Partial<Sender> = {}): Sender => ({
  userId: 7,
  chatId: 100,
  tenant: 1,
  isAddressed: true,
  ...over,
});

/** Returns a function that admits one update, as a batch of its own. */
function rig() {
  const begin = senderLimits();
  return (now: number, sender: Sender) => {
    const batch = begin(now);
    const admission = batch.admit(sender);
    batch.count();
    return admission;
  };
}

test('the limits leave room for a busy shop', () => {
  expect(SENDER_LIMITS).toEqual({
    person: { count: 30, withinMs: MINUTE },
    chat: { count: 120, withinMs: MINUTE },
    merchant: { count: 600, withinMs: MINUTE },
    overheard: { count: 120, withinMs: MINUTE },
  });
});

describe('a sender limit', () => {
  test('takes thirty updates of a person in a chat in any minute; dropped ones do not count', () => {
    const say = rig();
    expect(up(30).map((n) => say(n * 1_000, said()))).toEqual(up(30).map(() => 'take'));
    expect(say(31_000, said())).toBe('drop and tell');
    expect(up(20).map((n) => say(31_000 + n, said()))).toEqual(up(20).map(() => 'drop'));
    expect(say(61_000, said())).toBe('take');
    expect(say(61_001, said())).toBe('drop');
    // Another chat and another person have limits of their own.
    expect(say(61_001, said({ chatId: 200 }))).toBe('take');
    expect(say(61_001, said({ userId: 8 }))).toBe('take');
  });

  test('also applies to a whole chat, and to a whole merchant', () => {
    const say = rig();
    const inChat = up(130).map((n) => say(0, said({ userId: n })));
    expect(inChat.filter((admission) => admission === 'take')).toHaveLength(120);
    const inAll = up(700).map((n) => say(0, said({ userId: n, chatId: 1_000 + n })));
    expect(inAll.filter((admission) => admission === 'take')).toHaveLength(600 - 120);
    expect(say(0, said({ tenant: 2, chatId: 5_000 }))).toBe('take');
    // Strangers do not count towards a merchant.
    expect(up(30).map((n) => say(0, said({ tenant: 0, chatId: 6_000 + n })))).toEqual(
      up(30).map(() => 'take'),
    );
  });

  test('of overheard messages in a group drops without a warning, and takes nothing from what is said to the bot', () => {
    const say = rig();
    const heard = up(200).map((n) => say(n, said({ isAddressed: false })));
    expect(heard.filter((admission) => admission === 'take')).toHaveLength(120);
    expect(heard).not.toContain('drop and tell');
    expect(say(201, said())).toBe('take');
  });
});

test('a chat is warned once a minute', () => {
  const say = rig();
  const told = up(1_200).filter((n) => say(n * 100, said()) === 'drop and tell');
  expect(told.map((n) => n * 100)).toEqual([3_100, 63_100]);
});

test('a batch that is tried again counts once', () => {
  const begin = senderLimits();
  for (const n of up(10)) {
    const batch = begin(n);
    for (const _ of up(30)) expect(batch.admit(said())).toBe('take');
    expect(batch.admit(said())).toBe('drop and tell');
  }
  const last = begin(11);
  for (const _ of up(30)) last.admit(said());
  last.count();
  expect(begin(12).admit(said())).toBe('drop and tell');
});
