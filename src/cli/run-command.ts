import { VARIABLE_NAMES } from '../app/settings.ts';
import { readEnvFile } from '../config/env-file.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { asTyped } from './as-typed.ts';

/**
 * Runs a command and sets the exit code. An `OperatorError` is printed as one message; any other fault is printed whole. The settings
 * of a `.env` file in the current folder are added to the environment; a variable that is there already stays.
 */
export async function runCommand(command: () => number | Promise<number>): Promise<void> {
  try {
    for (const [name, value] of readEnvFile('.env', VARIABLE_NAMES)) process.env[name] ??= value;
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    console.error(asTyped(error.message));
    process.exitCode = 1;
  }
}
