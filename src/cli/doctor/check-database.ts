import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { freeRatio } from '../../runtime/disk.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import type { Keyring } from '../../security/keyring.ts';
import { besideTillbot } from '../../store/engines/sqlite/open-shared.ts';
import type { Finding } from './finding.ts';

/** Less than this part of a disk is little. */
const LITTLE = 0.1;

/** Reads the database whole while a Tillbot may be running on it, and changes nothing. */
export async function checkDatabase(path: string, keyring: Keyring | undefined): Promise<Finding> {
  const about = 'database';
  if (!existsSync(path) && !existsSync(`${path}-wal`))
    return {
      about,
      result: 'warning',
      what: `There is no database at ${path} yet.`,
      remedy:
        'The first start makes it: npm start. If you have one already, DATABASE_URL names another place.',
    };
  try {
    const missing = await besideTillbot(path, async ({ merchants }) => {
      const ids = await merchants.keyIds();
      return ids.filter((id) => keyring?.keyIds.includes(id) !== true);
    });
    if (missing.length > 0)
      return {
        about,
        result: 'failed',
        what: `SECRET_KEY lacks the key ${missing.join(', ')}, under which accounts or messages were sealed.`,
        remedy: 'Put it behind the new one, with a comma between: SECRET_KEY=new,old',
      };
    return { about, result: 'ok', what: `${path} is whole, of this version, and its keys are there.` };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { about, result: 'failed', what: error.message };
  }
}

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
