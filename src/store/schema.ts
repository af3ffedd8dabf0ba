/**
 * The tables, by aggregate; drizzle-kit reads this file. Times are epoch milliseconds by the machine's clock. Times that
 * something waits for are in steady time (see runtime/clock.ts), so that setting the clock changes no wait. `…DueAt` is when a
 * loop must next look at a row, null for never. Each has a partial index, so that rows with nothing due cost nothing. No foreign
 * key cascades: Drizzle's migrator rebuilds tables in a way that would fire them.
 */
export * from './tables/books.ts';
export * from './tables/charges.ts';
export * from './tables/chats.ts';
export * from './tables/collections.ts';
export * from './tables/customers.ts';
export * from './tables/inbox.ts';
export * from './tables/items.ts';
export * from './tables/members.ts';
export * from './tables/merchant-settings.ts';
export * from './tables/merchants.ts';
export * from './tables/outbox.ts';
export * from './tables/phones.ts';
export * from './tables/program.ts';
export * from './tables/refunds.ts';
export * from './tables/summaries.ts';
export * from './tables/users.ts';
