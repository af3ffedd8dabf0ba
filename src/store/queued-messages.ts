import { preparedInsert } from './prepared-writes.ts';
import { outbox } from './schema.ts';

/** Adds a message to the outbox within a transaction. */
export const queueMessage = preparedInsert(outbox);
