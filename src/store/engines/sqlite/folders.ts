import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and the missing ones above it, one at a time. Node's `mkdirSync` with `recursive` loops for ever if the
 * system says that an existing parent does not exist (below /proc).
 *
 * @param mode what those that are made allow, before the umask
 * @throws the system's error when one cannot be made
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  // It ends at the root, which is its own parent, or at the working folder.
  for (let at = folder; !isFolder(at); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const at of missing) makeFolder(at, mode);
}

/** Puts a file, or the names of the files in a folder, on the disk. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function makeFolder(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another program may have created it meanwhile.
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
