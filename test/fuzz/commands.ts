import fc from 'fast-check';

/** Notations of the parts of a command, each with its meaning. */

export interface WrittenPhone {
  readonly msisdn: string;
  readonly text: string;
}

const BETWEEN_DIGITS = [
  ' ',
  '-',
  '.',
  '(',
  ')',
  '\u00a0',
  '\u2011',
  '\u2212',
  '\u200b',
  '\u00ad',
  '\u061c',
  '\u202a',
  '\n',
  ' - ',
];
const mark = fc
  .array(fc.constantFrom(...BETWEEN_DIGITS), { minLength: 1, maxLength: 2 })
  .map((parts) => parts.join(''));
/** Most gaps are empty, as people write. In a few phones no gap is empty. */
const gaps = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: mark }), {
      minLength: 16,
      maxLength: 16,
    }),
  },
  { weight: 1, arbitrary: fc.array(mark, { minLength: 16, maxLength: 16 }) },
);

/** Nine digits, 7XXXXXXXX or 1XXXXXXXX. */
export const subscriber: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('7', '1'), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([first, rest]) => first + String(rest).padStart(8, '0'));

/**
 * Any Kenyan mobile number in digits. After its last digit comes nothing, or a mark without a space. A mark that
 * stands alone there belongs to the next part.
 */
const writtenDigits: fc.Arbitrary<WrittenPhone> = fc
  .tuple(
    subscriber,
    fc.constantFrom('', '0', '254', '+254', '00254', '2540', '+2540', '002540', '+0'),
    gaps,
    fc.constantFrom('', '', '', '', '.', ')', '-', ',', ';', ':'),
    fc.constantFrom('', '', '', '', '', '', 'tel:', 'Tel: '),
  )
  .map(([digits, prefix, gaps, end, tel]) => ({
    msisdn: `254${digits}`,
    text: tel + Array.from(prefix + digits, (character, at) => (gaps[at] ?? '') + character).join('') + end,
  }));

/** A link to a person's chat. Digits in the text of the link are neither a number nor an amount. */
const writtenLink: fc.Arbitrary<WrittenPhone> = fc
  .tuple(
    fc.constantFrom('https://wa.me/', 'http://wa.me/', 'wa.me/', 'HTTPS://WA.ME/'),
    fc.constantFrom('', '+'),
    fc.constantFrom('254', '2540', '0'),
    subscriber,
    fc.constantFrom('', '/', '?text=500', '/?text=Habari%20254722000000#7'),
  )
  .map(([link, plus, prefix, digits, query]) => ({
    msisdn: `254${digits}`,
    text: link + plus + prefix + digits + query,
  }));

/** Any Kenyan mobile number in any notation. */
export const writtenPhone: fc.Arbitrary<WrittenPhone> = fc.oneof(
  { weight: 9, arbitrary: writtenDigits },
  { weight: 1, arbitrary: writtenLink },
);

export interface WrittenAmount {
  readonly amountKes: number;
  /** The currency before the number and after it, or nothing. */
  readonly before: string;
  readonly number: string;
  readonly after: string;
  readonly text: string;
}

const anyAmount = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 250_000 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1, 9, 10, 99, 100, 500, 999, 1_000, 1_500, 10_000, 249_999, 250_000),
  },
);

const BEFORE = 'KES |kes|Ksh|KSH. |Kshs |Sh|shs. |kes.|= |=|= KES |bob |Shilingi '.split('|');
const AFTER =
  '/=|/-| /=| /-| KES|kes| ksh|Kshs|sh|bob| bob| Bob.| shillings|shillings| shilingi| only|/= only| bob only| tu'.split(
    '|',
  );

/** Any amount that can be charged, in any notation that needs no confirmation. */
export const writtenAmount: fc.Arbitrary<WrittenAmount> = fc
  .tuple(
    anyAmount,
    fc.boolean(),
    fc.constantFrom('', '', ...BEFORE),
    fc.constantFrom('', '', '.', '.0', '.00'),
    fc.constantFrom('', '', ...AFTER),
  )
  .map(([amountKes, commas, before, cents, after]) => {
    const number = (commas ? amountKes.toLocaleString('en-US') : String(amountKes)) + cents;
    return { amountKes, before, number, after, text: before + number + after };
  });

/** Any amount in a short notation or after a dash, which needs a confirmation. */
export const doubtfulAmount: fc.Arbitrary<WrittenAmount> = fc
  .tuple(
    anyAmount,
    fc.constantFrom('', '', '= ', 'KES ', 'bob'),
    fc.constantFrom('k', 'K', ' k', 'dash'),
    fc.constantFrom('- ', '– ', '\u2212 '),
    fc.constantFrom('', '', '/=', ' bob', ' only'),
  )
  .map(([amountKes, before, how, dash, after]) => {
    if (how === 'dash') {
      const number = amountKes.toLocaleString('en-US');
      return { amountKes, before: dash, number, after, text: dash + number + after };
    }
    const number = `${Math.floor(amountKes / 1_000)}.${String(amountKes % 1_000).padStart(3, '0')}`
      .replace(/0+$/, '')
      .replace(/\.$/, '');
    return { amountKes, before, number: number + how, after, text: before + number + how + after };
  });

/** White space between the parts of a command. */
export const space: fc.Arbitrary<string> = fc.constantFrom(' ', '  ', '\n', '\t', '\u00a0', ' \u200b ');

/** Texts with a few changes: characters are inserted, removed, replaced or doubled. */
export const nearly = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      texts,
      fc.array(
        fc.tuple(
          fc.nat({ max: 60 }),
          fc.constantFrom('insert', 'remove', 'replace', 'double'),
          fc.constantFrom(...Array.from('0123456789 ,.;:-+/=()KkEeSsHhxO٥５\u200b\u0301\u2028\ud800🧺')),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([text, edits]) => {
      let edited = text;
      for (const [position, how, character] of edits) {
        const at = position % (edited.length + 1);
        const after = how === 'insert' || how === 'double' ? edited.slice(at) : edited.slice(at + 1);
        const between = how === 'remove' ? '' : how === 'double' ? (edited[at] ?? '') : character;
        edited = edited.slice(0, at) + between + after;
      }
      return edited;
    });
