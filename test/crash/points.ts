import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import type { Checkpoint } from '../../src/sandbox/checkpoints.ts';

const REQUESTS = ['push', 'query', 'send', 'board', 'getUpdates'] as const;
const MOMENTS = ['before', 'after', 'answered'] as const satisfies readonly Checkpoint[];

/**
 * A request of the program to a server. `send`: a message, or an edit of one. `board`: one of these that shows a collection's board, after
 * a charge of it was created or has ended.
 */
export type Kind = (typeof REQUESTS)[number];

/**
 * A moment at which the program is killed. `before`: its request takes no effect. `after`: it takes effect, and nobody gets the answer.
 * The worst case for a push is a third one, which half of those killed `before` get: the network delays it, and it takes effect when the
 * next program is up.
 */
export interface Point {
  /** `commit`: a transaction's end. See `commit-points.ts` for its moments. */
  readonly kind: Kind | 'commit';
  readonly moment: Checkpoint;
}

export const POINTS: readonly Point[] = [...REQUESTS, 'commit' as const].flatMap((kind) =>
  MOMENTS.map((moment) => ({ kind, moment })),
);

/** Settings of a program that kills itself at its `nth` commit. */
export const killedAtCommit = ({ moment }: Point, nth: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL('commit-points.ts', import.meta.url).href}`,
  CRASH_AT_COMMIT: `${moment} ${nth}`,
});

export const nameOf = ({ kind, moment }: Point): string => `${kind} ${moment}`;

const BOARD = /\d+ of \d+ paid ·/;

/** Returns the kind of a request, or undefined if it is of no kind that matters here. */
export function kindOf(request: BosmiRequest | Call): Kind | undefined {
  if ('endpoint' in request) return request.endpoint;
  switch (request.method) {
    case 'sendMessage':
    case 'editMessageText':
      return BOARD.test(String(request.payload['text'])) ? 'board' : 'send';
    case 'getUpdates':
      return 'getUpdates';
    default:
      return undefined;
  }
}

/** Returns whether a call confirms updates: only such a call can lose one. */
export const confirms = (request: BosmiRequest | Call): boolean =>
  'method' in request && request.method === 'getUpdates' && request.payload['offset'] !== undefined;

/**
 * Returns whether a request is at this point. `getUpdates` is called all the time, so only a call that confirms updates counts, or one
 * whose answer has some.
 */
export const isAt = ({ kind, moment }: Point, request: BosmiRequest | Call, reached: Checkpoint): boolean =>
  kind === kindOf(request) &&
  moment === reached &&
  (kind !== 'getUpdates' || moment === 'answered' || confirms(request));
