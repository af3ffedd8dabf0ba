/** Why a program does not compete for the lead, although nobody stops it. */
export type Unfit =
  /** A key is missing, or something sealed does not open. */
  | 'keys'
  /** A newer version wrote the database. */
  | 'newer-schema'
  | 'unread';

/** What a program is among those that share a database. */
export type Role =
  | { readonly kind: 'leader'; readonly term: number; readonly leaseAgeMs: number }
  | { readonly kind: 'standby'; readonly unfit: Unfit | undefined };
