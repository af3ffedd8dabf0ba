import { readDatabase } from '../config/single-settings.ts';
import { systemClock } from '../runtime/clock.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { besideTillbot } from '../store/engines/beside-tillbot.ts';
import { asTyped } from './as-typed.ts';
import { runCommand } from './run-command.ts';

const HELD =
  'Nothing is sent to a phone. Payments are seen and told. An owner presses "Go on" in Telegram, or: npm run hold -- off';
const RELEASED = 'Pushes go on.';

/**
 * `npm run hold [-- on|off]`: says whether pushes are held, as after a restore; holds them; or lets them go on. It works while the bot runs, and at once.
 */
await runCommand(async () => {
  const [, , word] = process.argv;
  if (word !== undefined && word !== 'on' && word !== 'off')
    throw new OperatorError('Say what to do: npm run hold -- on, or npm run hold -- off');
  const text = await besideTillbot(readDatabase(process.env), async ({ restoreHold }) => {
    const now = systemClock.now();
    const since = await restoreHold.since();
    if (word === 'on')
      return (await restoreHold.begin(now))
        ? `Pushes are held now. ${HELD}`
        : `They are held already. ${HELD}`;
    if (word === 'off')
      return (await restoreHold.end(now)) ? RELEASED : 'They are not held. Nothing was changed.';
    return since === undefined
      ? 'Pushes are not held.'
      : `Pushes are held: this database was put back from another time or place (${new Date(since).toISOString()}). ${HELD}`;
  });
  console.log(asTyped(text));
  return 0;
});
