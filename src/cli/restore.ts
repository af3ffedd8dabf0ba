import { readDatabasePath } from '../config/single-settings.ts';
import { runCommand } from './run-command.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { restore } from '../store/engines/sqlite/backup.ts';

/** `npm run restore -- file`: replaces the database with a copy, while the bot is stopped. */
await runCommand(() => {
  const [, , copy] = process.argv;
  if (copy === undefined) {
    throw new OperatorError('Name the copy: npm run restore -- data/backups/tillbot-2026-11-24T083000Z.db');
  }
  const to = readDatabasePath(process.env);
  const { former } = restore(copy, to);
  console.log(`${to} is now what ${copy} was.`);
  if (former !== undefined) console.log(`What was there before is kept as ${former}`);
  console.log('Start Tillbot: it sends nothing to a phone until an owner presses "Go on" in Telegram.');
  return 0;
});
