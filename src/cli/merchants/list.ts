import type { MerchantOverview } from '../../store/port/merchants.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { EventDetail } from '../../domain/audit.ts';
import { textTable } from '../text-table.ts';
import {
  existingMerchant,
  FIRST_NAME,
  harmless,
  type MerchantCommand,
  type Moment,
} from './merchant-command.ts';

/** The most events shown. */
const HISTORY_LIMIT = 500;

/** Lists every merchant. */
export const list: MerchantCommand = async ({ merchants }, moment) => {
  const rows = (await merchants.overview()).map((merchant) => [
    `${merchant.id}`,
    harmless(merchant.name) || `(${FIRST_NAME})`,
    accountOf(merchant),
    merchant.suspendedAt === null ? 'active' : `suspended since ${moment(merchant.suspendedAt)}`,
    `${merchant.staff}`,
    `${merchant.charges}`,
    merchant.lastChargeAt === null ? '–' : moment(merchant.lastChargeAt),
  ]);
  return textTable([['ID', 'NAME', 'ACCOUNT', 'STATE', 'STAFF', 'CHARGES', 'LAST CHARGE'], ...rows]);
};

function accountOf({ id, hasAccount }: MerchantOverview): string {
  if (id === FIRST_MERCHANT) return 'settings';
  return hasAccount ? 'connected' : 'none';
}

/** Lists what happened, the oldest first, of one merchant or of all. */
export const history =
  (id: number | undefined): MerchantCommand =>
  async ({ merchants }, moment) => {
    if (id !== undefined) await existingMerchant(merchants, id);
    const events = await merchants.history(id, HISTORY_LIMIT);
    if (events.length === 0) return 'Nothing has happened yet.';
    const rows = events
      .toReversed()
      .map(({ at, merchantId, actor, what, detail }) => [
        moment(at),
        merchantId === null ? '–' : `${merchantId}`,
        actor,
        what,
        detailOf(detail, moment),
      ]);
    const table = textTable([['WHEN', 'MERCHANT', 'WHO', 'WHAT', 'DETAIL'], ...rows]);
    return events.length < HISTORY_LIMIT ? table : `${table}\nThese are the last ${HISTORY_LIMIT}.`;
  };

function detailOf(detail: EventDetail, moment: Moment): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${name === 'before' ? moment(Number(value)) : shown(value)}`)
    .join(', ');
}

/** Telegram's ids can look like phone numbers, and are none: they are shown whole. */
function shown(value: unknown): string {
  if (typeof value === 'number') return `${value}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^user:\d+$/.test(text) ? text : harmless(text);
}
