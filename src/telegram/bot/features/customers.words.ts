import type { Text } from '../../locales/text.ts';

/** A count and a sum, with the sum written as money. */
interface Sum {
  readonly count: number;
  readonly amount: string;
}

/** The words of `/customers`, `/name`, `/erase` and charges by name. */
export interface CustomerWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'customers', string>>;
  readonly buttons: {
    readonly chargeCustomer: string;
    readonly blockCustomer: string;
    readonly unblockCustomer: string;
    readonly eraseCustomer: string;
    readonly backToCustomers: string;
    readonly earlierCustomers: string;
    readonly laterCustomers: string;
    readonly erase: string;
  };
  readonly helpCustomers: Text;

  readonly customersTitle: (page: number) => string;
  readonly noCustomersYet: string;
  readonly noCustomerAt: (phone: string) => string;
  /** Ends the list of customers: how to look for one. */
  readonly customersHint: string;
  readonly customerPaid: (sum: Sum) => string;
  readonly customerByHand: (sum: Sum) => string;
  /** `left` is what was paid less what was refunded. */
  readonly customerRefunded: (sums: { readonly amount: string; readonly left: string }) => string;
  readonly customerPaidNothing: string;
  readonly customerSince: (first: string, last: string) => string;
  readonly customerBlocked: string;
  readonly customerCharges: string;
  readonly customerGone: string;

  readonly nameUsage: string;
  readonly nameIs: (customer: string) => string;
  readonly nameNone: (phone: string) => string;
  /** How to change and remove a name. */
  readonly nameHow: string;
  readonly nameSaved: (customer: string) => string;
  readonly nameRemoved: (phone: string) => string;
  readonly nameRefused: (limit: number) => string;
  readonly nameOfAnother: string;

  /** Added to the refusal of a charge that begins with a word: nobody is called so. */
  readonly nobodyCalled: (name: string) => string;
  readonly whichCustomer: (name: string) => string;
  readonly moreCustomersFit: string;
  readonly chosen: (customer: string) => string;

  readonly eraseFirst: (phone: string) => string;
  readonly eraseGone: (charges: number, name: string | undefined) => string;
  readonly eraseKept: (open: number) => string;
  readonly eraseStays: string;
  readonly eraseBlocked: string;
  readonly notErased: string;
  /** There was no charge with the number, or there is none any more. */
  readonly allErased: string;

  /** Part of `/mydata`. */
  readonly myNames: string;
}
