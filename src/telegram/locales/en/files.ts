import type { FileWords } from '../../outbound/files.words.ts';

export const files: FileWords = {
  fileNotMade: 'I could not make this file. Please ask for it again.',
};
