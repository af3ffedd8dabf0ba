import type { Collection } from '../../src/domain/collection.ts';
import type { UpdateEffects } from '../../src/store/port/update-effects.ts';
import type { CollectionAction } from './collections.ts';
import type { AnswerPayload, InboundParts } from './updates-api.ts';
import { shopOf } from './shops.ts';

type Parts = Pick<InboundParts, 'store' | 'payments' | 'clock'>;

/** Handles what a person does with collections, as the bot's features do. */
export async function handleCollection(
  { store, payments, clock }: Parts,
  chatId: number,
  action: CollectionAction,
  effectsWith: (...payloads: readonly AnswerPayload[]) => UpdateEffects,
): Promise<void> {
  /** As in the bot's authorization: nothing is asked for in a group that is not linked to the shop. */
  const isTheirs = async (merchantId: number): Promise<boolean> =>
    chatId > 0 || (await store.merchants.ofChat(chatId)) === merchantId;
  switch (action.kind) {
    case 'collect': {
      const { request, userId } = action;
      const { kind } = (await isTheirs(request.merchantId))
        ? await payments.collect({ ...request, chatId }, userId, effectsWith())
        : { kind: 'not-linked' };
      const isRefused = kind === 'not-linked' || kind === 'not-a-member';
      await store.inbox.finish(isRefused ? effectsWith({ kind: 'refused', asked: request }) : effectsWith());
      return;
    }
    case 'changeCollection': {
      const { userId, ref, change, merchantId } = action;
      const found = await store.collections.byRef(ref);
      if (found === undefined || found.chatId !== chatId || !(await isTheirs(merchantId)))
        return await store.inbox.finish(effectsWith());
      await changeIt({ store, payments, clock }, found, { userId, change }, effectsWith);
      return await store.inbox.finish(effectsWith());
    }
    case 'block': {
      const { merchantId, msisdn, blocked } = action;
      const by = shopOf(merchantId).owners[0] ?? 0;
      await store.phones.block(merchantId, msisdn, blocked, by, clock.now(), effectsWith());
      return await store.inbox.finish(effectsWith());
    }
    case 'unlink': {
      const by = shopOf(action.merchantId).owners[0] ?? 0;
      await store.merchants.unlink(action.merchantId, action.chatId, by, clock.now(), effectsWith());
      return await store.inbox.finish(effectsWith());
    }
  }
}

async function changeIt(
  { store, payments, clock }: Parts,
  { id, closedAt }: Collection,
  { userId, change }: Pick<CollectionAction & { readonly kind: 'changeCollection' }, 'userId' | 'change'>,
  effectsWith: () => UpdateEffects,
): Promise<void> {
  if (change.kind === 'page') return await store.collections.turnPage(id, change.page, effectsWith());
  if (change.kind === 'showAgain' && closedAt === null)
    return await store.collections.showAgain(id, effectsWith());
  const pressed = change.kind === 'add' || change.kind === 'showAgain' ? undefined : change.kind;
  await payments.changeCollection(userId, clock.now(), async (port, press) => {
    if (change.kind === 'add') return await port.add(id, change.payers, press, effectsWith);
    return pressed === undefined ? { kind: 'nothing' } : await port[pressed](id, press, effectsWith);
  });
}
