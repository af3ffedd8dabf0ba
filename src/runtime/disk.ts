import { statfs } from 'node:fs/promises';

/** Returns which part of a file system is free for this user, from 0 to 1; undefined if it does not say. */
export async function freeRatio(path: string): Promise<number | undefined> {
  try {
    const { blocks, bavail } = await statfs(path);
    return blocks === 0 ? undefined : bavail / blocks;
  } catch {
    return undefined;
  }
}
