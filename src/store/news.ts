import { eq } from 'drizzle-orm';
import type { Role } from '../domain/roles.ts';
import { first, type Tx } from './engine.ts';
import { addToOutbox } from './update-effects.ts';
import { ownersOf } from './membership-queries.ts';
import { merchants, preferences } from './schema.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import type { Language } from '../domain/language.ts';

/**
 * Something that people must hear of, as facts: the messenger finds the words when it is sent. So whatever brings it about can
 * commit it in its own transaction.
 */
export type News =
  /** What somebody set up in a group has ended with their leaving the shop. The owners may keep it, by the question's `ref`. */
  | {
      readonly kind: 'chat-ended';
      readonly ref: string;
      readonly title: string | null;
      readonly person: string | null;
      readonly isLinked: boolean;
      readonly isAnnounced: boolean;
    }
  /** Whoever linked a group is no administrator of it. */
  | {
      readonly kind: 'no-admin';
      readonly ref: string;
      readonly title: string | null;
      readonly person: string | null;
    }
  /** A group was another shop's when it became a supergroup, and so is not this one's any more. */
  | { readonly kind: 'chat-lost'; readonly title: string | null }
  /** A one-time link, which is told to its maker. Its code is not kept, but made from `ref` when this is sent. */
  | {
      readonly kind: 'invite';
      readonly ref: string;
      readonly codeHash: string;
      /** Null: it lets somebody in to connect a shop. */
      readonly role: Role | null;
      /** The bot's username. */
      readonly bot: string;
    }
  /** Somebody was let in to connect a shop. */
  | { readonly kind: 'let-in'; readonly userId: number; readonly name: string }
  /** They have connected it. */
  | { readonly kind: 'connected'; readonly name: string; readonly newShop: string };

/** What the outbox holds of it. */
export interface NewsPayload {
  readonly news: News;
  /** The shop's name; empty for the first one until its owner names it. */
  readonly shop: string;
  readonly language: Language;
}

/** Tells a merchant's owners something in private, within a transaction. */
export async function tellOwners(tx: Tx, merchantId: number, news: News, at: number): Promise<void> {
  for (const { userId } of await ownersOf(tx, merchantId)) await tellPerson(tx, merchantId, userId, news, at);
}

/** Tells those who run this bot: one of them, while they still do, else all. */
export async function tellOperators(
  tx: Tx,
  userId: number | undefined,
  news: News,
  at: number,
): Promise<void> {
  const operators = await ownersOf(tx, FIRST_MERCHANT);
  const one = operators.filter((operator) => operator.userId === userId);
  for (const operator of one.length > 0 ? one : operators)
    await tellPerson(tx, FIRST_MERCHANT, operator.userId, news, at);
}

async function tellPerson(tx: Tx, merchantId: number, userId: number, news: News, at: number): Promise<void> {
  const language =
    (await first(tx.select().from(preferences).where(eq(preferences.userId, userId))))?.language ?? 'en';
  const shop = (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.name ?? '';
  const payload: NewsPayload = { news, shop, language };
  // A private chat has its person's id.
  await addToOutbox(tx, [{ kind: 'message', chatId: userId, payload }], at);
}
