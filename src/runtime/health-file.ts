import { rmSync, statSync, writeFile, writeFileSync } from 'node:fs';
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
 * @throws OperatorError if it cannot be written at the start. Later failures are not told: the file gets old.
 */
export async function withHealthFile<T>(path: string | undefined, run: () => Promise<T>): Promise<T> {
  if (path === undefined) return await run();
  try {
    writeFileSync(path, nowAsText());
  } catch (error) {
    throw new OperatorError(
      `HEALTH_FILE=${path} cannot be written (${codeOf(error)}). Name another file, or let this user write it.`,
    );
  }
  const timer = setInterval(() => writeFile(path, nowAsText(), () => undefined), EVERY_MS).unref();
  try {
    return await run();
  } finally {
    clearInterval(timer);
    rmSync(path, { force: true });
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
