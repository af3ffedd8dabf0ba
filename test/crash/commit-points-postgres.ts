import { watchCommits } from './commits.ts';

/** Loaded before the program: kills its process, or the engine's, at the nth commit. */
const [moment, nth] = (process.env['CRASH_AT_COMMIT'] ?? '').split(' ');
const engine = process.env['CRASH_ENGINE'];
let left = Number(nth);

watchCommits((reached) => {
  if (reached !== moment) return;
  left -= 1;
  if (left !== 0) return;
  if (engine === undefined) process.kill(process.pid, 'SIGKILL');
  else process.kill(Number(engine), Math.random() < 0.5 ? 'SIGQUIT' : 'SIGKILL');
});
