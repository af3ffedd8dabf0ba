import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SystemUser } from './program.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** A user to whom file permissions apply. They do not apply to root. */
export const NOBODY: SystemUser = { uid: 65_534, gid: 65_534 };
export const IS_ROOT = process.getuid?.() === 0;
/** If root runs the tests, the user `nobody` must be able to read the program's sources. */
export const canRunAsNobody =
  !IS_ROOT ||
  spawnSync(process.execPath, ['-e', `require('fs').readdirSync(${JSON.stringify(SOURCES)})`], NOBODY)
    .status === 0;
