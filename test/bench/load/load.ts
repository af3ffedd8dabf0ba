import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchWorld } from '../servers/world.ts';

/** A charge that the load asked for. Times are those of `performance.now()`; undefined while it has not happened. */
export interface OfferedCharge {
  readonly chatId: number;
  readonly askedAt: number;
  /** Whether its customer will pay, once the prompt is there. */
  readonly pays: boolean;
  /** When its prompt reached the phone. */
  promptAt: number | undefined;
  /** When the customer paid. */
  paidAt: number | undefined;
  /** When the chat was told of the payment. */
  toldAt: number | undefined;
}

/** People who charge in all chats of a world, and customers who pay. */
export interface Load {
  readonly charges: readonly OfferedCharge[];
  /** Asks for charges at a steady rate, for a span. The chats have them in turn. */
  offer(perSecond: number, forMs: number): Promise<void>;
  /** Waits until every prompt is there and every payment is made and told, or for this long at most. */
  settle(mostMs: number): Promise<void>;
  end(): void;
}

const RECEIPT = /\b[A-Z]{2}[0-9A-Z]{8}\b/;
/** Amounts are small, so that no message is longer than another. */
const AMOUNTS = 900;

/** @param delay how long the next customer takes to pay; undefined for one who never does */
export function newLoad({ telegram, bosmi, chats }: BenchWorld, delay: () => number | undefined): Load {
  const charges: OfferedCharge[] = [];
  const byPhone = new Map<string, OfferedCharge>();
  const byReceipt = new Map<string, OfferedCharge>();
  const stops = [
    bosmi.onPrompt(({ phone, prompt, paid }) => {
      const charge = byPhone.get(phone);
      if (charge === undefined) return;
      if (prompt === 'open') charge.promptAt ??= performance.now();
      if (paid === undefined || charge.paidAt !== undefined) return;
      charge.paidAt = performance.now();
      byReceipt.set(paid.receipt, charge);
    }),
    telegram.onChange(({ from, text = '' }, what) => {
      if (from.id !== telegram.me.id || what !== 'new') return;
      const charge = byReceipt.get(RECEIPT.exec(text)?.[0] ?? '');
      if (charge !== undefined) charge.toldAt ??= performance.now();
    }),
  ];
  const ask = (): void => {
    const number = charges.length + 1;
    const chat = chats[number % chats.length];
    if (chat === undefined) throw new Error('there is no chat to charge in');
    const phone = `071${String(1_000_000 + number)}`;
    const afterMs = delay();
    bosmi.behave(
      phone,
      afterMs === undefined ? { kind: 'never' } : { kind: 'pays', afterMs: [afterMs, afterMs] },
    );
    const { id } = chat.person;
    const charge = {
      chatId: id,
      askedAt: performance.now(),
      pays: afterMs !== undefined,
      promptAt: undefined,
      paidAt: undefined,
      toldAt: undefined,
    };
    charges.push(charge);
    byPhone.set(phone, charge);
    telegram.sendText(chat.person, id, `/charge ${phone} ${100 + (number % AMOUNTS)}`);
  };
  return {
    charges,
    async offer(perSecond, forMs) {
      const begun = performance.now();
      const count = Math.round((perSecond * forMs) / 1_000);
      for (let n = 0; n < count; n += 1) {
        const waitMs = begun + (n * 1_000) / perSecond - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        ask();
      }
      await sleep(Math.max(0, begun + forMs - performance.now()));
    },
    async settle(mostMs) {
      const end = performance.now() + mostMs;
      const isOver = ({ promptAt, pays, toldAt }: OfferedCharge): boolean =>
        promptAt !== undefined && (!pays || toldAt !== undefined);
      while (performance.now() < end && !charges.every(isOver)) await sleep(100);
    },
    end() {
      for (const stop of stops) stop();
    },
  };
}

/** How long after each payment its chat was told, in milliseconds. What was paid and not told is not in it. */
export const lagsOf = (charges: readonly OfferedCharge[]): readonly number[] =>
  charges.flatMap(({ paidAt, toldAt }) =>
    paidAt === undefined || toldAt === undefined ? [] : [toldAt - paidAt],
  );

/** How long after a payment it should be told at the latest, whatever the schedule. */
const TOLD_WITHIN_MS = 15_000;

/** How many payments were not told although they were made some time ago. */
export const untoldOf = (charges: readonly OfferedCharge[]): number =>
  charges.filter(
    ({ paidAt, toldAt }) =>
      paidAt !== undefined && toldAt === undefined && performance.now() - paidAt > TOLD_WITHIN_MS,
  ).length;
