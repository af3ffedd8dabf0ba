import type { Clock } from '../clock.ts';
import type { Utterance } from '../store/reaction.ts';
import { FIRST_MERCHANT } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../till/ports.ts';
import { button } from './buttons.ts';
import { messagePayload, type Keyboard } from './payload.ts';
import type { ShopTime } from './times.ts';
import { wordsIn, type Words } from './words/words.ts';

export interface RestoredParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly time: ShopTime;
  readonly log: Log;
}

/** The button under "this till was put back from a copy". */
export const goOnButtons = ({ buttons }: Words, since: number): Keyboard => [
  [button(buttons.goOn, { kind: 'goOn', copiedAt: since })],
];

/**
 * Tells those who run this bot, at every start until one of them says to go on, that this till was put back from a copy of its database
 * and sends nothing. A store that fails is no reason not to start: whoever sends a command is told, too.
 */
export async function tellRestored(parts: RestoredParts): Promise<void> {
  const { store, clock, log } = parts;
  try {
    const since = await store.restored.since();
    if (since === undefined) return;
    const copiedAt = new Date(since).toISOString();
    log.warn({ copiedAt }, 'put back from a copy: nothing is sent to a phone until an owner says so');
    const at = clock.now();
    await store.outbox.say(await toOperators(parts, since, at), at);
  } catch (error) {
    log.error({ err: error }, 'the owners could not be told that the till was put back from a copy');
  }
}

async function toOperators(
  { store, time }: RestoredParts,
  since: number,
  at: number,
): Promise<readonly Utterance[]> {
  const says: Utterance[] = [];
  for (const { userId } of await store.members.owners(FIRST_MERCHANT)) {
    const words = wordsIn((await store.people.language(userId)) ?? 'en');
    const text = words.held(time.moment(since, at, words.locale));
    const markup = { kind: 'buttons', rows: goOnButtons(words, since) } as const;
    // A private chat has its person's id.
    says.push({ kind: 'message', chatId: userId, payload: messagePayload(text, { markup }) });
  }
  return says;
}
