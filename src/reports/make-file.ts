import type { Store } from '../store/port/store.ts';
import type { MakeFile } from './made-file.ts';

export interface FileMakerParts {
  readonly store: Store;
}

/** Makes the files that messages carry. */
export const fileMaker =
  (_parts: FileMakerParts): MakeFile =>
  async (recipe) => {
    switch (recipe.kind) {
      case 'chart':
      case 'export':
      case 'receipt':
        throw new Error(`no ${recipe.kind} is made yet`);
    }
  };
