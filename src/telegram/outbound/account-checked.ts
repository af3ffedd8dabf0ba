import type { Language } from '../../domain/language.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { checkAccount } from '../../payments/check-account.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/port/store.ts';
import { localeOf } from '../locales/locales.ts';
import { messagePayload } from './payload.ts';

/** Whom to tell whether the gateway takes the account that they have just entered. */
export interface AccountEntered {
  readonly userId: number;
  readonly language: Language;
  /** The part of the key that may be shown. */
  readonly shownKey: string;
}

export interface AccountCheckedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/**
 * Asks the gateway whether it takes an account that was just entered, and tells the person. If the program dies before that, the
 * person has read that the account is being checked, and the first charge shows whether it works.
 */
export async function tellAccountChecked(
  gateway: Pick<Gateway, 'query'>,
  { userId, language, shownKey }: AccountEntered,
  { store, clock, log, wakeNotifier }: AccountCheckedParts,
): Promise<void> {
  try {
    const check = await checkAccount(gateway);
    log.info({ user: userId, check }, 'an account was entered, and the gateway was asked about it');
    const text = localeOf(language).accountChecked[check](shownKey);
    // A private chat has its person's id.
    await store.outbox.add(
      [{ kind: 'message', chatId: userId, payload: messagePayload(text, {}) }],
      clock.now(),
    );
    wakeNotifier();
  } catch (error) {
    log.error(
      { err: error, user: userId },
      'the message about an account that was entered could not be stored',
    );
  }
}
