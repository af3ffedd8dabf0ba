import type { ReceiptRecipe } from '../domain/file-recipe.ts';
import type { Language } from '../domain/language.ts';
import type { Store } from '../store/port/store.ts';
import { customerReceipt, type ReceiptStore } from './customer-receipt.ts';
import type { Draw } from './drawing.ts';
import type { LogoBytes } from './logos.ts';
import type { MadeFile } from './made-file.ts';
import type { ReceiptWords } from './receipt.words.ts';

/** How receipts are written in a language. */
export interface ReceiptWriting {
  words(language: Language): ReceiptWords;
  /** Writes a time (epoch ms) with its day and year. */
  when(at: number, language: Language): string;
}

export interface ReceiptParts {
  readonly store: ReceiptStore & Pick<Store, 'chargeQueries'>;
  readonly draw: Draw;
  readonly writing: ReceiptWriting;
  readonly logoBytes: LogoBytes;
}

/**
 * Makes the picture of a customer's receipt, from what is stored when it is sent. A logo that cannot be loaded is left out.
 *
 * @throws if the charge does not count as paid any more
 */
export async function makeReceipt(
  { store, draw, writing, logoBytes }: ReceiptParts,
  { chargeId, language }: ReceiptRecipe,
): Promise<MadeFile> {
  const charge = await store.chargeQueries.byId(chargeId);
  const receipt =
    charge &&
    (await customerReceipt(store, charge, writing.words(language), (at) => writing.when(at, language)));
  if (charge === undefined || receipt === undefined) throw new Error(`charge ${chargeId} has no receipt`);
  const { receiptLogo } = await store.merchantSettings.of(charge.merchantId);
  const logo = receiptLogo === null ? null : await logoBytes(receiptLogo);
  const source = await draw({ kind: 'receipt', ...receipt, look: { ...receipt.look, logo } });
  return { kind: 'photo', filename: `receipt-${charge.receipt ?? charge.number}.png`, source };
}
