/** At most `count` charges within any `withinMs` milliseconds: to one phone by all merchants, by one person, or by one merchant. */
export interface VelocityLimit {
  readonly of: 'phone' | 'member' | 'merchant';
  readonly count: number;
  readonly withinMs: number;
  /** The merchant has set it, so only its own charges count. */
  readonly isOwn?: true;
}
