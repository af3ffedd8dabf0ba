import { SETTING_NAMES } from '../app/settings.ts';
import { readEnvFile } from '../config/env-file.ts';
import { OperatorError } from '../runtime/operator-error.ts';

/**
 * Runs a command to its exit code. A fault that a person can mend is one clear message; any other is shown whole. What a `.env`
 * file in the current folder says is added to the environment, which goes before it.
 */
export async function runCommand(command: () => number | Promise<number>): Promise<void> {
  try {
    for (const [name, value] of readEnvFile('.env', SETTING_NAMES)) process.env[name] ??= value;
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
