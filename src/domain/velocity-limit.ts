/** At most `count` charges within any `withinMs` milliseconds: of one phone by whichever shop, of one person, of one shop. */
export interface VelocityLimit {
  readonly of: 'phone' | 'member' | 'merchant';
  readonly count: number;
  readonly withinMs: number;
}
