import { systemClock } from '../../runtime/clock.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import type { MerchantCommand } from './merchant-command.ts';

export const isKeyId = (word: string): boolean => /^[0-9a-f]{8}$/.test(word);

/** Returns the command that gives up everything that was sealed under a key that is lost. */
export const forgetKey =
  (keyId: string): MerchantCommand =>
  async ({ merchants }) => {
    if (!(await merchants.keyIds()).includes(keyId))
      throw new OperatorError(`Nothing is sealed under the key ${keyId}.`);
    const { merchantIds, updates } = await merchants.forgetKey(keyId, systemClock.now());
    const whose =
      merchantIds.length === 0
        ? 'No account was sealed under it.'
        : `These merchants have no account any more, until an owner sends the bot /connect: ${merchantIds.join(', ')}.`;
    return `Given up is what was sealed under the key ${keyId}. ${whose} Messages to the bot that were not handled yet and are lost: ${updates}.`;
  };
