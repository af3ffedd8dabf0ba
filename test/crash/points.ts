import type { BosmiRequest } from '../../src/sandbox/bosmi/server.ts';
import type { Call } from '../../src/sandbox/bot-api/types.ts';
import type { CrashEngine } from './database.ts';
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
  /** `commit`: a transaction's end. See `commit-points.ts` and `commit-points-postgres.ts` for its moments. */
  readonly kind: Kind | 'commit';
  readonly moment: Checkpoint;
  /** The engine is crashed instead of the program. */
  readonly engine?: true;
}

export const POINTS: readonly Point[] = [...REQUESTS, 'commit' as const].flatMap((kind) =>
  MOMENTS.map((moment) => ({ kind, moment })),
);

/** All of these, and all of them for the engine, which is a process of its own. */
export const POINTS_ON_POSTGRES: readonly Point[] = [
  ...POINTS,
  ...POINTS.map(({ kind, moment }) => ({ kind, moment, engine: true }) as const),
];

/** The points at which money is at stake. */
export const MAIN_POINTS_ON_POSTGRES: readonly Point[] = POINTS_ON_POSTGRES.filter(
  ({ kind }) => kind === 'push' || kind === 'commit',
);

/**
 * Settings of a program that kills itself, or its database's engine, at its `nth` commit.
 *
 * @param engine the engine, if it is a process of its own
 */
export function killedAtCommit(
  { moment, engine: isEngine }: Point,
  nth: number,
  engine: CrashEngine | undefined,
): Readonly<Record<string, string>> {
  const hook =
    engine === undefined
      ? new URL('commit-points.ts', import.meta.url)
      : new URL('commit-points-postgres.ts', import.meta.url);
  return {
    NODE_OPTIONS: `--import=${hook.href}`,
    CRASH_AT_COMMIT: `${moment} ${nth}`,
    ...(isEngine === true ? { CRASH_ENGINE: `${engine?.pid()}` } : {}),
  };
}

export const nameOf = ({ kind, moment, engine }: Point): string =>
  `${kind} ${moment}${engine === true ? ', the engine' : ''}`;

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
