import { DateTime } from 'luxon';
import { keyringOf } from '../app/accounts.ts';
import { readDatabase, readSecretKeys, readTimeZone } from '../config/single-settings.ts';
import { OperatorError } from '../runtime/operator-error.ts';
import { besideTillbot } from '../store/engines/beside-tillbot.ts';
import { asTyped } from './as-typed.ts';
import { disconnect, resume, suspend, type Change } from './merchants/change.ts';
import { forgetKey, isKeyId } from './merchants/forget-key.ts';
import { listLinks, revoke } from './merchants/links.ts';
import { history, list } from './merchants/list.ts';
import { existingMerchant, type MerchantCommand, type Moment } from './merchants/merchant-command.ts';
import { runCommand } from './run-command.ts';

const USAGE = [
  'This is not understood. It is one of:',
  '  npm run merchants                      lists them',
  '  npm run merchants -- suspend ID        keeps one from charging',
  '  npm run merchants -- resume ID         lets it charge again',
  '  npm run merchants -- disconnect ID     takes its account at the gateway away',
  '  npm run merchants -- history [ID]      shows who did what',
  '  npm run merchants -- links             lists the links that let somebody in, and who may connect a shop',
  '  npm run merchants -- revoke ID         takes one of those back, by its id in that list',
  '  npm run merchants -- forget-key KEY    gives up what was sealed under a lost key, named by its id',
].join('\n');

const CHANGES: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['suspend', suspend],
  ['resume', resume],
  ['disconnect', disconnect],
]);

/** Returns what the words of the command line ask for, or undefined if they are not understood. */
function commandOf(words: readonly string[]): MerchantCommand | undefined {
  const [verb = 'list', word, ...more] = words;
  if (more.length > 0) return undefined;
  if (verb === 'list') return word === undefined ? list : undefined;
  if (verb === 'links') return word === undefined ? listLinks : undefined;
  if (verb === 'history' && word === undefined) return history(undefined);
  if (word === undefined) return undefined;
  if (verb === 'revoke') return revoke(word);
  if (verb === 'forget-key') return isKeyId(word) ? forgetLostKey(word) : undefined;
  if (!/^[1-9]\d{0,14}$/.test(word)) return undefined;
  const id = Number(word);
  if (verb === 'history') return history(id);
  const change = CHANGES.get(verb);
  if (change === undefined) return undefined;
  return async ({ merchants }, moment) =>
    await change(merchants, await existingMerchant(merchants, id), moment);
}

/** @throws OperatorError if the key is not lost */
function forgetLostKey(keyId: string): MerchantCommand {
  if (keyringOf(readSecretKeys(process.env))?.keyIds.includes(keyId) === true)
    throw new OperatorError(`The key ${keyId} is in SECRET_KEY, and so is not lost.`);
  return forgetKey(keyId);
}

const momentIn =
  (zone: string): Moment =>
  (at) =>
    DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');

/** `npm run merchants [-- suspend|resume|disconnect ID | history [ID] | links | revoke ID]`: while the bot works. */
await runCommand(async () => {
  const command = commandOf(process.argv.slice(2));
  if (command === undefined) throw new OperatorError(USAGE);
  const moment = momentIn(readTimeZone(process.env));
  const said = await besideTillbot(readDatabase(process.env), (store) => command(store, moment));
  console.log(asTyped(said));
  return 0;
});
