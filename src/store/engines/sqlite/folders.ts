import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing, one at a time. Node's `mkdirSync` with `recursive` spins for ever where the
 * system says that the parent of a folder is not there though it is (below /proc).
 *
 * @param mode what those that are made allow, before the umask
 * @throws the system's error when one cannot be made
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  // It ends at the root, which is its own parent, or at the folder that the program is in.
  for (let at = folder; !isFolder(at); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const at of missing) makeFolder(at, mode);
}

function makeFolder(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another program may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
