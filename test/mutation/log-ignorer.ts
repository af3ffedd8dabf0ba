import type { Ignorer } from '@stryker-mutator/api/ignore';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly callee?: Node;
  readonly object?: Node;
}

declare module '@stryker-mutator/api/ignore' {
  /** The part of Babel's node that is read here. */
  interface NodePath {
    readonly node: Node;
  }
}

/**
 * Does not mutate the arguments of `log.info(…)`, `log.warn(…)` and `log.error(…)`: their texts are for a person who reads the log, and a
 * test of each would only repeat them. What decides whether a line is logged is mutated like everything else.
 */
const logCalls: Ignorer = {
  shouldIgnore: ({ node: { type, callee } }) =>
    type === 'CallExpression' && callee?.type === 'MemberExpression' && callee.object?.name === 'log'
      ? 'What is logged is for people to read.'
      : undefined,
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'log-calls', logCalls)];
