import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';
/** Many times what the tests keep at once. A container often has only 64 MB there. */
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
 * Keeps the tests' temporary files in memory, where a commit waits for no disk. Without such a folder, or with a `TMPDIR` that somebody
 * chose, they stay where they are. Each project of vitest calls this; the first call counts.
 *
 * @returns what removes the folder
 */
export function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'tillbot-tests-'));
  // Some tests run the program as another user, who must get through to the test's own folder.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => {
    delete process.env['TMPDIR'];
    rmSync(folder, { recursive: true, force: true });
  };
}
