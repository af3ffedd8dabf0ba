import { readFileSync, writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { watchCommits } from '../commits.ts';

/** What a program prints that has stopped itself. */
export const AT_POINT = 'stopped at a point of its commit';

/**
 * Loaded before the program: stops its process at a commit. Which one stands in a file, which is read at SIGUSR2: a moment, and how many such
 * commits from now on.
 */
const file = process.env['CRASH_ARM'];
if (file !== undefined && isMainThread) {
  let armed: { readonly moment: string | undefined; left: number } | undefined;
  process.on('SIGUSR2', () => {
    const [moment, nth] = readFileSync(file, 'utf8').split(' ');
    armed = { moment, left: Number(nth) };
  });
  watchCommits((reached) => {
    if (armed === undefined || reached !== armed.moment) return;
    armed.left -= 1;
    if (armed.left > 0) return;
    armed = undefined;
    writeSync(1, `${AT_POINT}\n`);
    process.kill(process.pid, 'SIGSTOP');
  });
}
