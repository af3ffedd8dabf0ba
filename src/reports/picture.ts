import type { ChartPicture } from './chart-picture.ts';
import type { CustomerReceipt } from './customer-receipt.ts';

/** What can be drawn. It survives structured cloning. */
export type Picture = ChartPicture | (CustomerReceipt & { readonly kind: 'receipt' });
