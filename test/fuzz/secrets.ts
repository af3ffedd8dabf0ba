import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskPhone, type Msisdn } from '../../src/domain/msisdn.ts';
import { oneLine } from '../../src/domain/one-line.ts';
import { redactRaw, secretValues, trimRaw } from '../../src/gateway/evidence.ts';
import { newLog, newSecrets } from '../../src/runtime/log.ts';
import { subscriber } from './commands.ts';
import { property } from './property.ts';
import { anyText } from './texts.ts';

/** Encodings with which a program writes a text inside another text. */
const WRITERS: readonly ((text: string) => string)[] = [
  (text) => JSON.stringify(text).slice(1, -1),
  // PHP's json_encode.
  (text) =>
    ascii(
      JSON.stringify(text)
        .slice(1, -1)
        .replaceAll('/', String.raw`\/`),
    ),
  (text) => Array.from({ length: text.length }, (_, at) => unicode(text.charCodeAt(at))).join(''),
  encodeURIComponent,
  // PHP's urlencode, which forms use, too.
  (text) => new URLSearchParams({ x: text }).toString().slice(2),
  (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  (text) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  // PHP's htmlspecialchars, and entities by number.
  (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#039;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;'),
  (text) => Array.from(text, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`).join(''),
];
const unicode = (code: number): string => String.raw`\u${code.toString(16).padStart(4, '0')}`;
const ascii = (text: string): string => text.replace(/[^ -~]/g, (unit) => unicode(unit.charCodeAt(0)));

const READERS: readonly ((text: string) => string)[] = [
  (text) =>
    text.replace(/\\u([\da-f]{4})|\\([^u])/gi, (_, hex, other) =>
      hex === undefined ? String(other) : String.fromCharCode(Number.parseInt(String(hex), 16)),
    ),
  (text) =>
    text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString()),
  (text) => text.replaceAll('+', ' '),
  (text) =>
    text
      .replace(/&#(x?)([\da-f]+);/gi, (_, x, digits) =>
        String.fromCodePoint(Math.min(Number.parseInt(String(digits), x === '' ? 10 : 16), 0x10_ff_ff)),
      )
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
];

/** Returns all texts that up to three decodings of a text give. */
function readings(text: string): Set<string> {
  const all = new Set([text]);
  let layer = [text];
  for (let depth = 0; depth < 3; depth += 1) {
    layer = layer.flatMap((inner) => READERS.map((read) => read(inner)).filter((read) => !all.has(read)));
    for (const read of layer) all.add(read);
  }
  return all;
}

const aSecret = fc
  .oneof(fc.stringMatching(/^[ -~]{4,24}$/), fc.string({ unit: 'grapheme', minLength: 4, maxLength: 10 }))
  .filter(
    (text) => text.trim().length >= 4 && !'[secret] [hidden]'.includes(text) && !/^[\d•. -]+$/.test(text),
  )
  .map((text) => text.trim());

/** A number as phone books and people write it. */
const usualPhone = subscriber.chain((digits) => {
  const [a, b, c] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  return fc.record({
    digits: fc.constant(digits),
    text: fc.constantFrom(
      `0${digits}`,
      digits,
      `254${digits}`,
      `+254${digits}`,
      `00254${digits}`,
      `0${a} ${b} ${c}`,
      `${a} ${b} ${c}`,
      `0${a}-${b}-${c}`,
      `${a}-${b}-${c}`,
      `(0${a}) ${b}.${c}`,
      `+254 ${a} ${b}${c}`,
      `+254 (${a}) ${b}-${c}`,
      `254 ${a}\u00a0${b}\u2011${c}`,
    ),
  });
});

const writers = fc.array(fc.constantFrom(...WRITERS), { maxLength: 3 });
const written = (text: string, by: readonly ((text: string) => string)[]): string =>
  by.reduce((inner, write) => write(inner), text);

/** Fails if a text contains, after any decoding, one of the values or the nine digits of the number in a row. */
function holdsNone(text: string, values: readonly string[], digits: string): void {
  for (const reading of readings(text)) {
    for (const value of values) assert.ok(!reading.includes(value), `“${value}” is left in ${reading}`);
    // A digit after a masked part does not belong to the number.
    const squeezed = reading.replace(/[^\p{L}\p{N}•]/gu, '');
    assert.ok(!squeezed.includes(digits), `${digits} is left in ${reading}`);
  }
}

const noise = anyText.map((text) => text.slice(0, 60).toWellFormed());

/** A value to log that contains the secret: in a text, in a name, in an error, or deep inside. */
const loggedWith = (secret: string): fc.Arbitrary<object> => {
  const text = fc.tuple(noise, noise).map(([before, after]) => `${before} ${secret} ${after}`);
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.oneof(noise, text), tie('tree'), { minKeys: 1, maxKeys: 3 }),
    ),
  }));
  return fc.oneof(
    tree.map((value) => ({ value })),
    text.map((message) => ({ err: new Error(message) })),
    text.map((message) => ({ err: new Error('outer', { cause: new Error(message) }) })),
    text.map((body) => ({ err: Object.assign(new Error('refused'), { on: { payload: { body } } }) })),
    text.map((name) => ({ [name]: 1 })),
  );
};

/** Every text, name and number of a JSON value. */
const textsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).concat(Object.values(value).flatMap(textsOf))
    : [String(value)];

export const SECRETS = [
  property({
    name: 'evidence of an answer that echoes the request in up to three nested encodings has no secret and no whole number',
    cases: 500,
    given: fc.record({
      apiKey: aSecret,
      email: fc.emailAddress(),
      phone: usualPhone,
      by: writers,
      asJson: fc.boolean(),
      before: noise,
      after: noise,
    }),
    holds({ apiKey, email, phone, by, asJson, before, after }) {
      const msisdn = `254${phone.digits}` as Msisdn;
      fc.pre(![apiKey, email].some((value) => maskPhone(msisdn).includes(value)));
      const request = { api_key: apiKey, username: 'admin', email, phone: phone.text, amount: 500 };
      const echo = asJson ? JSON.stringify(request) : `${apiKey} ${email} ${phone.text}`;
      const kept = redactRaw(`${before} ${written(echo, by)} ${after}`, secretValues(apiKey, email), msisdn);
      for (const shown of [trimRaw(kept), oneLine(kept, 300)])
        holdsNone(shown, [apiKey, email], phone.digits);
    },
  }),

  property({
    name: 'an answer that does not echo the request is kept unchanged',
    cases: 500,
    given: fc.tuple(aSecret, subscriber, fc.oneof(anyText, fc.json())),
    holds([apiKey, digits, text]) {
      const isClean = ![...readings(text)].some(
        (reading) => reading.includes(apiKey) || reading.replace(/[^\p{L}\p{N}]/gu, '').includes(digits),
      );
      if (isClean) assert.equal(redactRaw(text, secretValues(apiKey), `254${digits}` as Msisdn), text);
    },
  }),

  property({
    name: 'a log line is JSON and has no secret, token or whole number, from any place in the logged value',
    cases: 500,
    given: fc
      .tuple(
        aSecret,
        fc.stringMatching(/^\d{9,10}:[\w-]{35}$/),
        usualPhone,
        fc.array(fc.constantFrom(...WRITERS), { maxLength: 2 }),
      )
      .chain(([apiKey, token, phone, by]) =>
        fc.tuple(
          fc.constant({ apiKey, token, digits: phone.digits }),
          loggedWith(written(`${apiKey} | ${token} | ${phone.text}`, by)),
          fc.integer({ min: -1_009_999_999_999, max: 9_999_999_999 }),
        ),
      ),
    holds([{ apiKey, token, digits }, context, id]) {
      fc.pre(!['level', 'time', 'msg', 'message', 'Error', String(id)].some((own) => own.includes(apiKey)));
      let line = '';
      const log = newLog('info', newSecrets(apiKey, 'another secret'), {
        write: (text: string) => void (line += text),
      });
      log.info({ chat: id, phone: Number(`254${digits}`), ...context }, `said ${apiKey} to ${token}`);
      const read = JSON.parse(line) as { chat: unknown };
      assert.equal(read.chat, id);
      // The texts and names are checked without JSON's own marks, which may look like a secret.
      holdsNone(textsOf(read).join('\n•\n'), [apiKey, token], digits);
    },
  }),
];
