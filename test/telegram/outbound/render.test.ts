import type { ShownCharge } from '../../../src/telegram/outbound/shown-charge.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHARGE_STATES, type ChargeState } from '../../../src/domain/charge-states.ts';
import { NOTICE_KINDS, type NoticeKind } from '../../../src/domain/messages.ts';
import { CONFIRMATION_REASONS } from '../../../src/domain/draft.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import { asErased } from '../../../src/domain/msisdn.ts';
import { decodeCallbackData } from '../../../src/telegram/bot/callback-data.ts';
import { lines, messagePayload } from '../../../src/telegram/outbound/payload.ts';
import { chargeButtons, noticeButtons } from '../../../src/telegram/outbound/charge-buttons.ts';
import { cardText, noticeText } from '../../../src/telegram/outbound/render.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';
import type { ChargeFacts, Text } from '../../../src/telegram/locales/locale.ts';
import { FEATURES } from '../../../src/telegram/bot/bot.ts';
import type { Command } from '../../../src/telegram/bot/feature.ts';
import { nameIn } from '../../../src/telegram/bot/features/command.ts';
import { localeOf } from '../../../src/telegram/locales/locales.ts';
import { phone } from '../../support/store.ts';
import { codePoint } from '../../support/code-points.ts';

const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const DAY = 24 * 3_600_000;
const context = (now = NOW) => ({
  time: merchantTime('Africa/Nairobi'),
  now,
  steadyNow: now,
  confirmMs: 180_000,
});

/** A charge with every field at its greatest length. */
const charge = (over: Partial<ShownCharge> = {}): ShownCharge => ({
  id: 999_999_999,
  merchantId: 1,
  number: 999_999_999,
  ref: 'r'.repeat(16),
  shop: null,
  idempotencyKey: 'message:1:1',
  state: 'paid',
  msisdn: phone('0712345678'),
  customerName: null,
  amountKes: 250_000 as Charge['amountKes'],
  note: '🧺'.repeat(120),
  chatKind: 'private',
  userId: 1,
  userName: '🧕'.repeat(40),
  language: 'en',
  requestedAt: NOW,
  createdAt: NOW,
  pushedAt: NOW,
  createdSteadyAt: NOW,
  pushedSteadyAt: NOW,
  accountId: 1,
  accountRefusedAt: NOW,
  transactionId: 'T1',
  confirmBy: NOW,
  watchUntil: NOW + DAY,
  watchDueAt: null,
  receipt: 'UKO4H7XK2P',
  paidAt: NOW,
  gatewayMessage: '🚫'.repeat(300),
  mismatch: 'receipt-reused',
  reported: { number: 2, amount: '250000', phone: '0712***678', receipt: 'UKO4H7XK2P' },
  markedBy: 1,
  markedByName: '🧕'.repeat(40),
  closedAt: null,
  closedBy: null,
  closedByName: null,
  closeReason: null,
  collectionPayerId: null,
  ...over,
});

/** A text as it is sent to Telegram. */
const shown = (text: Text) => {
  const { text: plain, entities = [] } = messagePayload(text, {});
  return { plain, entities };
};

const PLACES = (['en', 'sw'] as const).flatMap((language) =>
  (['private', 'group'] as const).map((chatKind) => ({ language, chatKind })),
);

interface Rendered {
  readonly name: string;
  readonly plain: string;
  readonly entities: ReturnType<typeof shown>['entities'];
}

/** The card in every state, and every notice of a charge in every state. */
function renderings(over: Partial<ShownCharge>): Rendered[] {
  return CHARGE_STATES.flatMap((state) => {
    const of = charge({ ...over, state });
    return [
      { name: `card ${state}`, ...shown(cardText(of, context())) },
      ...NOTICE_KINDS.map((kind) => ({
        name: `notice ${kind} (${state})`,
        ...shown(noticeText(of, kind, context())),
      })),
    ];
  });
}

const namesOf = (all: readonly Rendered[]): string[] => all.map(({ name }) => name);

const HOSTILE = [
  '*bold* _italic_ `code` ~gone~ ||hidden||',
  '[click](https://evil.example) ![](x)',
  '<b>hi</b> <a href="https://evil.example">x</a> &lt;i&gt; &amp;',
  '/charge 0711111111 900 @admin #tag https://evil.example tg://user?id=1',
  '${text} {0} %s \\* \\',
  '👩\u200d🌾 🇰🇪 e\u0301 \u202d',
];

describe.each(PLACES)('in $language, in a $chatKind chat', ({ language, chatKind }) => {
  const place = { language, chatKind } as const;

  test.each(CHARGE_STATES)(
    'the card of a charge that is %s has at least three lines and at most 4096 characters',
    (state) => {
      const { plain } = shown(cardText(charge({ ...place, state }), context()));
      expect(plain.split('\n').length).toBeGreaterThanOrEqual(3);
      expect(plain).not.toMatch(/undefined|null|NaN|Invalid|\[object/);
      expect(plain.length).toBeLessThanOrEqual(4_096);
    },
  );

  test.each(NOTICE_KINDS)('the notice “%s” has at least three lines and at most 4096 characters', (kind) => {
    const { plain } = shown(noticeText(charge(place), kind, context()));
    expect(plain.split('\n').length).toBeGreaterThanOrEqual(3);
    expect(plain).not.toMatch(/undefined|null|NaN|Invalid|\[object/);
    expect(plain.length).toBeLessThanOrEqual(4_096);
  });

  test('a charge with few known fields leaves no gaps in its texts', () => {
    const bare = {
      note: null,
      receipt: null,
      paidAt: null,
      watchUntil: null,
      gatewayMessage: null,
      mismatch: null,
    };
    const early: readonly ChargeState[] = [
      'created',
      'pushing',
      'pending',
      'declined',
      'unknown',
      'canceled',
    ];
    const kinds: readonly NoticeKind[] = ['declined', 'unknown', 'canceled'];
    const texts = [
      ...early.map((state) => shown(cardText(charge({ ...place, ...bare, state }), context())).plain),
      ...kinds.map((kind) => shown(noticeText(charge({ ...place, ...bare }), kind, context())).plain),
    ];
    expect(texts.filter((text) => /undefined|null|NaN|Invalid|📝|\n\n|\n$/.test(text))).toEqual([]);
  });

  test('the longest note is shown whole wherever a note is shown', () => {
    const note = '🧺'.repeat(120);
    const without = renderings({ ...place, note }).filter(({ plain }) => !plain.includes(`📝 ${note}`));
    expect(namesOf(without)).toEqual([]);
  });

  test('a declined notice distinguishes a message of the gateway, an empty message and no message', () => {
    const body = (gatewayMessage: string | null) =>
      shown(noticeText(charge({ ...place, gatewayMessage }), 'declined', context())).plain;
    expect(body('Limit <b>exceeded</b>')).toContain('“Limit <b>exceeded</b>”');
    expect(new Set([body('x'), body(''), body(null)]).size).toBe(3);
    expect(body('')).not.toContain('“');
    expect(body(null)).not.toContain('“');
  });

  test('a paid notice names the amount, customer, receipt, note, cashier and time in Nairobi', () => {
    const of = charge({
      ...place,
      amountKes: 1_500 as Charge['amountKes'],
      note: 'two bags of unga',
      userName: 'Asha',
      paidAt: Date.parse('2026-11-24T11:05:00Z'),
    });
    const customer = chatKind === 'private' ? '0712 345 678' : '0712 ••• 678';
    for (const kind of ['paid', 'paid_late'] as const) {
      const { plain } = shown(noticeText(of, kind, context()));
      for (const part of ['KES 1,500', customer, 'UKO4H7XK2P', '📝 two bags of unga', 'Asha · 14:05']) {
        expect(plain).toContain(part);
      }
    }
    expect(shown(noticeText(of, 'paid', context(NOW + DAY))).plain).toContain('Asha · 24 Nov, 14:05');
  });

  test.each(HOSTILE)('a note, a name or a message of the gateway like %j is shown unchanged', (text) => {
    const all = renderings({ ...place, note: text, userName: text, gatewayMessage: text });
    const changed = all.filter(
      ({ name, plain }) =>
        !plain.includes(`📝 ${text}\n`) ||
        (name.startsWith('notice') && !plain.split('\n').at(-1)?.includes(text)) ||
        (name.startsWith('notice declined') && !plain.includes(`“${text}”`)),
    );
    expect(namesOf(changed)).toEqual([]);
  });

  test.each(HOSTILE)('no entity covers a note, a name or a message of the gateway like %j', (text) => {
    const all = renderings({ ...place, note: text, userName: text, gatewayMessage: text });
    const marked = all.flatMap(({ name, plain, entities }) =>
      entities
        .filter(({ type, offset, length }) => {
          const end = offset + length;
          return (
            !['bold', 'code'].includes(type) ||
            offset < 0 ||
            end > plain.length ||
            rangesOf(plain, text).some(([from, to]) => offset < to && end > from)
          );
        })
        .map(({ type }) => `${name}: ${type}`),
    );
    expect(marked).toEqual([]);
  });

  test('the entities are exactly the headline and the receipt, with any note', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 120 }), (note) => {
        const { plain, entities } = shown(noticeText(charge({ ...place, note }), 'paid', context()));
        const marks = entities.map(
          ({ type, offset, length }) => `${type} ${plain.slice(offset, offset + length)}`,
        );
        return (
          plain.includes(`📝 ${note}\n`) && marks.join('|') === `bold ${plain.split('\n')[0]}|code UKO4H7XK2P`
        );
      }),
    );
  });
});

function rangesOf(plain: string, text: string): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (let from = plain.indexOf(text); from >= 0; from = plain.indexOf(text, from + 1)) {
    ranges.push([from, from + text.length]);
  }
  return ranges;
}

describe.each(['en', 'sw'] as const)('a customer’s number, in %s', (language) => {
  test('is never whole in a group', () => {
    const all = renderings({ language, chatKind: 'group' });
    const whole = all.filter(({ plain }) => /712345678|0712 345 678|712[\s-]*345[\s-]*678/.test(plain));
    expect(namesOf(whole)).toEqual([]);
  });

  test('is whole in private, on every card and in every notice that names the customer', () => {
    const all = renderings({ language, chatKind: 'private' });
    expect(all.filter(({ plain }) => !plain.includes('0712 345 678'))).toEqual([]);
  });
});

describe('buttons under a notice', () => {
  test('exist only while the charge is in the state of the notice', () => {
    const states = NOTICE_KINDS.filter((kind) => kind !== 'mismatch');
    const stale = states.flatMap((kind) =>
      CHARGE_STATES.filter((state) => state !== (kind === 'paid_late' ? 'paid' : kind))
        .filter((state) => noticeButtons(charge({ state }), kind, context()).length > 0)
        .map((state) => `${kind} while ${state}`),
    );
    expect(stale).toEqual([]);
  });

  test.each(['paid', 'paid_late'] as const)(
    'of a charge that is told as %s ask for its receipt, once',
    (kind) => {
      const rows = noticeButtons(charge({ state: 'paid' }), kind, context());
      expect(rows.map((row) => row.map(({ text }) => text))).toEqual([['Charge again', 'Receipt']]);
      const erased = noticeButtons(charge({ state: 'paid', msisdn: asErased('0a1b') }), kind, context());
      expect(erased.flat().map(({ text }) => text)).toEqual(['Receipt']);
    },
  );

  test('of a mismatch exist only while a person can decide about it', () => {
    const decidable = CHARGE_STATES.filter(
      (state) => noticeButtons(charge({ state }), 'mismatch', context()).length > 0,
    );
    expect(decidable.toSorted()).toEqual(['expired', 'marked_unpaid', 'pending', 'unconfirmed']);
  });

  test.each(CHARGE_STATES)('of a charge that is %s name that charge', (state) => {
    const buttons = (['en', 'sw'] as const).flatMap((language) =>
      chargeButtons(charge({ state, language, ref: 'name-of-a-charge' }), context()).flat(),
    );
    const actions = buttons.map(({ callback_data }) => decodeCallbackData(callback_data));
    expect(
      actions.every(
        (action) => action !== undefined && 'charge' in action && action.charge === 'name-of-a-charge',
      ),
    ).toBe(true);
    expect(buttons.every(({ text }) => text.trim() !== '')).toBe(true);
  });
});

// Beyond what test/telegram/locales/locale.test.ts tests.
describe.each(['en', 'sw'] as const)('the locale %s', (language) => {
  const locale = localeOf(language);
  const facts: ChargeFacts = {
    number: 12,
    amount: 'KES 1,500',
    phone: '0712 345 678',
    receipt: 'UKO4H7XK2P',
    asked: '14:05',
    until: '25 Nov, 14:05',
    waited: locale.span(180),
    markedBy: 'Juma',
    markedReceipt: '',
    isAnother: false,
    isMarkedUnpaid: false,
    words: 'Limit exceeded',
  };

  test('has a sentence for every state, notice, mismatch, refusal and confirmation reason', () => {
    const sentences: Record<string, string> = {
      ...Object.fromEntries(CHARGE_STATES.map((state) => [`status ${state}`, locale.status[state](facts)])),
      ...Object.fromEntries(CHARGE_STATES.map((state) => [`event ${state}`, locale.event[state]])),
      ...Object.fromEntries(
        NOTICE_KINDS.map((kind) => [`notice ${kind}`, locale.notice[kind](facts).headline]),
      ),
      ...Object.fromEntries(
        (['transaction', 'amount', 'phone', 'receipt', 'receipt-reused'] as const).map((mismatch) => [
          `mismatch ${mismatch}`,
          locale.mismatch[mismatch],
        ]),
      ),
      ...Object.fromEntries(
        (
          [
            'empty',
            'letters',
            'landline',
            'foreign',
            'too-short',
            'too-long',
            'not-mobile',
            'swapped',
          ] as const
        ).map((reason) => [`phone ${reason}`, locale.refusedPhone[reason]('x')]),
      ),
      ...Object.fromEntries(
        (['empty', 'not-an-amount', 'cents', 'negative', 'split', 'too-small', 'too-large'] as const).map(
          (reason) => [`amount ${reason}`, locale.refusedAmount[reason]('x')],
        ),
      ),
      ...Object.fromEntries(
        CONFIRMATION_REASONS.map((reason) => [
          `reason ${reason}`,
          locale.confirmationReason[reason]({
            phone: facts.phone,
            network: 'Airtel',
            written: '2k',
            amount: 'KES 2,000',
            other: '#11',
            ago: locale.ago(60),
          }),
        ]),
      ),
      ...Object.fromEntries(
        (['not-a-member', 'suspended', 'no-account', 'blocked'] as const).map((why) => [
          `refused ${why}`,
          locale.refused[why](facts.phone),
        ]),
      ),
      ...Object.fromEntries(
        [undefined, '#11, KES 500'].map((other) => [
          `prompt open ${other}`,
          locale.promptOpen({ phone: facts.phone, other, again: locale.span(20) }),
        ]),
      ),
      ...Object.fromEntries(
        (['phone', 'member', 'merchant'] as const).map((of) => [
          `limit reached ${of}`,
          locale.limitReached[of]({ phone: facts.phone, count: 3, within: locale.span(600), again: '14:15' }),
        ]),
      ),
    };
    const empty = Object.entries(sentences).filter(
      ([, text]) => text.trim() === '' || /undefined|null/.test(text),
    );
    // The conversation asks “Charge …?” anyway, so this reason needs no text.
    expect(empty.map(([name]) => name)).toEqual(['reason conversation']);
    expect(Object.keys(sentences)).toHaveLength(2 * 11 + 9 + 5 + 8 + 7 + 5 + 4 + 2 + 3);
  });

  test('shows in the help how to charge, and every command but the help itself', () => {
    const { plain, entities } = shown(lines(locale.help, locale.helpCustomers));
    const charge = language === 'sw' ? 'omba' : 'charge';
    expect(plain).toContain(`/${charge} 0712345678 500\n`);
    expect(entities.filter(({ type }) => !['bold', 'code'].includes(type))).toEqual([]);
    const pages = [
      plain,
      shown(lines(locale.helpManagers, locale.helpItems)).plain,
      shown(locale.helpOwners).plain,
    ].map((page) => `\n${page}`);
    /** The pages of the help that explain a command: those of everybody, of managers, of owners. */
    const pagesOf = (command: Command): readonly number[] => {
      const line = new RegExp(`\\n/${nameIn(language, command)}(?: \\w+)* –`);
      return [...pages.keys()].filter((page) => line.test(pages[page]!));
    };
    const inMenu = FEATURES.flatMap(({ commands = [] }) => commands).filter((command) => command.inMenu);
    const missing = inMenu.filter((command) => pagesOf(command).length !== 1).map(({ name }) => name);
    expect(missing).toEqual(['help']);
    const pageOf = ({ requires = [], menuRole }: Command): number =>
      requires.includes('owner') || menuRole === 'owner' ? 2 : requires.includes('manager') ? 1 : 0;
    for (const command of inMenu.filter(({ name }) => name !== 'help'))
      expect([command.name, ...pagesOf(command)]).toEqual([command.name, pageOf(command)]);
  });

  test('gives every span a whole number', () => {
    for (const seconds of [0, 1, 59, 60, 89, 90, 180, 5_399, 5_400, 86_400]) {
      expect(locale.span(seconds).match(/\d+/g)).toHaveLength(1);
      expect(locale.ago(seconds)).toContain(locale.span(seconds));
    }
  });
});

// Beyond what times.test.ts tests.
describe('times', () => {
  const at = (iso: string): number => Date.parse(iso);
  const nairobi = merchantTime('Africa/Nairobi');

  test('before and after midnight in Nairobi belong to two days', () => {
    const last = at('2026-11-24T23:59:59.999+03:00');
    const first = at('2026-11-25T00:00:00+03:00');
    expect(nairobi.timeOfDay(at('2026-11-24T23:59:59+03:00'))).toBe('23:59');
    expect(nairobi.timeOfDay(first)).toBe('00:00');
    expect(nairobi.moment(first, first, 'en-GB')).toBe('00:00');
    expect(nairobi.moment(last, first, 'en-GB')).toBe('24 Nov, 23:59');
    expect(nairobi.moment(first, last, 'en-GB')).toBe('25 Nov, 00:00');
    expect(nairobi.day(last).to).toBe(nairobi.day(first).from);
  });

  test('of the same day a year ago have a date', () => {
    expect(nairobi.moment(at('2025-11-24T14:05:00+03:00'), NOW, 'en-GB')).toBe('24 Nov, 14:05');
  });

  test('follow the change of a zone’s clocks', () => {
    const berlin = merchantTime('Europe/Berlin');
    expect(berlin.timeOfDay(at('2026-03-29T00:59:59Z'))).toBe('01:59');
    expect(berlin.timeOfDay(at('2026-03-29T01:00:00Z'))).toBe('03:00');
    expect(berlin.timeOfDay(at('2026-10-25T00:30:00Z'))).toBe('02:30');
    expect(berlin.timeOfDay(at('2026-10-25T01:30:00Z'))).toBe('02:30');
    const spring = berlin.day(at('2026-03-29T12:00:00Z'));
    expect(spring.to - spring.from).toBe(23 * 3_600_000);
  });

  test.each(['Africa/Nairobi', 'Europe/Berlin', 'Africa/Cairo', 'Asia/Beirut'])(
    'fall into days of %s that neither overlap nor leave gaps',
    (zone) => {
      const { day } = merchantTime(zone);
      const inconsistent: string[] = [];
      for (let moment = at('2026-01-01T12:00:00Z'); moment < at('2027-01-01T00:00:00Z'); moment += DAY) {
        const { from, to } = day(moment);
        if (day(to).from !== to || day(to - 1).from !== from)
          inconsistent.push(new Date(moment).toISOString());
      }
      expect(inconsistent).toEqual([]);
    },
  );
});
