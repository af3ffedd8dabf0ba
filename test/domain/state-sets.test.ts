import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, type Module } from '@swc/core';
import { describe, expect, test } from 'vitest';
import { CHARGE_STATES } from '../../src/domain/charge-states.ts';

// A set of states stands in the table of charge-states.ts as a trait, and nowhere else. This reads the whole of src/ for arrays, conditions
// and SQL that list two states or more. An exhaustive switch or Record is no list: the compiler checks it.

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const TABLE = 'domain/charge-states.ts';
const STATES: ReadonlySet<string> = new Set(CHARGE_STATES);

/** A node of the syntax tree, as far as it is read here. */
interface Node {
  readonly type: string;
  readonly expression?: unknown;
  readonly elements?: unknown;
  readonly property?: unknown;
  readonly argument?: unknown;
  readonly operator?: unknown;
  readonly left?: unknown;
  readonly right?: unknown;
  readonly value?: unknown;
  readonly raw?: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const without = (node: unknown): unknown =>
  isNode(node) && (node.type === 'ParenthesisExpression' || node.type === 'TsAsExpression')
    ? without(node.expression)
    : node;

const stringOf = (node: unknown): string | undefined => {
  const inner = without(node);
  return isNode(inner) && inner.type === 'StringLiteral' ? String(inner.value) : undefined;
};

const isStateNode = (node: unknown): boolean => STATES.has(stringOf(node) ?? '');

/** The last name of what is compared: `state` of `charge.state`. */
function lastName(node: unknown): string {
  const inner = without(node);
  if (!isNode(inner)) return '';
  return inner.type === 'MemberExpression'
    ? lastName(inner.property)
    : typeof inner.value === 'string'
      ? inner.value
      : '';
}

/** An array of states. One that holds another word as well lists something else, such as kinds of notices. */
function isList({ type, elements }: Node): boolean {
  if (type !== 'ArrayExpression' || !Array.isArray(elements)) return false;
  const items = (elements as readonly { spread: unknown; expression: unknown }[]).filter(Boolean);
  const words = items.flatMap(({ expression }) => stringOf(expression) ?? []);
  const isAddedTo = items.some(
    ({ spread, expression }) => Boolean(spread) && JSON.stringify(expression).includes('"statesWhere"'),
  );
  return words.every((word) => STATES.has(word)) && words.length + (isAddedTo ? 1 : 0) > 1;
}

const LOGICAL = new Set(['||', '&&', '??']);
const COMPARES = new Set(['===', '!==']);

/** The comparisons with a state in a condition. What is compared as a `kind` is an outcome or a notice, and no state. */
function comparisons(node: unknown): readonly Node[] {
  const inner = without(node);
  if (!isNode(inner)) return [];
  if (inner.type === 'UnaryExpression') return comparisons(inner.argument);
  if (inner.type !== 'BinaryExpression') return [];
  if (LOGICAL.has(String(inner.operator))) return [...comparisons(inner.left), ...comparisons(inner.right)];
  const isOne =
    COMPARES.has(String(inner.operator)) && isStateNode(inner.right) && lastName(inner.left) !== 'kind';
  return isOne ? [inner] : [];
}

const isCondition = (node: Node): boolean =>
  node.type === 'BinaryExpression' && LOGICAL.has(String(node.operator)) && comparisons(node).length > 1;

/** SQL that names two states between quotes. */
const isSql = ({ type, raw }: Node): boolean =>
  type === 'TemplateElement' &&
  [...String(raw).matchAll(/'(\w+)'/g)].filter(([, word]) => STATES.has(word ?? '')).length > 1;

const isSet = (node: Node): boolean => isList(node) || isCondition(node) || isSql(node);

function setsBelow(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + setsBelow(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  if (isNode(value) && isSet(value)) return 1;
  return setsBelow(Object.values(value));
}

/** How many sets of states a source lists. */
async function setsIn(source: string): Promise<number> {
  const parsed: Module = await parse(source, { syntax: 'typescript', target: 'es2022' });
  return setsBelow(parsed.body);
}

describe('a set of states is caught', () => {
  test.each([
    ['an array', "export const x = ['paid', 'marked_paid'];"],
    ['an array with a type', "export const x: readonly ChargeState[] = ['pending', 'unconfirmed'] as const;"],
    ['a state beside a trait', "export const x = [...statesWhere('open'), 'paid'];"],
    ['a condition', "export const x = (s: C) => s.state === 'paid' || s.state === 'marked_paid';"],
    ['its opposite', "export const x = (s: C) => !(s.state !== 'paid' && s.state !== 'expired');"],
    [
      'a condition with more in between',
      "export const x = (state: S) => state === 'paid' || isState(state, 'open') || (a && state === 'expired');",
    ],
    ['SQL', "export const x = sql`state IN ('paid', 'marked_paid')`;"],
  ])('as %s', async (_what, source) => {
    expect(await setsIn(source)).toBe(1);
  });

  test.each([
    ['one state', "export const x = (s: C) => s.state === 'paid' && s.receipt !== null;"],
    ['one state in an array', "close(tx, ['created']);"],
    ['kinds of notices', "export const x = new Set(['paid', 'paid_late', 'declined', 'mismatch']);"],
    ['kinds of outcomes', "export const x = o.kind === 'expired' || o.kind === 'unknown';"],
    ['an exhaustive switch', "switch (s) { case 'paid': case 'declined': f(); break; case 'expired': g(); }"],
    ['a record', "export const x: Record<S, string> = { paid: 'paid', expired: 'expired' };"],
  ])('and not %s', async (_what, source) => {
    expect(await setsIn(source)).toBe(0);
  });
});

test('only the table of states lists states', async () => {
  const files = globSync('**/*.{ts,js}', { cwd: SRC });
  expect(files).toContain(TABLE);
  const found: string[] = [];
  for (const file of files) if ((await setsIn(readFileSync(join(SRC, file), 'utf8'))) > 0) found.push(file);
  expect(found).toEqual([TABLE]);
});
