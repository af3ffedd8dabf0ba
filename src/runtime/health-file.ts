import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { codeOf } from './error-code.ts';
import { OperatorError } from './operator-error.ts';

/** How often a running program writes the file. */
const EVERY_MS = 10_000;
/** An older file means that the program hangs or has ended. A busy moment, or a clock that was set, is not taken for that. */
const MAX_AGE_MS = 60_000;

/**
 * Runs a program and meanwhile writes the time into a file, so that another process sees that this one does not hang: the timer runs in the thread that does
 * everything else. The file does not say that Telegram or the gateway can be reached: a restart would not help.
 *
 * @param path the file; none is written if it is undefined
 * @throws OperatorError if it cannot be written at the start, or is another file. Later failures are not told: the file gets old.
 */
export async function withHealthFile<T>(path: string | undefined, run: () => Promise<T>): Promise<T> {
  if (path === undefined) return await run();
  begin(path);
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writeFile(path, nowAsText()).catch(() => undefined);
  }, EVERY_MS).unref();
  try {
    return await run();
  } finally {
    clearInterval(timer);
    // Otherwise it could come back.
    await writing;
    rmSync(path, { force: true });
  }
}

/** What the file holds. A program that was killed leaves it behind. */
const OWN = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z\n)?$/;

/**
 * Writes the file for the first time.
 *
 * @throws OperatorError if it cannot be written, or is some other file: a slip in a setting must not cost a database
 */
function begin(path: string): void {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    const isOwn = file === undefined || (file.isFile() && OWN.test(readFileSync(path, 'utf8')));
    if (!isOwn)
      throw new OperatorError(`HEALTH_FILE=${path} is another file already. Name one that is not there.`);
    writeFileSync(path, nowAsText());
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `HEALTH_FILE=${path} cannot be written (${codeOf(error)}). Name another file, or let this user write it.`,
    );
  }
}

/** For people who look into the file. How old it is, the file system says. */
const nowAsText = (): string => `${new Date().toISOString()}\n`;

/**
 * Returns how old the file is, in milliseconds.
 *
 * @param now the wall clock
 * @throws OperatorError if there is none, or it is too old
 */
export function ageOfHealthFile(path: string, now: number): number {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined)
    throw new OperatorError(`There is no ${path}: Tillbot does not run, or has another HEALTH_FILE.`);
  // After the clock was set back, the file is from the future until it is written again.
  const age = Math.abs(now - file.mtimeMs);
  if (age > MAX_AGE_MS)
    throw new OperatorError(
      `Nothing wrote ${path} for ${Math.round(age / 1_000)} seconds: Tillbot hangs, or was killed.`,
    );
  return age;
}
