import { statSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { readDatabasePath } from '../config/single-settings.ts';
import { runCommand } from './run-command.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { backUp } from '../store/engines/sqlite/backup.ts';
import { makeFolders } from '../store/engines/sqlite/folders.ts';
import { codeOf } from '../runtime/error-code.ts';

/** `npm run backup [-- file]`: copies the database while the bot runs. */
await runCommand(() => {
  const from = readDatabasePath(process.env);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const usual = join(dirname(from), 'backups');
  const to = process.argv[2] ?? join(usual, `tillbot-${stamp}Z.db`);
  makeOwnFolder(dirname(to));
  const { charges } = backUp(from, to);
  console.log(`Copied ${charges} ${charges === 1 ? 'charge' : 'charges'} to ${to}`);
  console.log(`It holds customers' numbers: keep it as you keep a cash book, and on another disk.`);
  // An earlier version made the folder readable by others. It may be so on purpose, for a program that fetches copies.
  if (dirname(to) === usual && (statSync(usual).mode & 0o077) !== 0)
    console.log(`Others on this machine can see what is in ${usual}. To keep them out: chmod 700 ${usual}`);
  return 0;
});

/** @throws OperatorError if the folder cannot be made */
function makeOwnFolder(folder: string): void {
  try {
    makeFolders(folder, 0o700);
  } catch (error) {
    throw new OperatorError(`The folder ${folder} cannot be made (${codeOf(error)}). Name another file.`);
  }
}
