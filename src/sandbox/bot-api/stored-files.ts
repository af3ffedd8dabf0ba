import { Refusal, type SimFile } from './types.ts';
import type { World } from './world.ts';

/** The largest file that a bot can load. */
const MOST_BYTES = 20 * 1024 * 1024;

/** Answers `getFile`: from now on the file is served at the place in the answer. */
export function openFile({ files, places }: World, fileId: string): object {
  const file = files.get(fileId);
  if (file === undefined)
    throw new Refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
  if (file.bytes.length > MOST_BYTES) throw new Refusal(400, 'Bad Request: file is too big');
  const place = `photos/file_${places.size}.jpg`;
  places.set(place, file);
  return {
    file_id: fileId,
    file_unique_id: `unique-${fileId}`,
    file_size: file.bytes.length,
    file_path: place,
  };
}

/** Returns the file at the place that `getFile` gave; no other file of Telegram's has an address. */
export const fileAt = ({ places }: World, place: string): SimFile | undefined => places.get(place);
