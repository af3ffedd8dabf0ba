import type { Backlog } from './backlog.ts';
import type { Bots } from './bot-identity.ts';
import type { ChargeQueries } from './charge-queries.ts';
import type { ChargeStore } from './charges.ts';
import type { Customers } from './customers.ts';
import type { Closings } from './closings.ts';
import type { Collections } from './collections.ts';
import type { Exports } from './exports.ts';
import type { Inbox } from './inbox.ts';
import type { Items } from './items.ts';
import type { Members } from './members.ts';
import type { MerchantSettingsStore } from './merchant-settings.ts';
import type { Merchants } from './merchants.ts';
import type { Outbox } from './outbox.ts';
import type { Phones } from './phones.ts';
import type { ProgramState } from './program.ts';
import type { RefundStore } from './refunds.ts';
import type { Reports } from './reports.ts';
import type { RestoreHold } from './restore-hold.ts';
import type { Summaries } from './summaries.ts';
import type { Users } from './users.ts';

/**
 * The store's port: one interface for each aggregate, over domain types. A method is one transaction, unless its docstring says
 * otherwise. Methods run one after another: a method sees all of what those before it committed, and nothing half done. One that
 * rejects has changed nothing. `UpdateEffects` are committed only if their update was not settled before.
 */
export interface Store {
  readonly charges: ChargeStore;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly chargeQueries: ChargeQueries;
  readonly closings: Closings;
  readonly collections: Collections;
  readonly exports: Exports;
  readonly reports: Reports;
  readonly customers: Customers;
  readonly users: Users;
  readonly merchants: Merchants;
  readonly merchantSettings: MerchantSettingsStore;
  readonly summaries: Summaries;
  readonly members: Members;
  readonly items: Items;
  readonly phones: Phones;
  readonly refunds: RefundStore;
  readonly restoreHold: RestoreHold;
  readonly program: ProgramState;
  readonly bots: Bots;
  readonly backlog: Backlog;
  /** Closes the database. Every later call rejects. */
  close(): void;
}
