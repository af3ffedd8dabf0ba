import { join, dirname } from 'node:path';
import { mkdirSync } from 'node:fs';
import { readDatabasePath } from './config.ts';
import { runCommand } from './program.ts';
import { backUp } from './store/copies.ts';

/** `npm run backup [-- file]`: copies the database while the till works. */
await runCommand(() => {
  const from = readDatabasePath(process.env);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const to = process.argv[2] ?? join(dirname(from), 'backups', `tillbot-${stamp}Z.db`);
  mkdirSync(dirname(to), { recursive: true });
  const { charges } = backUp(from, to);
  console.log(`Copied ${charges} ${charges === 1 ? 'charge' : 'charges'} to ${to}`);
  console.log(`It holds customers' numbers: keep it as you keep a cash book, and on another disk.`);
  return 0;
});
