import { chargeMessageOf } from '../support/store.ts';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/port/store.ts';
import { FIRST_CARD_AFTER_MS } from '../../src/domain/messages.ts';
import { notifier } from '../../src/payments/notifier.ts';
import type { Destination } from '../../src/store/port/outbox.ts';
import type { Delivery, Messenger, SendLimits } from '../../src/payments/messenger.ts';
import { recordedLog } from '../support/log.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { NO_LIMITS } from '../support/no-limits.ts';
import { aCharge, phone, effectsOf, tempStore } from '../support/store.ts';
import { accepted, reported, paymentsRig } from '../support/payments.ts';

const MINUTE = 60_000;
const SECOND = 1_000;
const down = { kind: 'later', afterMs: undefined, why: 'down' } as const;

describe('a message that Telegram accepted', () => {
  test.each([
    ['three times', 3],
    ['for ten minutes', 1_000],
  ])(
    'is not sent again if the disk was full %s when the delivery was to be recorded',
    async (_how, failures) => {
      const store = tempStore();
      let left = failures;
      const delivered: Store['outbox']['delivered'] = async (...args) => {
        if (left-- > 0) throw new Error('database or disk is full');
        await store.outbox.delivered(...args);
      };
      const rig = await paymentsRig({ store: { ...store, outbox: { ...store.outbox, delivered } } });
      const { id } = await rig.charge();
      await rig.clock.advance(10 * MINUTE);
      left = 0;
      await rig.clock.advance(10 * MINUTE);
      expect(rig.messenger.said.filter((line) => line === `card ${id}`)).toHaveLength(1);
      expect(await rig.store.outbox.nextDueAt()).toBeUndefined();
      expect(rig.log.lines.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(3);
    },
  );
});

/** A rig whose messenger records its calls, with their chats and times, and answers as the test says. */
async function messengerRig(
  answer: (what: string, n: number) => Delivery | Promise<Delivery>,
  queries: () => ReturnType<typeof reported> = () => reported({}),
) {
  const clock = manualClock();
  const start = clock.now();
  const calls: { what: string; chatId: number; at: number }[] = [];
  let messageId = 1_000;
  const call = async (what: string, chatId: number): Promise<Delivery> => {
    calls.push({ what, chatId, at: clock.now() - start });
    const answered = await answer(what, calls.filter((other) => other.what === what).length);
    return answered.kind === 'delivered' && answered.messageId === -1
      ? { kind: 'delivered', messageId: ++messageId }
      : answered;
  };
  const messenger: Messenger = {
    send: ({ row }) =>
      call(
        row.kind === 'notice' ? `${row.notice} ${row.chargeId}` : `${row.kind} ${row.chargeId}`,
        row.chatId,
      ),
    showCard: (charge) => call(`show ${charge.id} ${charge.state}`, chargeMessageOf(charge).chatId),
  };
  const rig = await paymentsRig({
    clock,
    messenger: { ...messenger, said: [], cards: new Map(), onSend: () => down },
  });
  rig.gateway.onQuery = queries;
  return {
    ...rig,
    calls,
    whats: () => calls.map(({ what }) => what),
    ats: (what: string) => calls.filter((one) => one.what === what).map(({ at }) => at),
  };
}
const delivered: Delivery = { kind: 'delivered', messageId: -1 };

/** A gateway that answers pushes only after the card is sent. */
const slowly = (clock: ManualClock) => async () => {
  await clock.sleep(2 * FIRST_CARD_AFTER_MS);
  return accepted('T1');
};

describe('a message that cannot be sent now', () => {
  test('is sent again after one second, then after twice as long each time, up to a minute', async () => {
    const { charge, clock, ats } = await messengerRig(() => down);
    await charge();
    await clock.advance(200 * SECOND);
    expect(ats('card 1')).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183].map((at) => at * SECOND));
  });

  test('is sent again exactly when Telegram said', async () => {
    const { charge, clock, ats } = await messengerRig((_what, n) =>
      n < 3 ? { ...down, afterMs: 7_000 } : delivered,
    );
    await charge();
    await clock.advance(60 * SECOND);
    expect(ats('card 1')).toEqual([0, 7_000, 14_000]);
  });

  test('that edits a card is tried on the same schedule, and shows the state at that time', async () => {
    const { charge, clock, ats } = await messengerRig((what) => (what === 'show 1 paid' ? down : delivered));
    await charge();
    await clock.advance(20 * SECOND);
    const [first = 0, ...later] = ats('show 1 paid');
    expect(later.map((at) => at - first)).toEqual([1_000, 3_000, 7_000, 15_000]);
  });

  test('delays later messages of its priority in its chat, and none in another chat', async () => {
    const { charge, clock, whats } = await messengerRig((what) => (what === 'card 1' ? down : delivered));
    await charge();
    await charge({ msisdn: phone('0722000001') });
    await charge({ chatId: 200, msisdn: phone('0722000000') });
    await clock.advance(4 * SECOND);
    expect(whats()).not.toContain('card 2');
    expect(whats()).toContain('card 3');
  });

  test('does not delay the notice of a payment', async () => {
    const { charge, clock, whats } = await messengerRig((what) => (what === 'card 1' ? down : delivered));
    await charge();
    await clock.advance(20 * SECOND);
    expect(whats()).toContain('paid 1');
  });

  test('is in the log with the reason', async () => {
    const { charge, log } = await messengerRig(() => down);
    await charge();
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        context: { outbox: 1, kind: 'card', notice: null, charge: 1, attempts: 0, why: 'down' },
      }),
    );
  });
});

describe('a message that can never be sent', () => {
  const gone = {
    kind: 'impossible',
    why: 'Forbidden: bot was blocked by the user',
  } as const;

  test('is given up after one attempt, with a line in the log, and later messages are sent', async () => {
    const { charge, clock, ats, log } = await messengerRig((what) => (what === 'card 1' ? gone : delivered));
    await charge();
    await clock.advance(MINUTE);
    expect(ats('card 1')).toEqual([0]);
    expect(ats('paid 1')).toHaveLength(1);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('that edits a card is not tried again: nobody can see a deleted message', async () => {
    const { charge, clock, whats, log } = await messengerRig((what) =>
      what.startsWith('show') ? gone : delivered,
    );
    await charge();
    await clock.advance(MINUTE);
    expect(whats()).toEqual(['card 1', 'paid 1', 'show 1 paid']);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', context: { charge: 1, why: gone.why } }),
    );
  });
});

describe('a chat that has another id now', () => {
  const moved: Delivery = { kind: 'moved', toChatId: -100_500 };

  test('gets the message that met the move, and the later ones', async () => {
    const { charge, clock, calls } = await messengerRig((_what, n) => (n === 1 ? moved : delivered));
    await charge();
    await clock.advance(MINUTE);
    expect(calls.map(({ what, chatId }) => [what, chatId]).slice(0, 2)).toEqual([
      ['card 1', 100],
      ['card 1', -100_500],
    ]);
    expect(calls.slice(1).every(({ chatId }) => chatId === -100_500)).toBe(true);
    expect(calls.map(({ what }) => what)).toContain('paid 1');
  });

  test('gets the later messages if the edit of a card met the move', async () => {
    const { charge, clock, calls, gateway } = await messengerRig((what) =>
      what.startsWith('show') ? moved : delivered,
    );
    gateway.onPush = slowly(clock);
    await charge();
    await clock.advance(MINUTE);
    expect(calls.at(-1)).toMatchObject({ what: 'paid 1', chatId: -100_500 });
    expect(calls.filter(({ what }) => what.startsWith('show'))).toHaveLength(1);
  });
});

describe('one chat gets one message at a time', () => {
  test('so a message waits for the one under way in its chat, and other chats do not wait', async () => {
    let deliverFirst = (): void => {};
    const { charge, clock, whats } = await messengerRig((what) =>
      what === 'card 1'
        ? new Promise((resolve) => {
            deliverFirst = () => resolve(delivered);
          })
        : delivered,
    );
    await charge();
    await charge({ chatId: 200, msisdn: phone('0722000000') });
    await charge({ msisdn: phone('0722000001') });
    expect(whats()).toEqual(['card 1', 'card 2']);
    deliverFirst();
    await clock.settle();
    expect(whats()).toContain('card 3');
  });

  test('so several due cards of a chat are shown one after the other', async () => {
    const store = tempStore();
    const clock = manualClock();
    const now = clock.now();
    for (const n of [1, 2]) {
      const asked = aCharge({ idempotencyKey: `${n}`, msisdn: phone(`072200000${n}`), cardMessageId: n });
      const rule = {
        at: now,
        steadyAt: now,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(asked, rule, await effectsOf(store, now));
    }
    const shown: number[] = [];
    const work = notifier({
      store,
      messenger: {
        send: async () => down,
        async showCard({ id }) {
          shown.push(id);
          return { kind: 'delivered', messageId: undefined };
        },
      },
      clock,
      log: recordedLog(),
      limits: NO_LIMITS,
      ending: new AbortController().signal,
    });
    const first = await work.claim(now, 10);
    expect(first).toMatchObject([{ kind: 'card', charge: { id: 1 } }]);
    expect(await work.claim(now, 10)).toEqual([]);
    for (const task of first) await work.perform(task);
    const second = await work.claim(now, 10);
    for (const task of second) await work.perform(task);
    expect(shown).toEqual([1, 2]);
    expect(await work.nextDueAt()).toBeUndefined();
  });

  test('and no more chats are served than the limit of a claim', async () => {
    const store = tempStore();
    const clock = manualClock();
    const now = clock.now();
    for (const n of [1, 2, 3]) {
      const cardMessageId = n === 3 ? 3 : undefined;
      const asked = aCharge({
        idempotencyKey: `${n}`,
        msisdn: phone(`072200000${n}`),
        chatId: n,
        cardMessageId,
      });
      const rule = {
        at: now + n,
        steadyAt: now + n,
        windowMs: 0,
        accepted: [],
        hasOwnReasons: false,
        velocityLimits: [],
      };
      await store.charges.create(asked, rule, await effectsOf(store, now));
    }
    const work = notifier({
      store,
      messenger: { send: async () => down, showCard: async () => down },
      clock,
      log: recordedLog(),
      limits: NO_LIMITS,
      ending: new AbortController().signal,
    });
    expect(await work.nextDueAt()).toBe(0);
    const later = now + FIRST_CARD_AFTER_MS + 5;
    expect(await work.claim(later, 1)).toMatchObject([{ kind: 'message', to: { chatId: 1 } }]);
    expect(await work.claim(later, 1)).toMatchObject([{ kind: 'message', to: { chatId: 2 } }]);
    expect(await work.claim(later, 1)).toMatchObject([{ kind: 'card', to: { chatId: 3 } }]);
    expect(await work.claim(later, 1)).toEqual([]);
  });

  test('so a message and a card of one chat are never claimed together, nor more than the limit', async () => {
    const store = tempStore();
    const clock = manualClock();
    const now = clock.now();
    const rule = {
      at: now,
      steadyAt: now,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    // Chat 1 has a card to show and a message to send, chat 2 a card.
    const takes = [
      aCharge({ idempotencyKey: 'a', msisdn: phone('0722000001'), chatId: 1, cardMessageId: 5 }),
      aCharge({ idempotencyKey: 'b', msisdn: phone('0722000002'), chatId: 1 }),
      aCharge({ idempotencyKey: 'c', msisdn: phone('0722000003'), chatId: 2, cardMessageId: 6 }),
    ];
    for (const asked of takes) await store.charges.create(asked, rule, await effectsOf(store, now));
    const log = recordedLog();
    const messenger = { send: async () => down, showCard: async () => down };
    const work = () =>
      notifier({ store, messenger, limits: NO_LIMITS, clock, log, ending: new AbortController().signal });
    const later = now + FIRST_CARD_AFTER_MS;
    expect(await work().claim(later, 1)).toMatchObject([{ kind: 'message', to: { chatId: 1 } }]);
    expect(await work().claim(later, 10)).toMatchObject([
      { kind: 'message', to: { chatId: 1 } },
      { kind: 'card', to: { chatId: 2 } },
    ]);
  });

  test('and the next due time is that of the earliest message or card', async () => {
    const store = tempStore();
    const clock = manualClock();
    const now = clock.now();
    const rule = {
      at: now,
      steadyAt: now,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    const message = aCharge({ msisdn: phone('0722000001'), chatId: 1 });
    await store.charges.create(message, rule, await effectsOf(store, now));
    const [due] = await store.outbox.due(now + FIRST_CARD_AFTER_MS, 1, []);
    await store.outbox.later(due!.row, now + 1_900);
    const card = aCharge({ idempotencyKey: 'b', msisdn: phone('0722000002'), chatId: 2, cardMessageId: 6 });
    await store.charges.create(card, rule, await effectsOf(store, now));
    const [dueCard] = await store.outbox.dueCards(now, 1, []);
    await store.outbox.cardLater(dueCard!, now + 300);
    const messenger = { send: async () => down, showCard: async () => down };
    const log = recordedLog();
    const work = notifier({
      store,
      messenger,
      limits: NO_LIMITS,
      clock,
      log,
      ending: new AbortController().signal,
    });
    expect(await work.nextDueAt()).toBe(now + 300);
  });

  test('and the next due time is found if only a card or only a message waits', async () => {
    const store = tempStore();
    const clock = manualClock();
    const now = clock.now();
    const work = notifier({
      store,
      messenger: { send: async () => delivered, showCard: async () => delivered },
      clock,
      log: recordedLog(),
      limits: NO_LIMITS,
      ending: new AbortController().signal,
    });
    expect(await work.nextDueAt()).toBeUndefined();
    const rule = {
      at: now + 500,
      steadyAt: now + 500,
      windowMs: 0,
      accepted: [],
      hasOwnReasons: false,
      velocityLimits: [],
    };
    await store.charges.create(aCharge({ cardMessageId: 1 }), rule, await effectsOf(store, now));
    expect(await work.nextDueAt()).toBe(0);
    await store.outbox.cardLater((await store.outbox.dueCards(now, 1, []))[0]!, now + 5_000);
    expect(await work.nextDueAt()).toBe(now + 5_000);
    const other = aCharge({ idempotencyKey: 'other', msisdn: phone('0722000000'), chatId: 200 });
    await store.charges.create(other, rule, await effectsOf(store, now));
    await store.outbox.later((await store.outbox.due(now + 3_000, 1, []))[0]!.row, now + 4_000);
    expect(await work.nextDueAt()).toBe(now + 4_000);
  });
});

describe('the limits of sending', () => {
  /** A store in which each of `count` chats has a message, and its notifier. */
  async function withMessages(
    count: number,
    limits: SendLimits,
    send: Messenger['send'] = async () => delivered,
  ) {
    const [store, clock, log] = [tempStore(), manualClock(), recordedLog()];
    const payload = { text: 'x' };
    const says = Array.from(
      { length: count },
      (_, n) => ({ kind: 'message', chatId: -1 - n, payload }) as const,
    );
    await store.outbox.add(says, clock.now());
    const messenger = { send, showCard: async () => delivered };
    const ending = new AbortController().signal;
    return { store, clock, work: notifier({ store, messenger, limits, clock, log, ending }) };
  }

  test('let other chats go first while one has to wait, until it is free', async () => {
    const clock = manualClock();
    const free = clock.steady() + 900;
    const limits = { ...NO_LIMITS, freeAt: ({ chatId }: Destination) => (chatId > -60 ? free : 0) };
    const { work } = await withMessages(64, limits);
    const first = await work.claim(clock.steady(), 64);
    expect(first.map(({ to }) => to.chatId)).toEqual([-64, -63, -62, -61, -60]);
    for (const task of first) await work.perform(task);
    expect(await work.claim(clock.steady(), 64)).toEqual([]);
    expect(await work.nextDueAt()).toBe(free);
  });

  test('count a message when it is claimed, and not before', async () => {
    const begun: number[] = [];
    const limits: SendLimits = {
      ...NO_LIMITS,
      freeAt: ({ chatId }, now) => (chatId === -2 ? now + 1 : now),
      begin: ({ chatId }) => void begun.push(chatId),
    };
    const { work, clock } = await withMessages(3, limits);
    await work.claim(clock.steady(), 9);
    expect(begun.toSorted()).toEqual([-1, -3]);
  });

  test('learn of a 429, with its pause, and of a message that went through', async () => {
    const learnt: unknown[] = [];
    const limits: SendLimits = {
      ...NO_LIMITS,
      answered: () => void learnt.push('answered'),
      refused: ({ chatId }, now, until) => void learnt.push([chatId, until - now]),
    };
    const answers: Record<number, Delivery> = { [-1]: { ...down, afterMs: 7_000 }, [-2]: down };
    const { work, clock } = await withMessages(
      3,
      limits,
      async ({ row }) => answers[row.chatId] ?? delivered,
    );
    const tasks = await work.claim(clock.steady(), 9);
    for (const task of tasks.toSorted((a, b) => b.to.chatId - a.to.chatId)) await work.perform(task);
    expect(learnt).toEqual([[-1, 7_000], 'answered']);
  });

  test('leave places free for other merchants when all chats of one hang', async () => {
    const { work, clock } = await withMessages(100, NO_LIMITS);
    const first = await work.claim(clock.steady(), 64);
    expect(first).toHaveLength(48);
    expect(await work.claim(clock.steady(), 16)).toEqual([]);
    for (const task of first.slice(0, 10)) await work.perform(task);
    expect(await work.claim(clock.steady(), 26)).toHaveLength(10);
  });
});
