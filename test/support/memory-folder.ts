import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';
/** Many times what the tests need at once. A container often has only 64 MB there. */
const ROOM_BYTES = 2 * 1024 ** 3;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

/**
 * Keeps the tests' temporary files in memory, where a commit does not wait for a disk. It does nothing without such a folder, or if
 * `TMPDIR` is set. Each project of vitest calls this. Only the first call has an effect.
 *
 * @returns a function that removes the folder
 */
export function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'tillbot-tests-'));
  // Some tests run the program as another user, who must be able to enter the test's own folder.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => {
    delete process.env['TMPDIR'];
    rmSync(folder, { recursive: true, force: true });
  };
}
