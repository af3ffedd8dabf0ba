/** Updates from Telegram, committed before they are confirmed to it; handled once each. */
export interface QueuedUpdate {
  /** The merchant whose turn it takes; null for what concerns none. */
  readonly merchantId: number | null;
  /** Updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** Whose turn it takes, as an index can have it: 0 for nobody's. */
  readonly tenant: number;
  /** Sealed where there is a `SECRET_KEY`: it may hold a gateway's key. */
  readonly payload: unknown;
  /** When it is tried again, in steady time: 0 for at once. */
  readonly dueAt: number | null;
  readonly attempts: number;
  /** Set once handled or given up; the payload is dropped then and the id kept, to know a redelivery. */
  readonly settledAt: number | null;
  readonly failure: string | null;
  /** The order of arrival: Telegram's ids are not an order. */
  readonly seq: number;
  readonly updateId: number;
  readonly isStranger: boolean;
  readonly receivedAt: number;
}
