import { and, eq } from 'drizzle-orm';
import { announcements, members, outbox } from '../../../src/store/schema.ts';
import type { SeededBug } from '../seeded-bug.ts';
import { SHOPS } from '../shops.ts';

/** Faults in the limits of charges, in the choice of the account, and in the choice of the chats that are told. */
export const BETWEEN_SHOPS: Readonly<Record<string, SeededBug>> = {
  'a customer who cancelled at one shop is charged by the other at once': {
    from: 40,
    breaks: /was pushed to a phone with a prompt of/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async create(asked, rule, effects) {
          const outcome = await store.charges.create(asked, rule, effects);
          return outcome.kind === 'prompt-open' && outcome.other.closeReason === 'customer-cancelled'
            ? await store.charges.create(asked, { ...rule, windowMs: 0 }, effects)
            : outcome;
        },
      },
    }),
  },
  'a charge is accepted from anybody': {
    breaks: /taken from somebody who was removed/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async create(asked, ...rest) {
          const { merchantId } = asked;
          const userId = asked.userId ?? 0;
          const place = { merchantId, userId, name: '', origin: 'invite', addedAt: 0 } as const;
          const added = db
            .insert(members)
            .values({ ...place, role: 'cashier' })
            .onConflictDoNothing()
            .run();
          const outcome = await store.charges.create(asked, ...rest);
          const theirs = and(eq(members.merchantId, merchantId), eq(members.userId, userId));
          if (added.changes > 0) db.delete(members).where(theirs).run();
          return outcome;
        },
      },
    }),
  },
  'all shops are charged through the first account': {
    breaks: /of another shop was (?:pushed|asked about)/,
    accountOf: () => '1',
  },
  'a phone that may be showing a prompt is pushed to': {
    breaks: /with a prompt of/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        create: (asked, rule, effects) => store.charges.create(asked, { ...rule, windowMs: 0 }, effects),
      },
    }),
  },
  'only open prompts of the same shop count': {
    breaks: /with a prompt of/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        async create(asked, rule, effects) {
          const outcome = await store.charges.create(asked, rule, effects);
          const isAnothers = outcome.kind === 'prompt-open' && outcome.other.merchantId !== asked.merchantId;
          return isAnothers ? await store.charges.create(asked, { ...rule, windowMs: 0 }, effects) : outcome;
        },
      },
    }),
  },
  'the velocity limit of a phone is not checked': {
    given: { limited: true },
    breaks: /above the velocity limit/,
    store: (store) => ({
      ...store,
      charges: {
        ...store.charges,
        create: (asked, rule, effects) =>
          store.charges.create(asked, { ...rule, velocityLimits: [] }, effects),
      },
    }),
  },
  'a notice is dropped if its chat is gone': {
    given: { gone: true },
    breaks: /was not announced/,
    store: (store) => ({
      ...store,
      outbox: {
        ...store.outbox,
        async elsewhere(row, failure, at) {
          await store.outbox.undeliverable(row, failure, at);
          return false;
        },
      },
    }),
  },
  'a payment is announced in the chats of all shops': {
    breaks: /in another shop's chat/,
    store: (store, db) => ({
      ...store,
      charges: {
        ...store.charges,
        async move(move, effects) {
          const outcome = await store.charges.move(move, effects);
          if (outcome.kind !== 'moved' || move.to !== 'paid') return outcome;
          const row = {
            kind: 'announcement',
            chargeId: move.chargeId,
            notice: move.notice ?? 'paid',
          } as const;
          for (const { chatId, threadId, language } of db.select().from(announcements).all())
            db.insert(outbox)
              .values({ ...row, chatId, payload: { threadId, language }, createdAt: move.at, dueAt: move.at })
              .onConflictDoNothing()
              .run();
          return outcome;
        },
      },
    }),
  },
  'a payment is told only in the chat of its charge': {
    breaks: /hears of every payment/,
    store: (store) => ({
      ...store,
      outbox: {
        ...store.outbox,
        async due(...args) {
          const due = await store.outbox.due(...args);
          for (const { row } of due)
            if (row.kind === 'announcement') await store.outbox.undeliverable(row, 'left out', args[0]);
          return due.filter(({ row }) => row.kind !== 'announcement');
        },
      },
    }),
  },
  'a refused account is told to the owners of all shops': {
    breaks: /was told: .* does not accept/,
    store: (store) => ({
      ...store,
      members: {
        ...store.members,
        async owners() {
          const all = await Promise.all(SHOPS.map(({ merchantId }) => store.members.owners(merchantId)));
          return all.flat();
        },
      },
    }),
  },
};
