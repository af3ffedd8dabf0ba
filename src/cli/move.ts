import { parseArgs } from 'node:util';
import { databaseAddress, withoutPassword, type DatabaseAddress } from '../config/database-address.ts';
import { readDatabase } from '../config/single-settings.ts';
import { systemClock } from '../runtime/clock.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { moveDatabase, undoMove } from '../store/engines/move.ts';
import { asTyped } from './as-typed.ts';
import { runCommand } from './run-command.ts';

const USAGE =
  'Name where to: npm run move -- --to postgres://name:password@host/database, or --to FILE. It moves the database of DATABASE_URL, while the bot is stopped.';

/** `npm run move -- --to ADDRESS`: moves the database to PostgreSQL, or back to a file, while the bot is stopped. `--undo` goes back. */
await runCommand(async () => {
  const { to, undo } = readWords(process.argv.slice(2));
  const from = readDatabase(process.env);
  if (undo) {
    const movedAt = await undoMove(from, systemClock);
    console.log(
      asTyped(
        `This is again the database of the bot, as it was at ${new Date(movedAt).toISOString()}. What came since is in the other one alone: never start a bot on that any more.\n` +
          'Start Tillbot: it sends nothing to a phone until an owner presses "Go on" in Telegram.',
      ),
    );
    return 0;
  }
  if (to === undefined) throw new OperatorError(USAGE);
  const target = addressOf(to);
  let [tables, rows] = [0, 0];
  await moveDatabase(from, target, systemClock, {
    copied(table, sum) {
      tables += 1;
      rows += sum.rows;
      if (sum.rows > 0) console.log(`${table}: ${counted(sum.rows)}, checksum ${sum.checksum.slice(0, 12)}`);
    },
  });
  const name = withoutPassword(target);
  console.log(
    asTyped(
      `Moved ${counted(rows)} in ${tables} tables to ${name}. Counts and checksums are the same in both.\n` +
        `Set DATABASE_URL to that address in the settings of every program, and start the bot. The former database refuses it from now on. ` +
        `It holds customers' numbers: delete it when you are sure.`,
    ),
  );
  return 0;
});

function counted(rows: number): string {
  return `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
}

function readWords(words: string[]): { readonly to?: string | undefined; readonly undo: boolean } {
  try {
    const { values } = parseArgs({
      args: words,
      options: { to: { type: 'string' }, undo: { type: 'boolean', default: false } },
    });
    return values;
  } catch {
    // It may quote what was typed, with a password in it.
    throw new OperatorError(USAGE);
  }
}

/** Where to, from an address as in DATABASE_URL or a path. */
function addressOf(text: string): DatabaseAddress {
  const address = databaseAddress.safeParse(text);
  if (address.success) return address.data;
  if (!text.includes(':') && text !== '') return { path: text };
  throw new OperatorError(
    'What stands behind --to is neither a file nor the address of a PostgreSQL database (postgres://name:password@host/database).',
  );
}
