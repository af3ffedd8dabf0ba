/** An update from Telegram. It is committed before it is confirmed to Telegram, and handled once. */
export interface QueuedUpdate {
  /** The merchant whose turn it takes; null for none. */
  readonly merchantId: number | null;
  /** Updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** The same as `merchantId`, with 0 for none, so that an index can hold it. */
  readonly tenant: number;
  /** Sealed if there is a `SECRET_KEY`: it may hold a gateway's credentials. */
  readonly payload: unknown;
  /** When it is due, in steady time: 0 for at once, null for never. */
  readonly dueAt: number | null;
  readonly attempts: number;
  /** When it was handled or given up. The payload is dropped then, and the id is kept to recognise a redelivery. */
  readonly settledAt: number | null;
  readonly failure: string | null;
  /** The order of arrival. Telegram's ids are not in order. */
  readonly seq: number;
  readonly updateId: number;
  readonly isStranger: boolean;
  readonly receivedAt: number;
}
