import { desc, isNotNull, isNull } from 'drizzle-orm';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { DraftPayer } from '../../src/domain/draft.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { collectionPayers, collections } from '../../src/store/schema.ts';
import type { CollectionRequest } from '../../src/store/port/collections.ts';
import type { Chance } from './chance.ts';
import { PHONES } from './people.ts';
import type { Setting } from './setting.ts';
import { peopleOf, SHOPS, shopOf } from './shops.ts';

/** What a person does with many customers at once. */
export type CollectionAction =
  | { readonly kind: 'collect'; readonly request: CollectionRequest; readonly userId: number }
  | {
      readonly kind: 'changeCollection';
      readonly merchantId: number;
      readonly userId: number;
      readonly ref: string;
      readonly change: CollectionPressed;
    }
  | {
      readonly kind: 'block';
      readonly merchantId: number;
      readonly msisdn: Msisdn;
      readonly blocked: boolean;
    }
  /** An owner unlinks the shop's group. */
  | { readonly kind: 'unlink'; readonly merchantId: number; readonly chatId: number };

/** A button of a board, or an answer to one. */
export type CollectionPressed =
  | { readonly kind: 'remind' | 'resume' | 'close' | 'showAgain' }
  | { readonly kind: 'add'; readonly payers: readonly DraftPayer[] }
  | { readonly kind: 'page'; readonly page: number };

/** A run has few collections: each has several charges. */
const MOST_COLLECTIONS = 3;
/** More than a page of a board. */
const MANY: readonly [number, number] = [26, 30];
/** Customers who are only asked together. */
const OTHERS: readonly string[] = Array.from(
  { length: 36 },
  (_, n) => `2547130000${String(n).padStart(2, '0')}`,
);

/** People begin collections, press the buttons of boards, block numbers and unlink groups. */
export function collectSome(setting: Setting, chance: Chance): void {
  const { memory, people } = setting;
  const begun = memory.db.select().from(collections).orderBy(desc(collections.id)).limit(9).all();
  if (begun.length < MOST_COLLECTIONS && chance.is(0.2)) begin(setting, chance);
  if (begun.length > 0 && chance.is(0.5)) press(setting, chance, chance.pick(begun.slice(0, 3)));
  if (chance.is(0.03)) {
    const { merchantId, owners } = chance.pick(SHOPS);
    const msisdn = chance.pick(PHONES) as Msisdn;
    people.act(owners[0] ?? 0, { kind: 'block', merchantId, msisdn, blocked: chance.is(0.5) });
  }
  if (chance.is(0.003)) unlink(setting, chance);
}

function begin({ world, people, telegram }: Setting, chance: Chance): void {
  const shop = chance.pick(SHOPS);
  const userId = chance.pick(peopleOf(shop));
  const chatId = chance.is(0.4) ? (telegram.moved.get(shop.group) ?? shop.group) : userId;
  const count = chance.is(0.04) ? chance.int(...MANY) : chance.int(1, 5);
  const key = `question:collect:${chance.int(0, Number.MAX_SAFE_INTEGER)}`;
  const request: CollectionRequest = {
    merchantId: shop.merchantId,
    idempotencyKey: key,
    amountKes: chance.pick(shop.amounts) as AmountKes,
    note: 'rent',
    payers: payersOf(chance, shop.amounts, count),
    chatId,
    chatKind: chatId < 0 ? 'group' : 'private',
    threadId: null,
    commandMessageId: 1,
    commandWord: null,
    language: 'en',
    shop: null,
    boardMessageId: null,
  };
  world.note(`${userId} begins ${key} in ${chatId}: ${request.payers.map(({ msisdn }) => msisdn).join(' ')}`);
  // While the message is on its way, one of them is charged alone, or by the other shop.
  if (chance.is(0.3)) people.ask((id) => telegram.moved.get(id) ?? id, chance.pick(request.payers).msisdn);
  people.act(chatId, { kind: 'collect', request, userId });
}

function payersOf(chance: Chance, amounts: readonly number[], count: number): readonly DraftPayer[] {
  const pool = count > PHONES.length ? [...PHONES, ...OTHERS] : [...PHONES, ...OTHERS.slice(0, 3)];
  return pool
    .map((msisdn) => ({ msisdn, at: chance.random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ msisdn }) => ({
      msisdn: msisdn as Msisdn,
      amountKes: chance.is(0.3) ? (chance.pick(amounts) as AmountKes) : null,
      name: chance.is(0.3) ? `Customer ${msisdn.slice(-2)}` : null,
    }));
}

/** Somebody of the shop presses a button of a board: who began it, or in a group anybody. */
function press({ people, telegram }: Setting, chance: Chance, row: typeof collections.$inferSelect): void {
  const { merchantId, ref, userId: beganBy, chatId } = row;
  const shop = shopOf(merchantId);
  const userId = chatId < 0 && chance.is(0.5) ? chance.pick(peopleOf(shop)) : beganBy;
  const kind = chance.pick([
    'remind',
    'remind',
    'remind',
    'add',
    'resume',
    'resume',
    'page',
    'showAgain',
    'close',
  ] as const);
  const change: CollectionPressed =
    kind === 'add'
      ? { kind, payers: payersOf(chance, shop.amounts, chance.int(1, 3)) }
      : kind === 'page'
        ? { kind, page: chance.int(1, 2) }
        : { kind };
  people.act(telegram.moved.get(chatId) ?? chatId, {
    kind: 'changeCollection',
    merchantId,
    userId,
    ref,
    change,
  });
}

function unlink({ world, people, telegram }: Setting, chance: Chance): void {
  const { merchantId, owners, group } = chance.pick(SHOPS);
  const chatId = telegram.moved.get(group) ?? group;
  world.note(`an owner unlinks ${chatId}`);
  // From now on, what would be told there may be told elsewhere.
  telegram.wereGone.add(chatId);
  people.act(owners[0] ?? 0, { kind: 'unlink', merchantId, chatId });
}

/** An owner erases a customer who waits to be asked. */
export function eraseAWaitingPayer({ people, memory }: Setting, chance: Chance): void {
  const waiting = memory.db
    .select({ msisdn: collectionPayers.msisdn, collectionId: collectionPayers.collectionId })
    .from(collectionPayers)
    .where(isNotNull(collectionPayers.dueAt))
    .limit(9)
    .all();
  if (waiting.length === 0) return;
  const { msisdn, collectionId } = chance.pick(waiting);
  const open = memory.db.select().from(collections).where(isNull(collections.closedAt)).all();
  const merchantId = open.find(({ id }) => id === collectionId)?.merchantId;
  if (merchantId === undefined) return;
  people.act(shopOf(merchantId).owners[0] ?? 0, { kind: 'erase', merchantId, msisdn: msisdn as Msisdn });
}
