import type { Store } from '../store/port/store.ts';
import { makeChart } from './charts.ts';
import { pictureDrawer } from './drawing.ts';
import type { MakeFile } from './made-file.ts';
import { makeReceipt, type ReceiptWriting } from './make-receipt.ts';
import type { ShopDays } from './shop-days.ts';

export interface FileMakerParts {
  readonly store: Store;
  readonly days: ShopDays;
  readonly receipts: ReceiptWriting;
}

/** Makes the files that messages carry. */
export function fileMaker({ store, days, receipts }: FileMakerParts): MakeFile {
  const draw = pictureDrawer();
  return async (recipe) => {
    switch (recipe.kind) {
      case 'chart':
        return await makeChart({ store, days, draw }, recipe);
      case 'receipt':
        return await makeReceipt({ store, draw, writing: receipts }, recipe);
      case 'export':
        throw new Error(`no ${recipe.kind} is made yet`);
    }
  };
}
