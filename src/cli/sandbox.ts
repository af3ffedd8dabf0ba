import { readSandboxConfig } from '../config/config.ts';
import { withHealthFile } from '../runtime/health-file.ts';
import { untilSignal } from '../runtime/until-signal.ts';
import { runSandbox } from '../sandbox/sandbox.ts';
import { runCommand } from './run-command.ts';

/** `tillbot sandbox`: runs the sandbox, even where a bot and an account are configured. */
await runCommand(async () => {
  const { common, sandboxPort } = readSandboxConfig(process.env);
  return await withHealthFile(common.healthFile, () => runSandbox(common, sandboxPort, untilSignal()));
});
