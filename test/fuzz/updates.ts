import { chargeMessageOf } from '../support/store.ts';
import { insertCharges } from '../support/sqlite.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readChargeRequest } from '../../src/domain/charge-request.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { chargeEvents } from '../../src/store/schema.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { doubtfulAmount, nearly, writtenAmount, writtenPhone } from './commands.ts';
import { property } from './property.ts';
import {
  contactUpdate,
  messageOf,
  notTypedUpdate,
  NOW,
  openBot,
  OWNER,
  pressUpdate,
  STRANGER,
  textUpdate,
  type UpdateResult,
  type FuzzBot,
  type Person,
} from './bot.ts';
import { aCharge } from './shown.ts';
import { aName, deliveredText } from './texts.ts';

const person: fc.Arbitrary<Person> = fc.record({
  id: fc.constantFrom(OWNER, OWNER, OWNER, STRANGER),
  chat: fc.constantFrom('private', 'private', 'group'),
  name: aName,
  lastName: fc.option(aName, { nil: undefined }),
  language: fc.constantFrom(undefined, 'en', 'sw', 'sw-KE', 'fr', 'x'.repeat(40)),
});

/** Half of the numbers look like Safaricom's. The others need a confirmation. */
const command = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('0712345678', '+254 722 000 001', '0110345678').map((text) => ({ text })),
      writtenPhone,
    ),
    fc.oneof({ weight: 9, arbitrary: writtenAmount }, { weight: 1, arbitrary: doubtfulAmount }),
    fc.constantFrom('', ' unga', ' 2 bags', ' “x” <b>'),
  )
  .map(([phone, amount, note]) => `${phone.text} ${amount.text}${note}`);
const head = fc.constantFrom(
  '/charge ',
  '/Charge\n',
  '/CHARGE@FuzzTillBot ',
  '/charge@OtherTillBot ',
  '/charge@x ',
  '/charges ',
);

const message = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        command,
        fc.constantFrom('\n', '\r\n', ' ', '\u2028', '\n \n', '\n\u200b', '\n2. ', '\v'),
        fc.constantFrom(
          '/charge ',
          '/Charge@FuzzTillBot ',
          '/charge@OtherTillBot ',
          '/charge',
          '/today',
          '/x ',
        ),
        command,
      )
      .map(([one, gap, second, other]) => `/charge ${one}${gap}${second}${other}`),
  },
  { weight: 4, arbitrary: command.map((text) => `/charge ${text}`) },
  { weight: 3, arbitrary: deliveredText },
  {
    weight: 2,
    arbitrary: fc
      .tuple(head, fc.oneof(command, nearly(command), deliveredText))
      .map(([first, rest]) => first + rest),
  },
  { weight: 1, arbitrary: writtenPhone.map(({ text }) => text) },
  { weight: 1, arbitrary: writtenAmount.map(({ text }) => text) },
  {
    weight: 1,
    arbitrary: nearly(fc.constantFrom('/charge', '/status 1', '/pending', '/today', '/start abc')),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('/charge', '/cancel', '/help', '/language', '/start', '/pending', '/today'),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('/status ', '/start '), deliveredText)
      .map(([first, rest]) => first + rest),
  },
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text' as const), text: message }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('edited' as const, 'contact' as const),
      text: fc.oneof(message, fc.constant('0712345678 +254722000001 0202345678')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('press' as const),
      text: fc.oneof(
        deliveredText,
        nearly(fc.constantFrom('send:abcdefghijklmnop', 'again:1', 'paid:1', 'customer:abc:1')),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('via-bot' as const, 'caption' as const, 'edited-caption' as const),
      text: fc.oneof(
        message,
        command.map((text) => `/charge ${text}`),
      ),
    }),
  },
  // A button that was really shown, by its place from the last one back.
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('shown' as const), text: fc.nat({ max: 3 }).map(String) }),
  },
);

interface Step {
  readonly kind: 'text' | 'edited' | 'contact' | 'press' | 'shown' | 'via-bot' | 'caption' | 'edited-caption';
  readonly text: string;
}

type PersonStep = readonly [Step, Person];
/** A command that needs a confirmation, and the usual next step: Send. */
const askedAndSent = fc.tuple(doubtfulAmount, person).map(([{ text }, who]): readonly PersonStep[] => [
  [{ kind: 'text', text: `/charge 0712345678 ${text}` }, who],
  [{ kind: 'shown', text: '1' }, who],
]);
const manySteps: fc.Arbitrary<readonly PersonStep[]> = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: fc.tuple(step, person).map((one): readonly PersonStep[] => [one]) },
      { weight: 1, arbitrary: askedAndSent },
    ),
    { minLength: 1, maxLength: 5, size: 'max' },
  )
  .map((some) => some.flat());

/** The data of all buttons in the result of an update. */
const buttonsIn = ({ queued }: UpdateResult): string[] =>
  queued.flatMap(({ kind, payload }) => {
    const { reply_markup } = ((kind === 'message' ? messageOf(payload) : payload) ?? {}) as {
      reply_markup?: { inline_keyboard?: { callback_data: string }[][] };
    };
    return reply_markup?.inline_keyboard?.flat().map(({ callback_data }) => callback_data) ?? [];
  });

async function deliver(
  bot: FuzzBot,
  { kind, text }: Step,
  who: Person,
  id: number,
  shown: readonly string[],
): Promise<UpdateResult> {
  const data = kind === 'shown' ? (shown.at(-1 - (Number(text) % Math.max(shown.length, 1))) ?? '') : text;
  const update =
    kind === 'contact'
      ? contactUpdate(who, id, text)
      : kind === 'press' || kind === 'shown'
        ? pressUpdate(who, id, data, kind === 'shown' || id % 2 === 0)
        : kind === 'text' || kind === 'edited'
          ? textUpdate(who, id, text, kind === 'edited')
          : notTypedUpdate(who, id, text, kind);
  const result = await bot.handle(update);
  const again = await bot.handle(update);
  assert.deepEqual([again.queued, again.charges], [[], []], 'a second delivery did something');
  return result;
}

/** Returns what a command asks for, by its text alone. */
const asked = (text: string): ReturnType<typeof readChargeRequest> | undefined => {
  const [, payload] = /^\/charge(?:@FuzzTillBot)?(?:\s([^]*))?$/i.exec(text) ?? [];
  return payload === undefined ? undefined : readChargeRequest(payload);
};

/** Whether a text has a second command: a line that begins like one, or a `/charge` anywhere. */
function hasSecondCommand(text: string): boolean {
  const seen = text.replace(/[\p{Cf}\p{Cs}]/gu, ' ');
  const [, ...others] = seen.split(/[\p{Zl}\p{Zp}\n\r\v\f\u0085]/u);
  const begins = others.some((line) =>
    /^[\s\p{Cc}]*(?:(?:\d{1,2}[.)]?|[-•*–])[\s\p{Cc}]+)?\/[a-z]\w{0,31}(?:@\w+)?(?:[\s\p{Cc}]|$)/iu.test(
      line,
    ),
  );
  return begins || /[\s\p{Cc}]\/charge(?:@\w+)?(?:[\s\p{Cc}]|$)/iu.test(seen);
}

function isAsDesigned({ kind, text }: Step, { id, chat }: Person, { queued, charges }: UpdateResult): void {
  const messages = queued.filter((row) => row.kind === 'message');
  for (const { text: shown = '' } of queued)
    assert.ok(!shown.includes('“”') || /[“”]/.test(text), `quotes an empty text: ${shown}`);
  assert.ok(charges.length <= 1, 'more than one charge');
  if (id === STRANGER) {
    assert.equal(charges.length, 0, 'a stranger charged');
    return assert.ok(messages.length <= 2);
  }
  if (kind === 'press' || kind === 'shown') return;
  const [charge] = charges;
  if (charge !== undefined) {
    assert.equal(kind, 'text');
    const { msisdn, amountKes, note } = charge;
    const { userName } = chargeMessageOf(charge);
    assert.ok(userName !== '' && oneLine(userName, 40) === userName, 'the name is not one line');
    assert.ok(!hasSecondCommand(text), 'a second command became a note');
    assert.deepEqual({ kind: 'complete', msisdn, amountKes, note: note ?? undefined }, asked(text));
    return assert.deepEqual(
      queued.map((row) => row.kind),
      ['card'],
    );
  }
  if (kind === 'edited') return assert.ok(messages.length <= 1);
  if (kind === 'caption' || kind === 'edited-caption') {
    assert.ok(messages.length <= 1);
    const isCommand = chat === 'private' && /^\/charge(?:\s|$)/i.test(text);
    return assert.ok(!isCommand || messages.length === 1, 'a command under a photo has no answer');
  }
  if (chat === 'private') return assert.equal(messages.length, 1, 'there is not exactly one answer');
  assert.ok(messages.length <= 2);
}

const nothing = { context: undefined, close: () => undefined };

export const UPDATES = [
  property({
    name: 'every message and press is settled once, answered as designed, and charges at most what it asks for',
    cases: 300,
    most: 10_000,
    sides: { charged: 0.1, 'charged by a press': 0.03, answered: 0.5 },
    given: manySteps,
    open: async () => nothing,
    async holds(steps, saw) {
      const bot = openBot();
      try {
        const shown: string[] = [];
        for (const [at, [what, who]] of steps.entries()) {
          const answered = bot.answers.length;
          const result = await deliver(bot, what, who, at + 1, shown);
          shown.push(...buttonsIn(result));
          isAsDesigned(what, who, result);
          const isPress = what.kind === 'press' || what.kind === 'shown';
          // Each delivery of a press is answered, because the button spins until then.
          assert.equal(bot.answers.length - answered, isPress ? 2 : 0);
          if (result.queued.length > 0) saw('answered');
          if (result.charges.length > 0) saw(isPress ? 'charged by a press' : 'charged');
        }
      } finally {
        bot.close();
      }
    },
  }),

  property({
    name: 'Telegram accepts lists and histories with notes and names of any length and with any events',
    cases: 100,
    most: 10_000,
    given: fc.record({
      kept: fc.array(aCharge, { minLength: 1, maxLength: 12 }),
      longest: fc.boolean(),
      events: fc.integer({ min: 0, max: 120 }),
      who: person,
    }),
    open: async () => nothing,
    async holds({ kept, longest, events, who }) {
      const bot = openBot();
      try {
        const rows = kept.map((charge, at): Charge => ({
          ...charge,
          id: at + 1,
          number: at + 1,
          ref: `ref-of-charge-${at}`.padEnd(16, '-'),
          accountId: null,
          idempotencyKey: `message:1:${at}`,
          transactionId: `T${at}`,
          receipt: charge.receipt === null ? null : `UKO4H7XK${String(at).padStart(2, '0')}`,
          paidAt: charge.paidAt === null ? null : NOW,
          ...(longest ? { note: '🧺'.repeat(120) } : {}),
          message: {
            ...chargeMessageOf(charge),
            chatId: -4001,
            ...(longest ? { userName: '🧕'.repeat(40) } : {}),
          },
        }));
        insertCharges(bot.db, rows);
        const history = Array.from({ length: events }, (_, at) => ({
          chargeId: 1,
          at: NOW + at,
          from: at % 2 === 0 ? ('marked_paid' as const) : ('marked_unpaid' as const),
          to: at % 2 === 0 ? ('marked_unpaid' as const) : ('marked_paid' as const),
          actor: `user:${rows[0]?.userId ?? 0}` as const,
          detail: {},
        }));
        if (history.length > 0) bot.db.insert(chargeEvents).values(history).run();
        for (const [at, text] of ['/today', '/pending', '/status 1', '/charge'].entries()) {
          const { queued } = await bot.handle(textUpdate({ ...who, id: OWNER }, at + 1, text));
          assert.ok(queued.length >= 1);
          const shown = queued[0]?.text ?? '';
          if (text === '/status 1' && rows[0]?.note != null)
            assert.ok(shown.includes(`\n📝 ${rows[0].note}\n`));
          if (text !== '/today') continue;
          const paid = rows.filter(({ paidAt }) => paidAt !== null);
          const lines = shown.split('\n');
          // The latest are shown with the time, the number and the amount on a line of their own.
          if (paid.length > 0)
            assert.equal(
              lines.filter((line) => line.startsWith('14:05 · #')).length,
              Math.min(paid.length, 5),
            );
          if (paid.length > 0 && paid.length <= 5)
            for (const { note } of paid) assert.ok(note === null || lines.includes(`📝 ${note}`));
        }
      } finally {
        bot.close();
      }
    },
  }),
];
