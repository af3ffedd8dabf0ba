import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/port/store.ts';
import { makeExport } from './exports.ts';
import type { FileFolder } from './file-folder.ts';
import type { MakeFile } from './made-file.ts';
import type { ShopDays } from './shop-days.ts';
import { slowFiles } from './slow-files.ts';

export interface FileMakerParts {
  readonly store: Store;
  readonly days: ShopDays;
  readonly clock: Clock;
  readonly folder: FileFolder;
}

/** Makes the files that messages carry. */
export function fileMaker({ store, days, clock, folder }: FileMakerParts): MakeFile {
  const slowly = slowFiles(clock);
  return async (recipe, request) => {
    switch (recipe.kind) {
      case 'export':
        return await slowly(request, (onProgress) => makeExport({ store, days, folder }, recipe, onProgress));
      case 'chart':
      case 'receipt':
        throw new Error(`no ${recipe.kind} is made yet`);
    }
  };
}
