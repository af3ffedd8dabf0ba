import type { VelocityLimit } from '../../domain/velocity-limit.ts';

/** A velocity limit that is reached, and when it allows the next charge (epoch ms). */
export interface LimitHit extends VelocityLimit {
  readonly freeAt: number;
}
