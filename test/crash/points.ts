import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import type { Checkpoint } from '../../src/sandbox/checkpoints.ts';

const KINDS = ['push', 'query', 'send', 'getUpdates'] as const;
const MOMENTS = ['before', 'after', 'answered'] as const satisfies readonly Checkpoint[];

/** A request that the program makes of the world outside. `send`: a message, or an edit of one. */
export type Kind = (typeof KINDS)[number];

/**
 * A moment at which the program is killed. What a dead program can leave of a request is that it took effect or did not, so
 * `before` lets it have none and `after` lets it have all, with no answer to anybody. The worst for a push is a third thing,
 * and half of those killed `before` get it: the network holds it up, and it takes effect when the next program is up.
 */
export interface Point {
  readonly kind: Kind;
  readonly moment: Checkpoint;
}

export const POINTS: readonly Point[] = KINDS.flatMap((kind) => MOMENTS.map((moment) => ({ kind, moment })));

export const nameOf = ({ kind, moment }: Point): string => `${kind} ${moment}`;

/** What a request to one of the two servers is, if it is one of those that matter. */
export function kindOf(request: BosmiRequest | Call): Kind | undefined {
  if ('endpoint' in request) return request.endpoint;
  switch (request.method) {
    case 'sendMessage':
    case 'editMessageText':
      return 'send';
    case 'getUpdates':
      return 'getUpdates';
    default:
      return undefined;
  }
}

/** Whether a call confirms updates: only then can it lose one. */
export const confirms = (request: BosmiRequest | Call): boolean =>
  'method' in request && request.method === 'getUpdates' && request.payload['offset'] !== undefined;

/**
 * Whether this is the point meant. Updates are asked for all the time; what is meant is a call that confirms some, or one
 * whose answer brings some.
 */
export const isAt = ({ kind, moment }: Point, request: BosmiRequest | Call, reached: Checkpoint): boolean =>
  kind === kindOf(request) &&
  moment === reached &&
  (kind !== 'getUpdates' || moment === 'answered' || confirms(request));
