import { expect } from 'vitest';
import type { Shop } from './shop.ts';

/** The time of day from which a charge's customer may be sent another prompt: two minutes after the push, in whole minutes. */
export async function freeFrom(shop: Shop, number: number): Promise<string> {
  const charge = await shop.store().chargeQueries.byNumber(1, number);
  expect(charge?.pushedAt).toBeTypeOf('number');
  const freeAt = Math.ceil(((charge?.pushedAt ?? 0) + 120_000) / 60_000) * 60_000;
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Africa/Nairobi' }).format(freeAt);
}
