import { SENDER_LIMITS, type SenderLimit, type SenderLimits } from '../domain/sender-limits.ts';

/** A chat whose updates were dropped is told so this often at most. */
const TELL_EVERY_MS = 60_000;
/** The most people, chats and merchants whose last minute is remembered. */
const MAX_KEPT = 20_000;

/** Who sent an update, and where. */
export interface Sender {
  readonly userId: number;
  readonly chatId: number;
  /** The merchant; 0 for none. */
  readonly tenant: number;
  /** Whether it is addressed to the bot. */
  readonly isAddressed: boolean;
}

export type Admission = 'take' | 'drop' | 'drop and tell';

/** A batch of updates. It counts once it was committed, so that a batch that is tried again counts once. */
export interface Batch {
  admit(sender: Sender): Admission;
  count(): void;
}

/**
 * Counts updates and decides which exceed the limits. A dropped update does not count, so that somebody who sends too much is
 * still heard as much as is allowed. Counts start at zero with the program.
 *
 * @returns a function that begins a batch at a moment in steady time
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

/** Sets a value as the newest one, and deletes the oldest if there are too many. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_KEPT) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
