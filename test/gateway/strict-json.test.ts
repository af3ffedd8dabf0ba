import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../src/gateway/strict-json.ts';

describe('JSON', () => {
  test.each<[string, unknown]>([
    ['{"a":1,"b":[{"a":2},{"a":3}],"c":{"a":4}}', { a: 1, b: [{ a: 2 }, { a: 3 }], c: { a: 4 } }],
    ['{"a":"a\\":","b":"{","c":"\\\\"}', { a: 'a":', b: '{', c: '\\' }],
    ['{"a":["b","b"],"b":"b"}', { a: ['b', 'b'], b: 'b' }],
    ['\ufeff \ufeff\n{"a":1}', { a: 1 }],
    ['[]', []],
    ['"a"', 'a'],
    ['null', null],
  ])('%s is what it says', (text, value) => {
    expect(parseStrictJson(text)).toEqual(value);
  });

  test('ten thousand lists deep is read', () => {
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
  ])('%s says two things, and so nothing', (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  test.each(['', '{', '{"a":1}\ufeff', '{\ufeff"a":1}', "{'a':1}", '{"a":1,}', 'NaN'])(
    '%j is none',
    (text) => {
      expect(parseStrictJson(text)).toBeUndefined();
    },
  );
});
