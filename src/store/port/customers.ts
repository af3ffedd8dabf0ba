import type { Charge } from '../../domain/charge.ts';
import type { Customer, CustomerTakings } from '../../domain/customer.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Whose charges of a merchant count. */
export interface CustomerScope {
  readonly merchantId: number;
  /** Only charges that this person asked for; undefined for all. */
  readonly userId: number | undefined;
}

/** A customer, and what they have paid in a scope. */
export interface PayingCustomer {
  readonly customer: Customer;
  readonly takings: CustomerTakings;
}

/** All that is known of a customer in a scope. */
export interface CustomerView {
  readonly customer: Customer;
  /** Undefined if they have paid nothing in the scope. */
  readonly takings: CustomerTakings | undefined;
  /** The latest charges to them, the newest first. */
  readonly latest: readonly Charge[];
  /** Whether the merchant keeps from charging the number. */
  readonly isBlocked: boolean;
}

/** What became of giving or removing a name. Only `named` changes anything. */
export type NameOutcome = 'named' | 'not-a-member' | 'managers-only' | 'settled-before';

/** A merchant's customers. A query reads what is committed and changes nothing; every method is one transaction. */
export interface Customers {
  /** Returns the customer with this number who has paid or has a name, or undefined. */
  find(merchantId: number, msisdn: Msisdn): Promise<Customer | undefined>;

  /** Returns the customer whom a button names, or undefined if the number was erased since. */
  byRef(ref: string): Promise<Customer | undefined>;

  /**
   * Returns customers in whose name each of the words (see `wordsOfName`) begins a word: at most `limit`, names with the very word first.
   * For a person, only those who paid on their charges. Only a bounded number of names with the longest of the words is considered.
   */
  called(scope: CustomerScope, words: readonly string[], limit: number): Promise<Customer[]>;

  /** Returns the customers who paid in the scope, the last to pay first: at most `limit`, after leaving out `offset`. */
  list(scope: CustomerScope, offset: number, limit: number): Promise<PayingCustomer[]>;

  /** Returns a customer of the scope's merchant with at most `latest` charges, or undefined if there is none. */
  view(ref: string, scope: CustomerScope, latest: number): Promise<CustomerView | undefined>;

  /**
   * Gives a customer a name, which must be safe to show (see `readCustomerName`), or removes it (null). A cashier may not change the
   * name that somebody else gave. The audit log, without name and number, and the update's effects are committed with it.
   */
  name(
    customer: { readonly merchantId: number; readonly msisdn: Msisdn },
    name: string | null,
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<NameOutcome>;
}
