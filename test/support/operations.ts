/** The built-in methods that read a text or look something up. */
const COUNTED: readonly (readonly [owner: object, names: readonly (string | symbol)[]])[] = [
  [
    String.prototype,
    ['charCodeAt', 'codePointAt', 'startsWith', 'endsWith', 'includes', 'indexOf', 'replace', 'replaceAll'],
  ],
  [String.prototype, ['split', 'search', 'match', 'matchAll', 'slice']],
  [RegExp.prototype, ['exec', 'test', Symbol.search, Symbol.match, Symbol.matchAll, Symbol.replace]],
  [Map.prototype, ['get', 'has', 'set']],
  [Set.prototype, ['has', 'add']],
];

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Returns how often work calls these methods. Unlike its time, the count is the same in each run and on each machine. */
export function operationsOf(work: () => void): number {
  let count = 0;
  const former: (() => void)[] = [];
  for (const [owner, names] of COUNTED) {
    for (const name of names) {
      const property = Object.getOwnPropertyDescriptor(owner, name);
      if (property === undefined) continue;
      const method = property.value as Method;
      former.push(() => Object.defineProperty(owner, name, property));
      Object.defineProperty(owner, name, {
        ...property,
        value(this: unknown, ...args: unknown[]) {
          count += 1;
          return method.apply(this, args);
        },
      });
    }
  }
  try {
    work();
  } finally {
    for (const restore of former) restore();
  }
  return count;
}
