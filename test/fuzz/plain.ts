import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Update } from 'telegraf/types';
import { readChargeRequest } from '../../src/domain/charge-request.ts';
import { drafts } from '../../src/store/schema.ts';
import { nearly, space, writtenAmount, writtenPhone } from './commands.ts';
import { openBot, OWNER, textUpdate, type Person } from './bot.ts';
import { property } from './property.ts';
import { deliveredText } from './texts.ts';

/** What people also send to the bot: sentences with numbers in them, and messages of M-Pesa. */
const sentence = fc
  .tuple(
    fc.constantFrom(
      'call me on ',
      'my number: ',
      'UKO4H7XK2P Confirmed. Ksh500.00 sent to JANE ',
      'Umepokea Ksh500.00 kutoka ',
      'paid ',
      '500 from ',
      'x',
      '#',
      '“',
      '/ ',
      '- ',
      '1. ',
    ),
    fc.oneof(
      writtenPhone.map(({ text }) => text),
      writtenAmount.map(({ text }) => text),
    ),
    fc.constantFrom('', ' 500', ' on 24/11/26 at 2:05 PM. New M-PESA balance is Ksh1,000.00.', ', 200 bob'),
  )
  .map((parts) => parts.join(''));

const request = fc
  .tuple(writtenPhone, space, writtenAmount, fc.constantFrom('', ' unga', ' 2 bags', '\nsecond line'))
  .map(([phone, gap, amount, note]) => phone.text + gap + amount.text + note);

const text = fc.oneof(
  { weight: 3, arbitrary: request },
  { weight: 3, arbitrary: nearly(request) },
  { weight: 3, arbitrary: sentence },
  { weight: 1, arbitrary: writtenPhone.map((phone) => phone.text) },
  { weight: 2, arbitrary: deliveredText },
);

/** What a phone may begin with. A text that begins with anything else is no charge request. */
const BEGINS_LIKE_A_PHONE =
  /^(?:tel:\s*)?[\s\p{Cc}\p{Cf}\p{Pd}\u2212.()]*(?:[+\d]|(?:https?:\/\/)?wa\.me\/)/iu;

const OWNER_IN_PRIVATE: Person = { id: OWNER, name: 'Asha', chat: 'private' };

/** The update with its message changed to one that was forwarded. */
const forwarded = (update: Update): Update => {
  const { message } = update as { message?: object };
  const origin = { type: 'hidden_user', sender_user_name: 'Somebody', date: 1 };
  return { ...update, message: { ...message, forward_origin: origin } } as unknown as Update;
};

export const PLAIN = [
  property({
    name: 'a text without a command charges nothing, and leads to a question only if all of it is a charge request that was typed in private',
    cases: 400,
    most: 10_000,
    sides: { asked: 0.15, 'not asked': 0.3 },
    given: fc.tuple(
      text,
      fc.constantFrom('typed', 'typed', 'typed', 'typed', 'forwarded', 'edited', 'group'),
    ),
    open: async () => ({ context: undefined, close: () => undefined }),
    async holds([said, how], saw) {
      const bot = openBot();
      try {
        const who: Person = how === 'group' ? { ...OWNER_IN_PRIVATE, chat: 'group' } : OWNER_IN_PRIVATE;
        const update = textUpdate(who, 1, said, how === 'edited');
        const { charges, queued } = await bot.handle(how === 'forwarded' ? forwarded(update) : update);
        const [draft, ...others] = bot.db.select().from(drafts).all();
        assert.deepEqual([charges, others], [[], []]);
        if (how !== 'group' && how !== 'edited') assert.equal(queued.length, 1, 'there is not one answer');
        if (draft === undefined) {
          const read = readChargeRequest(said);
          const isRequest = ['complete', 'to-confirm', 'needs-amount'].includes(read.kind);
          assert.ok(how !== 'typed' || !isRequest || /\/\w/.test(said), 'a charge request got no question');
          return saw('not asked');
        }
        saw('asked');
        assert.equal(how, 'typed');
        assert.match(said, BEGINS_LIKE_A_PHONE);
        const { step, msisdn, amountKes, note } = draft;
        const read = readChargeRequest(said);
        if (step === 'amount') return assert.deepEqual(read, { kind: 'needs-amount', msisdn });
        assert.equal(step, 'confirm');
        assert.ok(read.kind === 'complete' || read.kind === 'to-confirm');
        assert.deepEqual([read.msisdn, read.amountKes, read.note ?? null], [msisdn, amountKes, note]);
      } finally {
        bot.close();
      }
    },
  }),
];
