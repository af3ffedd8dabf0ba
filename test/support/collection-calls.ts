import type { AmountKes } from '../../src/domain/amount.ts';
import type { AdmissionRule } from '../../src/store/port/admission-rule.ts';
import type { Store } from '../../src/store/port/store.ts';
import { effectsOf, phone } from './store.ts';

/**
 * Calls every method of collections: a list with a payer who pays and one who does not, and one of a group.
 *
 * @param at the moment of all of it, by both clocks
 */
export async function callCollections(
  store: Store,
  { at, userId, group }: { readonly at: number; readonly userId: number; readonly group: number },
): Promise<void> {
  const press = { userId, at, steadyAt: at };
  const payers = [0, 1, 2].map((n) => ({
    msisdn: phone(`071299990${n}`),
    amountKes: null,
    name: n === 0 ? 'Amina' : null,
  }));
  for (const chatId of [userId, group]) {
    const outcome = await store.collections.create(
      {
        merchantId: 1,
        idempotencyKey: `question:${chatId}`,
        amountKes: 100 as AmountKes,
        note: null,
        payers: payers.slice(0, 2),
        chatId,
        chatKind: chatId < 0 ? 'group' : 'private',
        threadId: null,
        commandMessageId: null,
        commandWord: null,
        language: 'en',
        shop: null,
        boardMessageId: null,
      },
      press,
      await effectsOf(store, at),
    );
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    await callOn(store, outcome.collection.id, press, payers);
    await store.collections.byRef(outcome.collection.ref);
    await store.collections.openIn(1, chatId, 5);
  }
}

async function callOn(
  store: Store,
  id: number,
  press: { readonly userId: number; readonly at: number; readonly steadyAt: number },
  payers: Parameters<Store['collections']['add']>[1],
): Promise<void> {
  const { at } = press;
  const rule: AdmissionRule = {
    at,
    steadyAt: at,
    windowMs: 120_000,
    accepted: ['conversation'],
    hasOwnReasons: false,
    velocityLimits: [],
  };
  const added = await effectsOf(store, at);
  await store.collections.add(id, payers, press, () => added);
  await store.collections.due(at, 10);
  await store.collections.nextDueAt();
  for (let step = 0; step < 6; step += 1) {
    const later = at + step * 2_000;
    await store.collections.chargeNext(id, { ...rule, at: later, steadyAt: later });
  }
  const board = await store.collections.board(id);
  const [first, second] = (board?.payers ?? []).flatMap(({ charges }) => charges);
  for (const [charge, to] of [
    [first, 'declined'],
    [second, 'pending'],
  ] as const) {
    const move = { chargeId: charge?.id ?? 0, at, actor: 'gateway', detail: {} } as const;
    await store.charges.move({ ...move, from: 'created', to: 'pushing' });
    await store.charges.move({ ...move, from: 'pushing', to, ...(to === 'declined' ? { notice: to } : {}) });
  }
  for (const change of ['remind', 'resume'] as const) {
    const effects = await effectsOf(store, at);
    await store.collections[change](id, press, () => effects);
  }
  await store.collections.turnPage(id, 2, await effectsOf(store, at));
  await store.collections.showAgain(id, await effectsOf(store, at));
  for (let shown = 0; shown < 20; shown += 1) {
    const due = await store.outbox.due(Number.MAX_SAFE_INTEGER, 50, []);
    const message = due.find(({ board: on, row }) => on?.collection.id === id && row.collectionId === id);
    if (message?.board === undefined) break;
    await store.outbox.boardShown(message.row, message.board.collection, 77, at);
  }
  await store.collections.chargeNext(id, { ...rule, at: at + 99 * 60_000, steadyAt: at + 10_000 });
  const went = await effectsOf(store, at);
  await store.collections.resume(id, press, () => went);
  const closed = await effectsOf(store, at);
  await store.collections.close(id, press, () => closed);
  await store.collections.chargeNext(id, rule);
}
