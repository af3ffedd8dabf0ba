import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

/**
 * Loaded before the program: kills its process at the nth commit, at one of these moments.
 *
 * - `before`: its statements have run, and it is not committed.
 * - `after`: it is committed, and the disk has not been asked to keep it.
 * - `answered`: the disk has it, and the program does not know yet.
 */
const [moment, nth] = (process.env['CRASH_AT_COMMIT'] ?? '').split(' ');
let left = Number(nth);

const reach = (reached: string): void => {
  if (reached !== moment) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const { prototype } = Database as unknown as { readonly prototype: Database.Database };
const { prepare } = prototype;
prototype.prepare = function prepareWatched(this: Database.Database, source: string) {
  const statement = prepare.call(this, source);
  if (source !== 'COMMIT') return statement;
  const commit = statement.run.bind(statement) as unknown as () => Database.RunResult;
  const run = (): Database.RunResult => {
    reach('before');
    const result = commit();
    reach('after');
    return result;
  };
  return Object.assign(statement, { run });
} as typeof prepare;

const { fdatasync } = fs;
const watched = (fd: number, done: fs.NoParamCallback): void =>
  fdatasync(fd, (error) => {
    reach('answered');
    done(error);
  });
Object.assign(fs, { fdatasync: watched });
syncBuiltinESMExports();
