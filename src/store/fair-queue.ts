/** Work that waits, by merchant (the tenant; 0 for none), then by chat, then in order. */
export interface WaitingWork<Row> {
  /** Returns the first tenant above `after` for whom something waits. */
  tenantAfter(after: number): Promise<number | undefined>;
  /** Returns the tenant's first chat above `after` in which something waits. */
  chatAfter(tenant: number, after: number): Promise<number | undefined>;
  /** Returns the first row of a chat. It may belong to another tenant. */
  first(chatId: number, tenant: number): Promise<Row | undefined>;
}

/** The most chats that one call considers, so that its cost is bounded however much waits. The next call continues from there. */
export const MAX_LOOKS = 200;
/** The most chats of one tenant that are considered in one turn. */
const LOOKS_IN_A_TURN = 10;
/** The most tenants whose last chat is remembered. With more, all begin with their first chat again. */
const MAX_PLACES = 10_000;
/** Below every tenant and every chat. */
const START = Number.MIN_SAFE_INTEGER;

/** Yields everything that waits, once around, starting after `last`. */
async function* around(
  last: number,
  next: (after: number) => Promise<number | undefined>,
): AsyncGenerator<number> {
  for (let at = await next(last); at !== undefined; at = await next(at)) yield at;
  for (let at = await next(START); at !== undefined && at <= last; at = await next(at)) yield at;
}

/**
 * Takes waiting rows in turns: one of each tenant, then a second of each, and within a tenant one of each chat. A tenant with
 * much work delays only itself. The order continues from call to call, so that nobody is always first.
 *
 */
export function fairQueue<Row>(): FairQueue<Row> {
  let lastTenant = START;
  const lastChats = new Map<number, number>();
  let isCut = false;

  const take: FairQueue<Row>['take'] = async (waiting, limit, isReady) => {
    const taken: Row[] = [];
    let looks = 0;

    /** A tenant's turn: takes one row that is ready. Returns false if the tenant has no more chats to consider. */
    const turnOf = async ({ tenant, chats }: Turn): Promise<boolean> => {
      for (let left = LOOKS_IN_A_TURN; left > 0 && looks < MAX_LOOKS; left -= 1) {
        const { value: chatId, done } = await chats.next();
        if (done === true) return false;
        looks += 1;
        if (lastChats.size >= MAX_PLACES) lastChats.clear();
        lastChats.set(tenant, chatId);
        const row = await waiting.first(chatId, tenant);
        if (row === undefined || !isReady(row)) continue;
        lastTenant = tenant;
        taken.push(row);
        break;
      }
      return true;
    };
    const isOver = (): boolean => taken.length >= limit || looks >= MAX_LOOKS;

    let turns: Turn[] = [];
    for await (const tenant of around(lastTenant, waiting.tenantAfter)) {
      if (isOver()) break;
      lastTenant = tenant;
      const chats = around(lastChats.get(tenant) ?? START, (after) => waiting.chatAfter(tenant, after));
      const turn = { tenant, chats };
      if (await turnOf(turn)) turns.push(turn);
    }
    while (turns.length > 0 && !isOver()) {
      const left: Turn[] = [];
      for (const turn of turns) if (isOver() || (await turnOf(turn))) left.push(turn);
      turns = left;
    }
    isCut = looks >= MAX_LOOKS;
    return taken;
  };
  return { take, sawAll: () => !isCut };
}

export interface FairQueue<Row> {
  /** Takes at most `limit` rows for which `isReady` returns true. It is asked at most `MAX_LOOKS` times. */
  take(waiting: WaitingWork<Row>, limit: number, isReady: (row: Row) => boolean): Promise<Row[]>;
  /** Returns whether the last call considered everything that waits. */
  sawAll(): boolean;
}

interface Turn {
  readonly tenant: number;
  readonly chats: AsyncGenerator<number>;
}

/** Up to this many waiting rows are read by one statement. Stepping from row to row takes many. */
export const FEW = 50;

/** Returns waiting work that consists of these rows, in order. */
export function waitingRows<Row extends { readonly tenant: number; readonly chatId: number }>(
  rows: readonly Row[],
): WaitingWork<Row> {
  return {
    tenantAfter: async (after) => leastAbove(after, rows, ({ tenant }) => tenant),
    chatAfter: async (of, after) =>
      leastAbove(after, rows, ({ tenant, chatId }) => (tenant === of ? chatId : undefined)),
    first: async (of) => rows.find(({ chatId }) => chatId === of),
  };
}

/** Returns the least value of some rows above `after`. */
function leastAbove<Row>(
  after: number,
  rows: readonly Row[],
  valueOf: (row: Row) => number | undefined,
): number | undefined {
  let least: number | undefined;
  for (const row of rows) {
    const value = valueOf(row);
    if (value !== undefined && value > after && (least === undefined || value < least)) least = value;
  }
  return least;
}
