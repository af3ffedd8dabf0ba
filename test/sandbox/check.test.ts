import { expect, test } from 'vitest';
import { checkText, parse, quoteOf, sendMessage } from '../../src/sandbox/bot-api/check.ts';

const TEXT = '👉 unga';

test.each<[string, number, number]>([
  ['the whole text', 0, 7],
  ['a character of two code units', 0, 2],
  ['the last word', 3, 4],
])('the simulated Telegram accepts an entity on %s', (_what, offset, length) => {
  expect(() => checkText(TEXT, [{ offset, length }])).not.toThrow();
});

// The messages are TDLib's. The Bot API begins them with a small letter.
test.each<[number, number, RegExp]>([
  [1, 3, /^Bad Request: entity begins in a middle of a UTF-16 symbol/],
  [0, 1, /^Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol/],
  [
    3,
    5,
    /^Bad Request: entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 8/,
  ],
])('the simulated Telegram refuses an entity at offset %i with length %i', (offset, length, message) => {
  expect(() => checkText(TEXT, [{ offset, length }])).toThrow(message);
});

test('the simulated Telegram refuses a reply box with an empty placeholder', () => {
  const payload = { chat_id: 1, text: 'x', reply_markup: { force_reply: true, input_field_placeholder: '' } };
  expect(() => parse(sendMessage, payload)).toThrow(/placeholder/);
});

test('the simulated Telegram accepts only an exact part of the message as a quote', () => {
  expect(quoteOf({ text: TEXT }, 'unga')).toEqual({ text: 'unga', position: 3, is_manual: true });
  expect(quoteOf({ caption: TEXT }, '👉')).toMatchObject({ position: 0 });
  for (const quote of ['Unga', 'unga ', '', 'x'.repeat(1_025)])
    expect(() => quoteOf({ text: `${TEXT}${'x'.repeat(2_000)}` }, quote)).toThrow(/QUOTE_TEXT_INVALID/);
  expect(() => quoteOf({}, 'unga')).toThrow('Bad Request: QUOTE_TEXT_INVALID');
});
