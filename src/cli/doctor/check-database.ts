import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseAddress } from '../../config/database-address.ts';
import { freeRatio } from '../../runtime/disk.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import type { Keyring } from '../../security/keyring.ts';
import { besideTillbot } from '../../store/engines/beside-tillbot.ts';
import type { Finding } from './finding.ts';

/** Less than this part of a disk is little. */
const LITTLE = 0.1;

/** Reads the database, a file whole, while a Tillbot may be running on it. */
export async function checkDatabase(
  database: DatabaseAddress,
  keyring: Keyring | undefined,
): Promise<readonly Finding[]> {
  const about = 'database';
  if ('path' in database && !existsSync(database.path) && !existsSync(`${database.path}-wal`))
    return [
      {
        about,
        result: 'warning',
        what: `There is no database at ${database.path} yet.`,
        remedy:
          'The first start makes it: npm start. If you have one already, DATABASE_URL names another place.',
      },
    ];
  try {
    return await besideTillbot(database, async ({ merchants, restoreHold }) => {
      const ids = await merchants.keyIds();
      const missing = ids.filter((id) => keyring?.keyIds.includes(id) !== true);
      return [...keysFinding(database, missing), ...holdFinding(await restoreHold.since())];
    });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [{ about, result: 'failed', what: error.message }];
  }
}

function keysFinding(database: DatabaseAddress, missing: readonly string[]): readonly Finding[] {
  const about = 'database';
  if (missing.length > 0)
    return [
      {
        about,
        result: 'failed',
        what: `SECRET_KEY lacks the key ${missing.join(', ')}, under which accounts or messages were sealed.`,
        remedy: 'Put it behind the new one, with a comma between: SECRET_KEY=new,old',
      },
    ];
  const what =
    'path' in database
      ? `${database.path} is whole, of this version, and its keys are there.`
      : 'PostgreSQL answers. Its database is of this version, and its keys are there.';
  return [{ about, result: 'ok', what }];
}

const holdFinding = (since: number | undefined): readonly Finding[] =>
  since === undefined
    ? []
    : [
        {
          about: 'database',
          result: 'warning',
          what: 'Pushes are held: the database was put back from a copy, or a standby was promoted.',
          remedy:
            'Look through the M-Pesa messages since then. Then an owner presses "Go on", or: npm run hold -- off',
        },
      ];

/** Looks at the room on the database's disk. */
export async function checkDisk(path: string): Promise<Finding> {
  const about = 'disk';
  const folder = dirname(path);
  const free = await freeRatio(existsSync(folder) ? folder : '.');
  if (free === undefined)
    return { about, result: 'warning', what: `The disk of ${folder} does not say how much room it has.` };
  const percent = `${Math.floor(free * 100)} % of the disk of ${folder} is free`;
  if (free >= LITTLE) return { about, result: 'ok', what: `${percent}.` };
  return {
    about,
    result: 'warning',
    what: `Only ${percent}. On a full disk nothing is charged.`,
    remedy: 'Free some room: old copies, logs.',
  };
}
