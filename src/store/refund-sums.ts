import type { Engine } from './engine.ts';
import type { RefundedSums } from './port/exports.ts';
import { nextRefunds, type RefundPlace } from './refund-queries.ts';
import { letOthersRun, SLICE_ROWS } from './slices.ts';

/** See `Exports.refunded`. */
export async function refundedIn(
  engine: Engine,
  merchantId: number,
  bounds: readonly number[],
): Promise<RefundedSums> {
  const parts = bounds.slice(1).map(() => 0);
  const byCashier = new Map<number | null, number>();
  let after: RefundPlace = { recordedAt: Number.MIN_SAFE_INTEGER, id: 0 };
  for (;;) {
    const place = after;
    const slice = await engine.read((db) => nextRefunds(db, merchantId, place, SLICE_ROWS));
    for (const { takenBackAt, paidAt, userId, amountKes } of slice) {
      if (takenBackAt !== null || paidAt === null) continue;
      const part = bounds.findLastIndex((bound) => bound <= paidAt);
      const before = parts[part];
      if (before === undefined) continue;
      parts[part] = before + amountKes;
      byCashier.set(userId, (byCashier.get(userId) ?? 0) + amountKes);
    }
    after = slice.at(-1) ?? after;
    if (slice.length < SLICE_ROWS) return { parts, byCashier };
    await letOthersRun();
  }
}
