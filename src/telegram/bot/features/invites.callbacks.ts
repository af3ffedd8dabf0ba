import { inviteRef, positive, ref, role, type CallbackKinds } from '../callback-fields.ts';

export const inviteCallbacks = {
  invite: { merchant: ref, role },
  /** Revokes a one-time link. */
  revoke: { ref: inviteRef },
  /** Revokes the permission to connect a shop. */
  revokeApplicant: { userId: positive },
} as const satisfies CallbackKinds;
