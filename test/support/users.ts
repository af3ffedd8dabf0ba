import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SystemUser } from './program.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** A user whom file permissions hinder: root is hindered by none. */
export const NOBODY: SystemUser = { uid: 65_534, gid: 65_534 };
export const IS_ROOT = process.getuid?.() === 0;
/** Where root runs the tests, nobody must be able to read the program. */
export const canRunAsNobody =
  !IS_ROOT ||
  spawnSync(process.execPath, ['-e', `require('fs').readdirSync(${JSON.stringify(SOURCES)})`], NOBODY)
    .status === 0;
