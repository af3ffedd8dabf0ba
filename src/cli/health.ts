import { readHealthFile } from '../config/single-settings.ts';
import { ageOfHealthFile } from '../runtime/health-file.ts';
import { runCommand } from './run-command.ts';

/** `npm run health`: says whether the bot that writes HEALTH_FILE works or hangs. It is for the health checks of containers. */
await runCommand(() => {
  const age = ageOfHealthFile(readHealthFile(process.env), Date.now());
  console.log(`Tillbot was at work ${Math.round(age / 1_000)} seconds ago.`);
  return 0;
});
