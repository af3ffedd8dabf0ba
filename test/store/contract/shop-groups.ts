import { keyring, newSecretKey } from '../../../src/security/keyring.ts';
import type { AnswerOutcome } from '../../../src/store/port/chat-questions.ts';
import type { Store } from '../../../src/store/port/store.ts';
import { effectsOf } from '../../support/store.ts';

/** The part of a message about the shop's groups that the tests read. */
interface News {
  readonly kind: string;
  readonly ref?: string;
}
export const T0 = 1_000_000;
export const YEAR = 365 * 86_400_000;
export const [ASHA, JUMA, OTIENO] = [7, 8, 9];
export const GROUP = -5;
export const KEYS = keyring([newSecretKey()]);
export const ACCOUNT = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'a@b.example' };

/** Adds two owners who can be removed, Juma and Otieno, and Asha as an owner of the settings. */
export async function shopWithOwners(store: Store): Promise<void> {
  await store.members.configureOwners([ASHA], 0);
  for (const userId of [JUMA, OTIENO]) await letIn(store, userId, 'owner');
}
export async function letIn(store: Store, userId: number, role: 'owner' | 'cashier'): Promise<void> {
  const codeHash = `code of ${userId}`;
  const invite = { codeHash, merchantId: 1, role, expiresAt: T0 + YEAR };
  await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
  const effects = await effectsOf(store, T0);
  await store.members.redeemInvite(codeHash, { userId, name: `P${userId}` }, T0, () => effects);
}
export async function announce(store: Store, chatId: number, userId: number, threadId: number | null = null) {
  const place = { chatId, threadId, language: 'sw' } as const;
  await store.merchants.announce(1, place, userId, T0, await effectsOf(store, T0));
}
export async function remove(store: Store, userId: number, by = ASHA): Promise<void> {
  const effects = await effectsOf(store, T0);
  await store.members.remove(1, userId, by, T0, () => effects);
}
export async function answer(
  store: Store,
  ref: string,
  keep: boolean,
  userId: number,
  at = T0,
): Promise<AnswerOutcome> {
  const effects = await effectsOf(store, at);
  return await store.merchants.answerQuestion(ref, keep, userId, at, () => effects);
}
/** Delivers everything that is due and returns the news about the shop's groups, with the chat of each. */
export async function newsIn(store: Store): Promise<readonly (readonly [number, News])[]> {
  const rows = await allDue(store);
  return rows.flatMap(({ row }) => {
    const payload = row.payload as { readonly news?: News } | null;
    return payload?.news === undefined ? [] : [[row.chatId, payload.news] as const];
  });
}
/** Delivers everything that is due and returns it, not only the first message of each chat. */
export async function allDue(store: Store) {
  const all = [];
  for (;;) {
    const due = await store.outbox.due(T0, 100, []);
    if (due.length === 0) return all;
    for (const message of due) {
      all.push(message);
      await store.outbox.delivered(message.row, undefined, T0);
    }
  }
}
export const refOf = (news: News | undefined): string => news?.ref ?? 'none';
export const openRef = async (store: Store): Promise<string> =>
  (await store.merchants.openQuestions(1))[0]?.ref ?? 'none';
