import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/port/store.ts';
import { makeChart } from './charts.ts';
import { pictureDrawer } from './drawing.ts';
import { makeExport } from './exports.ts';
import type { FileFolder } from './file-folder.ts';
import type { MakeFile } from './made-file.ts';
import { logos, type LoadPicture } from './logos.ts';
import { makeReceipt, type ReceiptWriting } from './make-receipt.ts';
import type { MerchantDays } from './merchant-days.ts';
import { slowFiles } from './slow-files.ts';

export interface FileMakerParts {
  readonly store: Store;
  readonly days: MerchantDays;
  readonly receipts: ReceiptWriting;
  readonly clock: Clock;
  readonly folder: FileFolder;
  /** Loads the logos of shops. */
  readonly load: LoadPicture;
}

/** Makes the files that messages carry. */
export function fileMaker({ store, days, receipts, clock, folder, load }: FileMakerParts): MakeFile {
  const draw = pictureDrawer();
  const slowly = slowFiles(clock);
  const logoBytes = logos(load, clock);
  return async (recipe, request) => {
    switch (recipe.kind) {
      case 'export':
        return await slowly(request, (onProgress) => makeExport({ store, days, folder }, recipe, onProgress));
      case 'chart':
        return await makeChart({ store, days, draw }, recipe);
      case 'receipt':
        return await makeReceipt({ store, draw, writing: receipts, logoBytes }, recipe);
    }
  };
}
