import { OperatorError } from '../../runtime/operator-error.ts';

/** What the mark of a move says of a database. At most one of them is there. */
export interface MoveMark {
  /** When it was moved to another one (epoch ms): nothing is done with it any more. */
  readonly movedAt: number | undefined;
  /** When a move to it began that was not finished (epoch ms): it may lack rows. */
  readonly arrivingAt: number | undefined;
}

/**
 * Refuses a database that was moved, or that was not moved whole.
 *
 * @param name what people call it
 * @throws OperatorError with what to do
 */
export function refuseMoved(name: string, { movedAt, arrivingAt }: MoveMark): void {
  if (movedAt !== undefined)
    throw new OperatorError(
      `${name} was moved to another database on ${shownTime(movedAt)}. Name that one in DATABASE_URL: two bots would charge twice. ` +
        'If you mean to go back to this one, it lacks what came since, and holds all pushes until an owner says to go on: npm run move -- --undo',
    );
  refuseArriving(name, { arrivingAt });
}

/** @throws OperatorError if a move to it was not finished */
export function refuseArriving(name: string, { arrivingAt }: Pick<MoveMark, 'arrivingAt'>): void {
  if (arrivingAt === undefined) return;
  throw new OperatorError(
    `The move to ${name} was not finished. Name the database that it came from in DATABASE_URL, and run it again: npm run move -- --to ADDRESS`,
  );
}

/** @throws OperatorError because somebody's rows are in it */
export function refuseFull(name: string): never {
  throw new OperatorError(
    `${name} is not empty. Nothing was changed. Move to a database that is new: a file that is not there yet, or what createdb makes.`,
  );
}

const shownTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
