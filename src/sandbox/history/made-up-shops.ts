import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import { ASHA, JUMA, NEEMA } from '../people.ts';
import type { SimUser } from '../bot-api/types.ts';

/** A shop whose month is made up. */
export interface MadeUpShop {
  readonly merchantId: number;
  /** Who asks for the money. The first one does so more often. */
  readonly cashiers: readonly SimUser[];
  /** What its customers' numbers begin with, so that no phone is asked by two shops at once. Five digits follow. */
  readonly phones: string;
  /** Where its sales are counted from. No other shop has one of its places. */
  readonly firstPlace: number;
  /** How many sales a day has, by the day of the week, from Monday. */
  readonly salesADay: readonly number[];
  /** Whole shillings. */
  readonly amounts: readonly number[];
  readonly notes: readonly string[];
}

export const MAMA_DUKA: MadeUpShop = {
  merchantId: FIRST_MERCHANT,
  cashiers: [ASHA, JUMA],
  phones: '2547221',
  firstPlace: 1,
  salesADay: [18, 19, 20, 21, 25, 28, 15],
  amounts: [50, 80, 100, 120, 150, 150, 200, 200, 250, 300, 350, 450, 500, 700, 850, 1_200, 2_400],
  notes: [
    'two bags of unga',
    'mkate na maziwa',
    'sukari kilo 2',
    'bar soap',
    'mafuta ya kupikia lita 1',
    'tray of eggs',
    'mchele kilo 5',
    'chai na mandazi',
  ],
};

/** Neema's shop, which is smaller. @param merchantId the number that it got when it was connected */
export const salon = (merchantId: number): MadeUpShop => ({
  merchantId,
  cashiers: [NEEMA],
  phones: '2547222',
  firstPlace: 100_001,
  salesADay: [3, 4, 4, 5, 8, 10, 2],
  amounts: [300, 500, 500, 800, 1_000, 1_500, 2_500, 3_500],
  notes: ['braids', 'wash and set', 'kusuka nywele', 'manicure', 'kunyoa', 'relaxer'],
});
