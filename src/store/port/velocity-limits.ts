import type { VelocityLimit } from '../../domain/velocity-limit.ts';

/** A cap that is reached, and when there is room again. */
export interface LimitHit extends VelocityLimit {
  readonly freeAt: number;
}
