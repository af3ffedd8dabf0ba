import { and, asc, count, eq, gt, isNotNull, lte, min, sql, type SQL } from 'drizzle-orm';
import { statesWhere, type ChargeState } from '../domain/charge-states.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { COUNTED_AT_MOST, type Backlog, type QueueFigures } from './port/backlog.ts';
import { AFTER, lazily, LIMIT, MERCHANT, NOW } from './prepared.ts';
import { charges, inbox, isOpen, merchants, outbox } from './schema.ts';
import { letOthersRun, SLICE_ROWS } from './slices.ts';

/** Of so many rows that are due, the earliest due ones, the oldest is looked for. */
const OLDEST_AMONG = 1_000;

export function backlog(engine: Engine): Backlog {
  const prepared = backlogQueries(engine.db);
  const read = <T>(query: () => Promise<readonly T[]>): Promise<T | undefined> =>
    engine.read(async () => await first(query()));

  const queue = async (
    name: 'inbox' | 'outbox',
    { at, now }: { readonly at: number; readonly now: number },
  ): Promise<QueueFigures> => {
    const few = { limit: COUNTED_AT_MOST };
    const waiting = await read(() => prepared[`${name}Waiting`].execute(few));
    const oldest = await read(() => prepared[`${name}Oldest`].execute({ now, limit: OLDEST_AMONG }));
    return { waiting: waiting?.n ?? 0, oldestMs: since(oldest?.at, at) };
  };

  return {
    async figures(at, steadyAt) {
      const now = { at, now: steadyAt };
      const queues = {
        inbox: await queue('inbox', now),
        outbox: await queue('outbox', now),
        watch: {
          waiting: (await read(() => prepared.watchWaiting.execute({ limit: COUNTED_AT_MOST })))?.n ?? 0,
          oldestMs: since((await read(() => prepared.watchOldest.execute()))?.at, steadyAt),
        },
      };
      return { queues, openCharges: await openCharges(engine, prepared) };
    },
  };
}

/** How long ago it was. Somebody may have set the clock back since. */
const since = (from: number | null | undefined, now: number): number =>
  from == null ? 0 : Math.max(0, now - from);

interface OpenRow {
  readonly merchantId: number;
  readonly id: number;
  readonly state: ChargeState;
}

/** Counts open charges by state, a slice at a time: a charge that was never decided about stays open for years. */
async function openCharges(
  engine: Engine,
  prepared: ReturnType<typeof backlogQueries>,
): Promise<ReadonlyMap<ChargeState, number>> {
  const counts = new Map(statesWhere('open').map((state): [ChargeState, number] => [state, 0]));
  const next = (last: OpenRow | undefined, isSame: boolean): Promise<readonly OpenRow[]> =>
    engine.read(async () => {
      const from = { merchantId: last?.merchantId ?? 0, limit: SLICE_ROWS };
      return isSame
        ? await prepared.openOfSame.execute({ ...from, after: last?.id ?? 0 })
        : await prepared.openOfNext.execute(from);
    });
  let last: OpenRow | undefined;
  // A slice may end within a merchant: the rest of that merchant comes next, then the merchants after it.
  for (let [counted, isSame] = [0, false]; counted < COUNTED_AT_MOST;) {
    const rows = await next(last, isSame);
    for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
    counted += rows.length;
    if (rows.length < SLICE_ROWS && !isSame) break;
    isSame = rows.length === SLICE_ROWS;
    last = rows.at(-1) ?? last;
    await letOthersRun();
  }
  return counts;
}

function backlogQueries(db: Tx) {
  const [updateWaits, messageWaits, isWatched] = [inbox.dueAt, outbox.dueAt, charges.watchDueAt].map(
    (dueAt) => isNotNull(dueAt),
  );
  const counted = (rows: ReturnType<typeof few>) => db.select({ n: count() }).from(rows);
  const few = (table: typeof inbox | typeof outbox | typeof charges, waits: typeof updateWaits) =>
    db
      .select({ one: sql<number>`1`.as('one') })
      .from(table)
      .where(waits)
      .limit(LIMIT)
      .as('few');
  const updates = db
    .select({ at: inbox.receivedAt })
    .from(inbox)
    .where(and(updateWaits, lte(inbox.dueAt, NOW)))
    .orderBy(asc(inbox.dueAt))
    .limit(LIMIT)
    .as('updates');
  const messages = db
    .select({ at: outbox.createdAt })
    .from(outbox)
    .where(and(messageWaits, lte(outbox.dueAt, NOW)))
    .orderBy(asc(outbox.dueAt))
    .limit(LIMIT)
    .as('messages');
  // One look at an index for each merchant.
  const next = db
    .select({ at: min(charges.watchDueAt).as('at') })
    .from(charges)
    .where(and(eq(charges.merchantId, merchants.id), isWatched));
  const open = (which: SQL | undefined) =>
    db
      .select({ merchantId: charges.merchantId, id: charges.id, state: charges.state })
      .from(charges)
      .where(which)
      .orderBy(asc(charges.merchantId), asc(charges.id))
      .limit(LIMIT);
  return lazily({
    inboxWaiting: () => counted(few(inbox, updateWaits)),
    inboxOldest: () => db.select({ at: min(updates.at) }).from(updates),
    outboxWaiting: () => counted(few(outbox, messageWaits)),
    outboxOldest: () => db.select({ at: min(messages.at) }).from(messages),
    watchWaiting: () => counted(few(charges, isWatched)),
    watchOldest: () => db.select({ at: sql<number | null>`min((${next}))` }).from(merchants),
    openOfSame: () => open(and(isOpen, eq(charges.merchantId, MERCHANT), gt(charges.id, AFTER))),
    openOfNext: () => open(and(isOpen, gt(charges.merchantId, MERCHANT))),
  });
}
