import type { ChargeState } from './charge-states.ts';

/** Who did something: the program, the gateway, the operator at the machine, or a person by their Telegram id. */
export type Actor = 'tillbot' | 'gateway' | 'operator' | `user:${number}`;

/** Returns the Telegram id of an actor, or undefined if it is not a person in Telegram. */
export function userIdOf(actor: Actor | null): number | undefined {
  const [, userId] = /^user:(\d+)$/.exec(actor ?? '') ?? [];
  return userId === undefined ? undefined : Number(userId);
}

export type EventDetail = Readonly<Record<string, unknown>>;

/** A row of the audit log of charges: a transition, or an observation that changed no state but must be kept. */
export interface ChargeEvent {
  readonly id: number;
  readonly at: number;
  readonly chargeId: number;
  /** The former state: null for the first row, the same as `to` for an observation. */
  readonly from: ChargeState | null;
  readonly to: ChargeState;
  /** Who or what: `tillbot`, `gateway`, `operator` (at the machine) or `user:<Telegram id>`. */
  readonly actor: Actor;
  readonly detail: EventDetail;
}

export type MerchantEventKind =
  | 'invited'
  | 'invite-revoked'
  | 'let-in'
  | 'let-in-revoked'
  | 'connected'
  | 'account-changed'
  | 'account-removed'
  | 'key-rotated'
  | 'joined'
  | 'removed'
  | 'linked'
  | 'unlinked'
  | 'kept'
  | 'announces'
  | 'announces-no-more'
  | 'blocked'
  | 'unblocked'
  | 'erased'
  | 'named'
  | 'unnamed'
  | 'item-added'
  | 'item-repriced'
  | 'item-removed'
  | 'settings-changed'
  | 'renamed'
  | 'summary-set'
  | 'summary-ended'
  | 'suspended'
  | 'resumed';

/** A row of the audit log of everything but charges: who let whom in, linked what, changed which account. Rows are only added. */
export interface MerchantEvent {
  readonly id: number;
  /** Null if it concerns no merchant yet. */
  readonly merchantId: number | null;
  readonly at: number;
  readonly actor: Actor;
  readonly detail: EventDetail;
  readonly what: MerchantEventKind;
}
