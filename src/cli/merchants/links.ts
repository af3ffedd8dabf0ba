import { systemClock } from '../../runtime/clock.ts';
import { OperatorError } from '../../runtime/operator-error.ts';
import { textTable } from '../text-table.ts';
import { harmless, titleOf, type MerchantCommand } from './merchant-command.ts';

/** Lists every open link, and everybody who was let in to connect a shop and has not connected one yet. */
export const listLinks: MerchantCommand = async ({ members, merchants }, moment) => {
  const open = await members.openInvites(undefined, systemClock.now());
  const waiting = await members.applicants();
  if (open.length === 0 && waiting.length === 0)
    return 'No link is open, and nobody is about to connect a shop. To make a link: npm run invite';
  const names = new Map((await merchants.overview()).map((merchant) => [merchant.id, titleOf(merchant)]));
  const rows = [
    ...open.map(({ ref, merchantId, role, createdBy, createdAt, expiresAt }) => [
      ref,
      merchantId === null ? 'connects a shop' : `${role} of ${names.get(merchantId) ?? merchantId}`,
      createdBy,
      moment(createdAt),
      `until ${moment(expiresAt)}`,
    ]),
    ...waiting.map(({ userId, name, letInAt, invitedBy }) => [
      `${userId}`,
      `${harmless(name)} may connect a shop`,
      invitedBy ?? '–',
      moment(letInAt),
      '–',
    ]),
  ];
  const table = textTable([['ID', 'WHAT', 'BY', 'SINCE', 'ENDS'], ...rows]);
  return `${table}\nTo take one back: npm run merchants -- revoke ID`;
};

/**
 * Returns the command that takes back a link, or the permission to connect a shop.
 *
 * @param id the name of a link, or the Telegram id of a person
 * @returns undefined if it is neither
 */
export function revoke(id: string): MerchantCommand | undefined {
  if (/^[1-9]\d{0,14}$/.test(id)) return revokeApplicant(id);
  return /^[a-z]{8}$/.test(id) ? revokeLink(id) : undefined;
}

const revokeApplicant =
  (id: string): MerchantCommand =>
  async ({ members }) => {
    const outcome = await members.revokeApplicant(Number(id), 'operator', systemClock.now());
    if (outcome !== 'revoked') throw nothingUnder(id);
    return `Whoever has the Telegram id ${id} cannot connect a shop any more.`;
  };

const revokeLink =
  (id: string): MerchantCommand =>
  async ({ members }) => {
    const outcome = await members.revokeInvite(id, 'operator', systemClock.now());
    if (outcome !== 'revoked') throw nothingUnder(id);
    return `The link ${id} lets nobody in any more.`;
  };

const nothingUnder = (id: string): OperatorError =>
  new OperatorError(
    `There is nothing to take back under ${id}. To list what there is: npm run merchants -- links`,
  );
