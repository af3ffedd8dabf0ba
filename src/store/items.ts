import { and, asc, eq } from 'drizzle-orm';
import { itemKey, MAX_ITEMS, type Item } from '../domain/item.ts';
import { isAtLeast } from '../domain/roles.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import { newRef } from './new-ref.ts';
import type { ItemAddition, ItemRemoval, Items } from './port/items.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { items } from './schema.ts';
import { applyEffects } from './update-effects.ts';

export const itemStore = (engine: Engine): Items => ({
  of: (merchantId) => engine.read((db) => itemsOf(db, merchantId)),
  add: (merchantId, ...args) =>
    engine.write((tx) => addItem(tx, merchantId, ...args), once(ofMerchant(merchantId))),
  remove: (merchantId, ...args) =>
    engine.write((tx) => removeItem(tx, merchantId, ...args), once(ofMerchant(merchantId))),
});

const ITEM = { ref: items.ref, name: items.name, priceKes: items.priceKes } as const;

const itemsOf = async (db: Tx, merchantId: number): Promise<Item[]> =>
  await db
    .select(ITEM)
    .from(items)
    .where(eq(items.merchantId, merchantId))
    .orderBy(asc(items.id))
    .limit(MAX_ITEMS);

async function addItem(
  tx: Tx,
  merchantId: number,
  { name, priceKes }: Pick<Item, 'name' | 'priceKes'>,
  userId: number,
  at: number,
  react: (addition: ItemAddition) => UpdateEffects,
): Promise<ItemAddition> {
  const addition = await additionOf(tx, merchantId, { name, priceKes }, userId);
  if (!(await applyEffects(tx, react(addition)))) return addition;
  const detail = { name, priceKes };
  if (addition.kind === 'added') {
    await tx.insert(items).values({ ...addition.item, merchantId, nameKey: itemKey(name) });
    await addEvent(tx, merchantId, at, `user:${userId}`, 'item-added', detail);
  }
  if (addition.kind === 'repriced') {
    await tx.update(items).set({ name, priceKes }).where(eq(items.ref, addition.item.ref));
    const { formerKes } = addition;
    await addEvent(tx, merchantId, at, `user:${userId}`, 'item-repriced', { ...detail, formerKes });
  }
  return addition;
}

async function additionOf(
  tx: Tx,
  merchantId: number,
  { name, priceKes }: Pick<Item, 'name' | 'priceKes'>,
  userId: number,
): Promise<ItemAddition> {
  if (!(await mayChange(tx, merchantId, userId))) return { kind: 'not-yours' };
  const same = await first(tx.select(ITEM).from(items).where(isCalled(merchantId, name)));
  if (same !== undefined)
    return { kind: 'repriced', item: { ...same, name, priceKes }, formerKes: same.priceKes };
  if ((await itemsOf(tx, merchantId)).length >= MAX_ITEMS) return { kind: 'full' };
  const ref = newRef();
  return { kind: 'added', item: { ref, name, priceKes } };
}

async function removeItem(
  tx: Tx,
  merchantId: number,
  which: { readonly ref: string } | { readonly name: string },
  userId: number,
  at: number,
  react: (removal: ItemRemoval) => UpdateEffects,
): Promise<ItemRemoval> {
  const isIt =
    'ref' in which
      ? and(eq(items.ref, which.ref), eq(items.merchantId, merchantId))
      : isCalled(merchantId, which.name);
  const isTheirs = await mayChange(tx, merchantId, userId);
  const item = isTheirs ? await first(tx.select(ITEM).from(items).where(isIt)) : undefined;
  const removal: ItemRemoval = !isTheirs
    ? { kind: 'not-yours' }
    : item === undefined
      ? { kind: 'no-item' }
      : { kind: 'removed', item };
  if (!(await applyEffects(tx, react(removal))) || removal.kind !== 'removed') return removal;
  const { ref, name, priceKes } = removal.item;
  await tx.delete(items).where(eq(items.ref, ref));
  await addEvent(tx, merchantId, at, `user:${userId}`, 'item-removed', { name, priceKes });
  return removal;
}

const isCalled = (merchantId: number, name: string) =>
  and(eq(items.merchantId, merchantId), eq(items.nameKey, itemKey(name)));

/** Whether a person may change a merchant's items: a manager or an owner. */
async function mayChange(tx: Tx, merchantId: number, userId: number): Promise<boolean> {
  const member = await memberAt(tx, merchantId, userId);
  return member !== undefined && isAtLeast(member.role, 'manager');
}
