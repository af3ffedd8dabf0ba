import type { Clock } from '../../runtime/clock.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { messagePayload } from './payload.ts';
import { localeOf } from '../locales/locales.ts';

/** How often a merchant's owners hear of the same refusal. */
const TELL_EVERY_MS = 6 * 3_600_000;

export interface AccountRefusedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/** Tells a merchant's owners that the gateway refuses their credentials. Only they can correct them. */
export async function tellAccountRefused(
  merchantId: number,
  { store, clock, log, wakeNotifier }: AccountRefusedParts,
): Promise<void> {
  log.warn({ merchant: merchantId }, "the gateway refuses this merchant's credentials");
  try {
    const merchant = await store.merchants.find(merchantId);
    const messages: OutgoingMessage[] = [];
    for (const { userId } of await store.members.owners(merchantId)) {
      const words = localeOf((await store.users.language(userId)) ?? 'en');
      const text = words.accountRefused(merchant?.name ?? '', merchantId !== FIRST_MERCHANT);
      // A private chat has its person's id.
      messages.push({ kind: 'message', chatId: userId, payload: messagePayload(text, {}) });
    }
    if (await store.merchants.tellRefusal(merchantId, clock.now(), TELL_EVERY_MS, messages)) wakeNotifier();
  } catch (error) {
    log.error(
      { err: error, merchant: merchantId },
      'the message to the owners about their refused account could not be stored',
    );
  }
}
