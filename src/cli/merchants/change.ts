import { systemClock } from '../../runtime/clock.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import type { Merchants } from '../../store/port/merchants.ts';
import { FIRST_MERCHANT, type Merchant } from '../../domain/merchant.ts';
import { titleOf, type Moment } from './merchant-command.ts';

/** Changes one merchant and returns what is printed about it. */
export type Change = (merchants: Merchants, merchant: Merchant, moment: Moment) => Promise<string>;

/** Keeps a merchant from charging. */
export async function suspend(merchants: Merchants, merchant: Merchant, moment: Moment): Promise<string> {
  const { id, suspendedAt } = merchant;
  if (!(await merchants.suspend(id, true, systemClock.now()))) {
    const since = suspendedAt === null ? '' : `, since ${moment(suspendedAt)}`;
    throw new OperatorError(`${titleOf(merchant)} is suspended already${since}.`);
  }
  return (
    `${titleOf(merchant)} is suspended: nothing more is charged for it. What was sent before is still watched and told.\n` +
    `To undo that: npm run merchants -- resume ${id}`
  );
}

/** Lets a suspended merchant charge again. */
export async function resume(merchants: Merchants, merchant: Merchant): Promise<string> {
  if (!(await merchants.suspend(merchant.id, false, systemClock.now())))
    throw new OperatorError(`${titleOf(merchant)} is not suspended.`);
  return `${titleOf(merchant)} may charge again.`;
}

/** Takes away a merchant's account at the gateway. */
export async function disconnect(merchants: Merchants, merchant: Merchant): Promise<string> {
  if (merchant.id === FIRST_MERCHANT)
    throw new OperatorError(
      'The account of the first shop is in the settings (BOSMI_…), and is changed there. To keep it from charging: npm run merchants -- suspend 1',
    );
  if (!(await merchants.removeAccount(merchant.id, systemClock.now())))
    throw new OperatorError(`${titleOf(merchant)} has no account that could be taken away.`);
  return (
    `${titleOf(merchant)} has no account any more: nothing is charged for it until an owner of it sends the bot /connect.\n` +
    'A bot that is running watches what was sent before until it stops; what is open then is looked at again once the shop is connected.'
  );
}
