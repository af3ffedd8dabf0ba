import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of the program's own for files on their way to Telegram. */
export interface FileFolder {
  /** Returns the path of a new file, which does not exist yet. The folder is there, for its owner alone. */
  newPath(extension: string): string;
  remove(path: string): Promise<void>;
}

/**
 * Empties the folder: what a program that died left there holds customers' numbers. Only one program uses a database, and so its folder.
 *
 * @param path it is beside the database, whose folder is private already
 */
export function fileFolder(path: string): FileFolder {
  rmSync(path, { recursive: true, force: true });
  return {
    newPath(extension) {
      try {
        // Not `recursive`: below a folder that cannot hold another, it never returns.
        mkdirSync(path, { mode: 0o700 });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      return join(path, `${randomBytes(12).toString('hex')}.${extension}`);
    },
    remove: (file) => rm(file, { force: true }),
  };
}
