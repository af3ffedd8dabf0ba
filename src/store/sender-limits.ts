import { SENDER_LIMITS, type SenderLimit, type SenderLimits } from '../domain/sender-limits.ts';

/** A chat in which something was not taken is told so this often at most. */
const TELL_EVERY_MS = 60_000;
/** The most people, chats and merchants whose last minute is kept. */
const MAX_KEPT = 20_000;

/** Who says something, and where. */
export interface Sender {
  readonly userId: number;
  readonly chatId: number;
  /** 0 for nobody's. */
  readonly tenant: number;
  /** Whether it is said to the bot. */
  readonly isAddressed: boolean;
}

export type Admission = 'take' | 'drop' | 'drop and tell';

/** What is said in a batch of updates. It counts once the batch was committed: one that is tried again counts once. */
export interface Batch {
  admit(sender: Sender): Admission;
  count(): void;
}

/**
 * Counts what is said, and says what is too much. What is not taken does not count: whoever goes on and on is heard as much
 * as is allowed. It counts anew in each program.
 *
 * @returns begins a batch at a moment in steady time
 */
export function senderLimits(limits: SenderLimits = SENDER_LIMITS): (now: number) => Batch {
  const taken = new Map<string, readonly number[]>();
  const told = new Map<number, number>();

  return (now) => {
    const takenInBatch = new Map<string, readonly number[]>();
    const toldInBatch = new Set<number>();
    const recent = (key: string, { withinMs }: SenderLimit): readonly number[] =>
      takenInBatch.get(key) ?? (taken.get(key) ?? []).filter((at) => at > now - withinMs);

    return {
      admit(sender) {
        const windows = limitsOf(sender, limits).map(([key, most]) => ({
          key,
          most,
          times: recent(key, most),
        }));
        if (windows.every(({ most, times }) => times.length < most.count)) {
          for (const { key, times } of windows) takenInBatch.set(key, [...times, now]);
          return 'take';
        }
        const { chatId, isAddressed } = sender;
        const toldAt = told.get(chatId) ?? Number.NEGATIVE_INFINITY;
        if (!isAddressed || toldInBatch.has(chatId) || now - toldAt < TELL_EVERY_MS) return 'drop';
        toldInBatch.add(chatId);
        return 'drop and tell';
      },
      count() {
        for (const [key, times] of takenInBatch) keep(taken, key, times);
        for (const chatId of toldInBatch) keep(told, chatId, now);
      },
    };
  };
}

function limitsOf(
  { userId, chatId, tenant, isAddressed }: Sender,
  { person, chat, merchant, overheard }: SenderLimits,
): readonly (readonly [key: string, most: SenderLimit])[] {
  if (!isAddressed) return [[`overheard ${chatId}`, overheard]];
  const here = [[`person ${userId} ${chatId}`, person] as const, [`chat ${chatId}`, chat] as const];
  return tenant === 0 ? here : [...here, [`merchant ${tenant}`, merchant]];
}

/** Keeps a value under a key as the newest, and forgets the oldest of too many. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_KEPT) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
