import { and, eq, isNotNull, ne, sql, type SQL } from 'drizzle-orm';
import type { AnnouncementPlace, NoticeKind, QueuedMessage } from '../domain/messages.ts';
import { findCharge } from './charge-rows.ts';
import type { Tx } from './engine.ts';
import { ownersChats } from './recipients.ts';
import { outbox } from './schema.ts';

/** An announcement in the outbox. */
type AnnouncementRow = Pick<QueuedMessage, 'id' | 'kind' | 'chargeId' | 'notice' | 'payload'>;

/**
 * A charge that no chat asked for has no notice: only its announcements tell of it. When the last of them cannot be told in its
 * chat, it goes to the next owner in private. After the last owner it is parked until one of the merchant's people is heard of
 * (see parked.ts). Reported payments that do not fit and marks stand in the charge's lists, and are given up.
 *
 * @param after the owner who was tried last; the first owner comes next if this is no owner, or undefined
 * @returns false, and changes nothing, when something else tells of it
 */
export async function tellLastElsewhere(
  tx: Tx,
  row: AnnouncementRow,
  { at, after, failure }: { readonly at: number; readonly after?: number; readonly failure?: string },
): Promise<boolean> {
  const { chargeId, notice } = row;
  if (row.kind !== 'announcement' || chargeId === null || notice === null) return false;
  if (notice === 'mismatch' || notice === 'marked') return false;
  const charge = await findCharge(tx, chargeId);
  if (charge === undefined || charge.message !== null) return false;
  const others = await tx
    .select()
    .from(outbox)
    .where(otherAnnouncements(row.id, chargeId, notice));
  if (others.some((other) => !isGivenUp(other))) return false;
  // A chat has one announcement of a charge's state, and may be tried again.
  if (others.length > 0) await tx.delete(outbox).where(otherAnnouncements(row.id, chargeId, notice));
  const owners = await ownersChats(tx, charge.merchantId);
  const next = owners[owners.findIndex(([chatId]) => chatId === after) + 1];
  const before = row.payload as AnnouncementPlace;
  const place =
    next === undefined
      ? { dueAt: null, parkedAt: at, payload: { ...before, threadId: null } }
      : { dueAt: 0, chatId: next[0], payload: { ...before, ...next[1] } };
  await tx
    .update(outbox)
    .set({ ...place, attempts: 0, failure })
    .where(and(eq(outbox.id, row.id), isNotNull(outbox.dueAt)));
  return true;
}

const isGivenUp = ({ settledAt, messageId, failure }: typeof outbox.$inferSelect): boolean =>
  settledAt !== null && messageId === null && failure !== null;

/** Announcements of the same state of a charge. The constants are written out, so that the index on just these rows is used. */
const otherAnnouncements = (id: number, chargeId: number, notice: NoticeKind): SQL | undefined =>
  and(
    eq(outbox.chargeId, chargeId),
    eq(outbox.notice, notice),
    sql`${outbox.kind} = 'announcement' AND ${outbox.notice} NOT IN ('mismatch', 'marked')`,
    ne(outbox.id, id),
  );
