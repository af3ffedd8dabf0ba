import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../src/gateway/strict-json.ts';

describe('the strict JSON parser', () => {
  test.each<[string, unknown]>([
    ['{"a":1,"b":[{"a":2},{"a":3}],"c":{"a":4}}', { a: 1, b: [{ a: 2 }, { a: 3 }], c: { a: 4 } }],
    ['{"a":"a\\":","b":"{","c":"\\\\"}', { a: 'a":', b: '{', c: '\\' }],
    ['{"a":["b","b"],"b":"b"}', { a: ['b', 'b'], b: 'b' }],
    ['\ufeff \ufeff\n{"a":1}', { a: 1 }],
    ['[]', []],
    ['"a"', 'a'],
    ['null', null],
  ])('parses %s', (text, value) => {
    expect(parseStrictJson(text)).toEqual(value);
  });

  test('parses ten thousand nested lists', () => {
    expect(parseStrictJson(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)},"b":1}`)).toHaveProperty('b', 1);
  });

  test.each([
    '{"a":1,"a":1}',
    '{"a":1 , "a" \n : 2}',
    '{"a":1,"b":{},"a":2}',
    '{"a":[1,{"b":1}],"a":2}',
    '{"a":{"b":1,"c":[],"b":2}}',
    '[[{"a":1,"a":2}]]',
    '{"a":1,"\\u0061":2}',
    '{"\\"":1,"\\u0022":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])('refuses %s, which has a key twice', (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  test.each(['', '{', '{"a":1}\ufeff', '{\ufeff"a":1}', "{'a':1}", '{"a":1,}', 'NaN'])(
    'refuses %j, which is not JSON',
    (text) => {
      expect(parseStrictJson(text)).toBeUndefined();
    },
  );
});
