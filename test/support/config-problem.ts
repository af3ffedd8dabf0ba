import { readConfig } from '../../src/app/settings.ts';
import { OperatorError } from '../../src/runtime/operator-error.ts';

/** Returns what the operator is told of an environment; `none` if nothing is wrong with it. */
export function problemOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
  return 'none';
}
