import type { ShownCharge } from '../../../src/telegram/outbound/shown-charge.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHARGE_STATES } from '../../../src/domain/charge-states.ts';
import type { NoticeKind } from '../../../src/domain/messages.ts';
import type { Charge } from '../../../src/domain/charge.ts';
import { EXPORT_LABELS } from '../../../src/reports/export-labels.ts';
import { cardText, noticeText } from '../../../src/telegram/outbound/render.ts';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';
import type { Text } from '../../../src/telegram/locales/locale.ts';
import { FEATURES } from '../../../src/telegram/bot/bot.ts';
import { nameIn } from '../../../src/telegram/bot/features/command.ts';
import { languageOf, localeOf } from '../../../src/telegram/locales/locales.ts';
import { phone } from '../../support/store.ts';
import { closingOf, shopTexts } from './shop-texts.ts';

const LANGUAGES = ['en', 'sw'] as const;
const NOTICES = [
  'paid',
  'paid_late',
  'declined',
  'unknown',
  'unconfirmed',
  'expired',
  'mismatch',
  'canceled',
] as const satisfies readonly NoticeKind[];
const NOW = Date.parse('2026-11-24T14:05:00+03:00');
const CONTEXT = { time: merchantTime('Africa/Nairobi'), now: NOW, steadyNow: NOW, confirmMs: 180_000 };
const plain = (text: Text): string => (typeof text === 'string' ? text : text.text);

/** A charge with every field at its greatest length. */
const charge = (over: Partial<ShownCharge>): ShownCharge => ({
  id: 999_999_999,
  merchantId: 1,
  number: 123_456,
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
  userName: 'N'.repeat(40),
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
  watchUntil: NOW + 24 * 3_600_000,
  watchDueAt: null,
  receipt: 'UKO4H7XK2P',
  paidAt: NOW,
  gatewayMessage: 'w'.repeat(300),
  mismatch: 'receipt-reused',
  reported: { number: 2, amount: '250000', phone: '0712***678', receipt: 'UKO4H7XK2P' },
  markedBy: 1,
  markedByName: 'N'.repeat(40),
  closedAt: null,
  closedBy: null,
  closedByName: null,
  closeReason: null,
  collectionPayerId: null,
  ...over,
});

const cases = LANGUAGES.flatMap((language) =>
  (['private', 'group'] as const).map((chatKind) => ({ language, chatKind })),
);

describe.each(cases)('in $language, in a $chatKind chat', ({ language, chatKind }) => {
  const shown = (over: Partial<ShownCharge>): readonly string[] => {
    const of = charge({ language, chatKind, ...over });
    return [plain(cardText(of, CONTEXT)), ...NOTICES.map((notice) => plain(noticeText(of, notice, CONTEXT)))];
  };

  test.each(CHARGE_STATES)(
    'a charge that is %s can be shown, even with fields of the greatest length',
    (state) => {
      for (const text of shown({ state })) {
        expect(text).not.toMatch(/undefined|null|NaN|\[object/);
        expect(text.length).toBeLessThan(4_096);
      }
    },
  );

  test('a shop without a name is named as such, and no text shows an empty 🏪', () => {
    const ofCharges = CHARGE_STATES.flatMap((state) => shown({ state, shop: '', note: null }));
    const all = [...ofCharges, ...shopTexts({ language, chatKind, shop: '' })];
    expect(all.filter((text) => /🏪\s*$/m.test(text))).toEqual([]);
    expect(all.every((text) => text.includes(`🏪 ${localeOf(language).unnamedShop}`))).toBe(true);
    const alone = [...shown({ shop: null }), ...shopTexts({ language, chatKind, shop: null })];
    expect([...alone, closingOf({ language, chatKind })].join('\n')).not.toContain('🏪');
  });

  test('the customer’s number is whole only in a private chat', () => {
    const all = CHARGE_STATES.flatMap((state) => shown({ state })).join('\n');
    expect(all.includes('0712 345 678')).toBe(chatKind === 'private');
    expect(all.includes('0712 ••• 678')).toBe(chatKind === 'group');
    expect(all).not.toMatch(/712345678/);
  });

  test('a paid notice names the amount, customer, receipt, note, cashier and time in Nairobi', () => {
    const of = charge({
      language,
      chatKind,
      amountKes: 1_500 as Charge['amountKes'],
      note: 'unga',
      userName: 'Asha',
    });
    const text = plain(noticeText(of, 'paid', CONTEXT));
    for (const part of [
      'KES 1,500',
      chatKind === 'private' ? '0712 345 678' : '0712 ••• 678',
      'UKO4H7XK2P',
      '📝 unga',
      'Asha',
      '14:05',
      '#123456',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('a charge with an unknown end is never called failed', () => {
    for (const state of ['pending', 'unconfirmed', 'expired', 'unknown'] as const) {
      expect(plain(cardText(charge({ language, chatKind, state }), CONTEXT))).not.toMatch(/fail|shindwa/i);
    }
    for (const notice of ['unknown', 'unconfirmed', 'expired', 'mismatch'] as const) {
      expect(plain(noticeText(charge({ language, chatKind }), notice, CONTEXT))).not.toMatch(/fail|shindwa/i);
    }
  });
});

/** Stands for every argument of a sentence: facts, a text or a number. */
const STAND_IN: object = new Proxy(
  {},
  {
    get: (_target, name) =>
      name === Symbol.toPrimitive ? (hint: string) => (hint === 'number' ? 3 : '<it>') : `<${String(name)}>`,
  },
);

/** A stand-in that is as long as the longest text of other people: a gateway's message. */
const LONGEST = standIn('W'.repeat(300), 999_999_999);
/** One as long as the longest name or quoted text, for buttons. */
const LONGEST_NAME = standIn('W'.repeat(40), 999_999_999);

function standIn(text: string, count: number): object {
  return new Proxy(
    {},
    {
      get: (_target, name) =>
        name === Symbol.toPrimitive ? (hint: string) => (hint === 'number' ? count : text) : text,
    },
  );
}

/** Facts of which none is known, but how many charges somebody made. */
const UNKNOWN: object = new Proxy(
  {},
  {
    get: (_target, name) =>
      name === 'charges' ? { count: 0 } : name === Symbol.toPrimitive ? () => '' : undefined,
  },
);

/** Every sentence of a language with its path. */
function sentences(value: unknown, path = '', argument = STAND_IN): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const sentence: unknown = (value as (...args: unknown[]) => unknown)(argument, argument, argument);
    return sentences(sentence, path, argument);
  }
  if (typeof value === 'object' && value !== null) {
    if ('text' in value && typeof value.text === 'string') return [[path, value.text]];
    return Object.entries(value).flatMap(([name, inner]) => sentences(inner, `${path}.${name}`, argument));
  }
  return [];
}

/** The words in a column of the table of terms in docs/voice.md. What stands in brackets explains. */
function avoidedWords(column: string): readonly string[] {
  const page = readFileSync(new URL('../../../docs/voice.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const place = rows[0]?.indexOf(column) ?? -1;
  expect(place).toBeGreaterThan(0);
  return rows
    .slice(2)
    .flatMap((cells) => (cells[place] ?? '').replace(/\(.*?\)/g, '').split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** Matches a word or a phrase that is not a part of a longer word. */
const wholeWord = (text: string): RegExp => new RegExp(`(?<![\\p{L}])${text}(?![\\p{L}])`, 'iu');

/**
 * What a press may answer, as paths of texts. Handlers of presses, and the functions that they ask for their answer, return a string or
 * `string | undefined`; some assign it first. Telegram shows an answer for some seconds over the chat.
 */
function pressAnswers(): readonly string[] {
  const folder = new URL('../../../src/telegram/bot/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const returned = sources
    .flatMap((source) => source.match(RETURNS_STRING) ?? [])
    .flatMap((body) => body.match(/(?:return|=>)\s(?!\{)[^;]*;/g) ?? []);
  const others = sources.flatMap(
    (source) => source.match(/(?:answerButton\(|(?:said|answer) =)[^;]*;/g) ?? [],
  );
  const paths = [...returned, ...others].join('\n').matchAll(/\bwords\.([\w.]+)/g);
  return [...new Set(Array.from(paths, ([, path = '']) => `.${path}`))].filter(
    (path) => !NO_ANSWERS.has(path),
  );
}

/** From the type that a function returns to its end: the first line that is not indented. */
const RETURNS_STRING =
  /\): (?:Promise<string \| undefined>|string(?: \| undefined)?)(?: \{| =>)[^]*?\n(?=\S)/g;
/** Texts of messages that functions of the same type return. */
const NO_ANSWERS: ReadonlySet<string> = new Set(['.promptOpen', '.limitReached', '.ownLimitReached']);

const PRESS_ANSWERS = pressAnswers();
const isPressAnswer = (path: string): boolean =>
  PRESS_ANSWERS.some((answer) => path === answer || path.startsWith(`${answer}.`));

/** Labels of buttons, wherever they stand: not Telegram's limit, but a wider button is cut on a small phone. */
const BUTTONS =
  /^\.(?:(?:closings\.|exports\.)?buttons|closeReasons|keys|usualReason|exports\.format)\b|^\.settings\.(?!\w*Help|(?:ask|line|logo)[A-Z])/;

/** Where a text stands, and how long it may be there, in UTF-16 code units. The first that fits its path counts. */
const PLACES_OF_TEXTS: readonly [isThere: (path: string) => boolean, limit: number][] = [
  [(path) => BUTTONS.test(path), 64],
  [(path) => /^\.commands\.|^\.startHere$/.test(path), 256],
  [(path) => path.endsWith('Placeholder'), 64],
  [(path) => /[cC]aption$/.test(path), 1_024],
  [isPressAnswer, 200],
  [() => true, 4_096],
];

describe('the two languages', () => {
  const english = new Map(sentences(localeOf('en')));
  const swahili = new Map(sentences(localeOf('sw')));

  test('have the same sentences', () => {
    expect([...swahili.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    expect(english.size).toBeGreaterThan(100);
  });

  test('have different texts', () => {
    const same = [...english].filter(([path, text]) => swahili.get(path) === text).map(([path]) => path);
    // Names of languages and formats, examples of numbers, and the one reason that needs no text.
    expect(same.toSorted()).toEqual([
      '.amountPlaceholder',
      '.buttons.english',
      '.buttons.swahili',
      '.confirmationReason.conversation',
      '.exports.coming',
      '.exports.format.csv',
      '.exports.format.xlsx',
      '.payersPlaceholder',
      '.phonePlaceholder',
    ]);
  });

  test.each(LANGUAGES)('keep each key in one file (%s)', async (language) => {
    const folder = new URL(`../../../src/telegram/locales/${language}/`, import.meta.url);
    const keys: string[] = [];
    for (const file of readdirSync(folder).filter((name) => name !== 'grammar.ts')) {
      const [words, ...others] = Object.values((await import(new URL(file, folder).href)) as object);
      expect([file, others]).toEqual([file, []]);
      for (const [name, value] of Object.entries(words as object))
        keys.push(
          ...(name === 'buttons' || name === 'commands'
            ? Object.keys(value as object).map((inner) => `${name}.${inner}`)
            : [name]),
        );
    }
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
    expect(keys.length).toBeGreaterThan(100);
  });

  test('have no empty text', () => {
    const empty = [...english, ...swahili].filter(([, text]) => text.trim() === '').map(([path]) => path);
    expect(new Set(empty)).toEqual(new Set(['.confirmationReason.conversation']));
  });

  test.each(LANGUAGES)('fit their places, with the longest values (%s)', (language) => {
    const isShort = (path: string): boolean => BUTTONS.test(path) || isPressAnswer(path);
    const long = [
      ...sentences(localeOf(language), '', LONGEST).filter(([path]) => !isShort(path)),
      ...sentences(localeOf(language), '', LONGEST_NAME).filter(([path]) => isShort(path)),
    ];
    const tooLong = long
      .map(([path, text]) => {
        const [, limit = 0] = PLACES_OF_TEXTS.find(([isThere]) => isThere(path)) ?? [];
        return { path, length: text.length, limit };
      })
      .filter(({ length, limit }) => length > limit);
    expect(tooLong).toEqual([]);
    expect(long.filter(([path]) => path.endsWith('Placeholder')).length).toBeGreaterThan(0);
  });

  test('what presses answer is found where handlers of presses return it', () => {
    for (const answer of [
      'notYours',
      'questionClosed',
      'messageTooOld',
      'suspendedShort',
      'alreadyDecided',
      'noted',
      'closed',
      'closedSendAgain',
      'tooEarlyToCancel',
      'sendAgainLater',
      'settingSaved',
      'itemGone',
      'itemRemoved',
      'reminded',
      'nobodyToRemind',
      'collectionNotYours',
      'collectionOver',
      'closeCollectionQuestion',
      'closings.closedAlready',
      'noReceipt',
      'refundNothingLeft',
      'refundAlreadyTakenBack',
      'customerGone',
      'noMore',
      'nothingTapped',
      'refusedAmount',
      'managersOnly',
      'ownersOnly',
      'alreadyTried',
      'removedAlready',
      'ownerInSettings',
      'lastOwner',
    ])
      expect(PRESS_ANSWERS).toContain(`.${answer}`);
    const texts = sentences(localeOf('en')).map(([path]) => path);
    expect(PRESS_ANSWERS.filter((answer) => !texts.some((path) => path.startsWith(answer)))).toEqual([]);
  });

  test.each(LANGUAGES)('name only commands that exist, by their names in the language (%s)', (language) => {
    const commands = FEATURES.flatMap((feature) => feature.commands ?? []);
    const names = new Set(commands.map((command) => nameIn(language, command)));
    const unknown = sentences(localeOf(language)).flatMap(([path, text]) =>
      [...text.matchAll(/(?<![\w/.])\/([a-z]{2,})\b/g)]
        .filter(([, name = '']) => !names.has(name))
        .map(([command]) => `${path}: ${command}`),
    );
    expect(unknown).toEqual([]);
  });

  test('speak as docs/voice.md says', () => {
    const all = [...english, ...swahili].map(([path, text]) => `${path}: ${text}`);
    // The hyphen of M‑Pesa does not break at the end of a line.
    expect(all.filter((text) => text.includes('M-Pesa'))).toEqual([]);
  });

  test.each(LANGUAGES)('use no word that docs/voice.md gives another for (%s)', (language) => {
    const avoided = avoidedWords(language === 'en' ? 'not in English' : 'not in Kiswahili');
    expect(avoided.length).toBeGreaterThan(10);
    const texts = [
      // Some texts say other things of nothing, of one, or of what is not known.
      ...[standIn('x', 3), standIn('', 1), UNKNOWN].flatMap((argument) =>
        sentences(localeOf(language), '', argument),
      ),
      ...sentences(EXPORT_LABELS[language], '.exports'),
    ];
    const found = texts.flatMap(([path, text]) =>
      avoided.filter((word) => wholeWord(word).test(text)).map((word) => `${path}: ${word}`),
    );
    expect([...new Set(found)]).toEqual([]);
  });

  test('say who asked for a charge, not “you”, where others read along', () => {
    const facts = charge({ state: 'paid' });
    for (const kind of ['paid', 'paid_late'] as const)
      for (const language of LANGUAGES)
        expect(plain(noticeText({ ...facts, language, note: null }, kind, CONTEXT))).not.toMatch(
          /\byou asked|\buliomba\b/i,
        );
  });

  test.each([
    ['sw', 'sw'],
    ['sw-KE', 'sw'],
    ['SW', 'sw'],
    ['en', 'en'],
    ['swg', 'en'],
    ['fr', 'en'],
    [undefined, 'en'],
  ])('the language code %s means %s', (code, language) => {
    expect(languageOf(code)).toBe(language);
  });

  test('describe their commands within Telegram’s limits', () => {
    for (const language of LANGUAGES) {
      for (const [command, description] of Object.entries(localeOf(language).commands)) {
        expect(command).toMatch(/^[a-z]{1,32}$/);
        expect(description.length).toBeLessThanOrEqual(256);
      }
    }
  });
});
