import type { Language } from './language.ts';
import type { Role } from './roles.ts';

/**
 * Something that people are told, as facts. It is committed in the transaction that causes it; the messenger finds the words when
 * it is sent.
 */
export type News =
  /** Somebody left the shop, which ended what they had set up in a group. The owners may keep it: `ref` names the question. */
  | {
      readonly kind: 'chat-ended';
      readonly ref: string;
      readonly title: string | null;
      readonly person: string | null;
      readonly isLinked: boolean;
      readonly isAnnounced: boolean;
    }
  /** The person who linked a group is no longer an administrator of it. `ref` names the question to the owners. */
  | {
      readonly kind: 'no-admin';
      readonly ref: string;
      readonly title: string | null;
      readonly person: string | null;
    }
  /** A group hears no summaries any more: `person`, who had set them, left the shop; or, if null, the group cannot be reached. */
  | { readonly kind: 'summary-ended'; readonly title: string | null; readonly person: string | null }
  /** A group that became a supergroup was linked to another shop, so it is no longer linked to this one. */
  | { readonly kind: 'chat-lost'; readonly title: string | null }
  /** A one-time link, told to its maker. Its code is not stored: it is derived from `ref` when this is sent. */
  | {
      readonly kind: 'invite';
      readonly ref: string;
      readonly codeHash: string;
      /** Null for a link that lets somebody connect a shop. */
      readonly role: Role | null;
      /** The bot's username. */
      readonly bot: string;
    }
  /** Somebody was let in to connect a shop. */
  | { readonly kind: 'let-in'; readonly userId: number; readonly name: string }
  /** Somebody who was let in has connected a shop. */
  | { readonly kind: 'connected'; readonly name: string; readonly newShop: string }
  /** Somebody recorded a refund of a charge, or took it back. */
  | {
      readonly kind: 'refund';
      readonly isTakenBack: boolean;
      /** The charge's number. */
      readonly number: number;
      readonly amountKes: number;
      /** What was paid. */
      readonly paidKes: number;
      readonly reason: string;
      readonly by: string;
    };

/** The payload of a message in the outbox that tells news. */
export interface NewsPayload {
  readonly news: News;
  /** The shop's name; empty for the first one until its owner names it. */
  readonly shop: string;
  /** The reader works at several shops, so a refund names the shop. Former versions left it out. */
  readonly isOfSeveral?: boolean;
  readonly language: Language;
  /** The forum topic where it is told; null or undefined for none. */
  readonly threadId?: number | null;
}
