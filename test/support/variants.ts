/**
 * Splits the variants of one claim for two calls of `test.each`: the first ones are run by `npm test`, and the others are slow.
 *
 * @param fast how many are not slow
 */
export const variants = <Case extends string | unknown[] | [unknown]>(
  cases: readonly Case[],
  fast = 1,
): readonly { readonly cases: readonly Case[]; readonly tags: 'slow'[] }[] => [
  { cases: cases.slice(0, fast), tags: [] },
  { cases: cases.slice(fast), tags: ['slow'] },
];
