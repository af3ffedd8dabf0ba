import type { OutgoingMessage } from '../../domain/messages.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';
import type { Locale, Text } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { messagePayload, type Markup } from './payload.ts';

/** What is said, in a reader's language. */
export type Said = (words: Locale) => { readonly text: Text; readonly markup?: Markup };

/**
 * Makes a message to each owner of a merchant, in private and in the language of each.
 *
 * @param except people who are told in another way
 */
export async function toOwners(
  { members, users }: Pick<Store, 'members' | 'users'>,
  merchantId: number,
  said: Said,
  except: readonly number[] = [],
): Promise<readonly OutgoingMessage[]> {
  const messages: OutgoingMessage[] = [];
  for (const { userId } of await members.owners(merchantId)) {
    if (except.includes(userId)) continue;
    const { text, markup } = said(localeOf((await users.language(userId)) ?? 'en'));
    // A private chat has its person's id.
    messages.push({ kind: 'message', chatId: userId, payload: messagePayload(text, { markup }) });
  }
  return messages;
}

/** Makes a message to each operator. */
export const toOperators = (
  store: Pick<Store, 'members' | 'users'>,
  said: Said,
  except?: readonly number[],
): Promise<readonly OutgoingMessage[]> => toOwners(store, FIRST_MERCHANT, said, except);
