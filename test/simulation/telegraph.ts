import type { DueMessage } from '../../src/store/outbox.ts';
import type { Charge, NoticeKind } from '../../src/store/schema.ts';
import type { Delivery, Messenger } from '../../src/till/ports.ts';
import type { World } from './world.ts';

/** A notice that a chat got. */
export interface Received {
  readonly outboxId: number;
  readonly chatId: number;
  readonly chargeId: number;
  readonly notice: NoticeKind;
  readonly receipt: string | null;
  readonly amountKes: number;
}

/** The simulated Telegram, as far as the till's messenger goes, and what the chats really got. */
export interface Telegraph extends Messenger {
  readonly notices: readonly Received[];
  /** The state that each card shows, by its message. */
  readonly cards: ReadonlyMap<number, { readonly chargeId: number; readonly chatId: number; state: string }>;
  /** Chats to which nothing can be sent any more. */
  readonly blocked: Set<number>;
  /** Groups that became supergroups. */
  readonly moved: Map<number, number>;
  /** Cards that were deleted by a person. */
  readonly deleted: Set<number>;
  /** Outbox rows in the order in which each chat first got them. */
  readonly order: ReadonlyMap<number, readonly number[]>;
}

export function telegraph(world: World): Telegraph {
  const { chance, clock } = world;
  const notices: Received[] = [];
  const cards: Map<number, { chargeId: number; chatId: number; state: string }> = new Map();
  const blocked = new Set<number>();
  const moved = new Map<number, number>();
  const deleted = new Set<number>();
  const order = new Map<number, number[]>();
  let messageId = 1_000;

  /** What keeps a message from its chat, if anything does. */
  const obstacle = async (chatId: number): Promise<Delivery | undefined> => {
    await clock.sleep(chance.int(1, 400));
    if (world.fault('a message is lost on its way', 0.08)) {
      await clock.sleep(chance.int(0, 15_000));
      return { kind: 'later', afterMs: undefined, why: 'cut off' };
    }
    if (world.fault('a message is one too many', 0.05)) {
      return { kind: 'later', afterMs: chance.int(1, 60) * 1_000, why: 'limited' };
    }
    if (blocked.has(chatId)) return { kind: 'impossible', why: 'blocked' };
    const to = moved.get(chatId);
    return to === undefined ? undefined : { kind: 'moved', toChatId: to };
  };
  const answer = (delivery: Delivery): Delivery =>
    world.fault('the answer to a message is lost', 0.05)
      ? { kind: 'later', afterMs: undefined, why: 'cut off' }
      : delivery;

  const hear = ({ row, charge }: DueMessage): number => {
    messageId += 1;
    const heard = order.get(row.chatId) ?? [];
    if (!heard.includes(row.id)) heard.push(row.id);
    order.set(row.chatId, heard);
    if (charge !== undefined && row.kind === 'card') {
      cards.set(messageId, { chargeId: charge.id, chatId: row.chatId, state: charge.state });
    }
    if (charge !== undefined && row.notice !== null) {
      const { id: chargeId, receipt, amountKes } = charge;
      notices.push({
        outboxId: row.id,
        chatId: row.chatId,
        chargeId,
        notice: row.notice,
        receipt,
        amountKes,
      });
      world.note(`chat ${row.chatId}: ${row.notice} #${chargeId} ${receipt ?? ''}`);
    }
    return messageId;
  };

  return {
    notices,
    cards,
    blocked,
    moved,
    deleted,
    order,
    async send(message) {
      const delivery = await obstacle(message.row.chatId);
      return delivery ?? answer({ kind: 'delivered', messageId: hear(message) });
    },
    async showCard(charge: Charge) {
      const delivery = await obstacle(charge.chatId);
      if (delivery !== undefined) return delivery;
      const card = cards.get(charge.cardMessageId ?? 0);
      if (card === undefined || deleted.has(charge.cardMessageId ?? 0)) {
        return { kind: 'impossible', why: 'message to edit not found' };
      }
      card.state = charge.state;
      return answer({ kind: 'delivered', messageId: undefined });
    },
  };
}
