import type { FileWords } from '../../outbound/files.words.ts';

export const files: FileWords = {
  fileNotMade: 'Nimeshindwa kutengeneza faili hili. Tafadhali liombe tena.',
};
