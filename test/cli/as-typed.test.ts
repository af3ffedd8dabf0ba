import { expect, test } from 'vitest';
import { asTyped } from '../../src/cli/as-typed.ts';

test.each([
  ['Make one: npm run keygen', 'Make one: tillbot keygen'],
  ['is not a key as `npm run keygen` makes it', 'is not a key as `tillbot keygen` makes it'],
  ['Run it again: npm run restore -- COPY (what', 'Run it again: tillbot restore COPY (what'],
  ['npm run merchants -- forget-key KEY', 'tillbot merchants forget-key KEY'],
  ['choose another: SANDBOX_PORT=4600 npm start', 'choose another: SANDBOX_PORT=4600 tillbot'],
  ['Start the bot once first: npm start. (Or', 'Start the bot once first: tillbot. (Or'],
])('in the package “%s” is “%s”, and the same in the project’s folder', (text, typed) => {
  expect(asTyped(text, true)).toBe(typed);
  expect(asTyped(text)).toBe(text);
});
