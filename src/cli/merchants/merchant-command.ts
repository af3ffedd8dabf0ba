import { oneLine } from '../../domain/one-line.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import { redact, PHONE } from '../../runtime/redaction.ts';
import type { Merchants } from '../../store/port/merchants.ts';
import type { Merchant } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';

/** Does something and returns what is printed about it. */
export type MerchantCommand = (store: MerchantStore, moment: Moment) => Promise<string>;
export type MerchantStore = Pick<Store, 'merchants' | 'members'>;
/** A time as the operator reads it. */
export type Moment = (at: number) => string;

/** The first merchant has no name until its owner gives it one. */
export const FIRST_NAME = 'the first shop';

/** @throws OperatorError if there is no such merchant */
export async function existingMerchant(merchants: Merchants, id: number): Promise<Merchant> {
  const merchant = await merchants.find(id);
  if (merchant === undefined)
    throw new OperatorError(`There is no merchant ${id}. To list them: npm run merchants`);
  return merchant;
}

export const titleOf = ({ id, name }: Merchant): string => `Merchant ${id} (${harmless(name) || FIRST_NAME})`;

/** Returns what people typed, without characters that move a terminal's cursor, and without a customer's number. */
export const harmless = (text: string): string => redact(oneLine(text, Number.POSITIVE_INFINITY), [PHONE]);
