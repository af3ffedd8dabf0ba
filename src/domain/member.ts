import type { Actor } from './audit.ts';
import type { Role } from './roles.ts';

/** A person who works for a merchant, and their role. */
export interface Member {
  readonly name: string;
  readonly merchantId: number;
  readonly userId: number;
  readonly role: Role;
  /** `environment`: named in OWNER_IDS. `first-link`: opened the link of the first start. */
  readonly origin: 'environment' | 'first-link' | 'invite' | 'connect';
  readonly addedAt: number;
  /** The suspension (its `suspendedAt`) that they were told of last. Each is told once. */
  readonly suspensionTold: number | null;
}

/**
 * A one-time link, by the hash of its code. It is kept for a while after its end, to tell whoever opens it late why it does not
 * work.
 */
export interface Invite {
  /**
   * Names the link where it is listed and revoked. It reveals nothing of the code. Letters only, so that it is never a user's
   * id.
   */
  readonly ref: string;
  readonly createdAt: number;
  /** Null for a link that lets somebody connect a shop of their own. */
  readonly merchantId: number | null;
  readonly expiresAt: number;
  /** The role that its user gets; null without a merchant. */
  readonly role: Role | null;
  readonly codeHash: string;
  readonly createdBy: Actor;
  readonly usedAt: number | null;
  readonly usedBy: number | null;
  /** When it was revoked. */
  readonly revokedAt: number | null;
}

/** Somebody who was let in to connect a shop and has not done so. */
export interface Applicant {
  readonly userId: number;
  readonly name: string;
  readonly letInAt: number;
  /** Who made the link that let them in; null if it was not kept. */
  readonly invitedBy: Actor | null;
}
