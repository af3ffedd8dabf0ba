import { bold } from 'telegraf/format';
import { formatKes } from '../../../domain/amount.ts';
import { MEMBER_LIMIT_WITHIN_MS, PHONE_LIMIT_WITHIN_MS } from '../../../domain/merchant-settings.ts';
import type { VelocityLimit } from '../../../domain/velocity-limit.ts';
import { lines } from '../../outbound/payload.ts';
import { button, type ActionOf } from '../callback-data.ts';
import { back, chosen, rowsOf, type Panel, type Rendered, type Shown } from './settings-panel-parts.ts';

const OFFERED: Readonly<Record<ActionOf<'setLimit'>['of'], readonly number[]>> = {
  phone: [1, 2, 3, 5, 10],
  member: [5, 10, 20, 30, 60, 100],
  amount: [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
};

/** The operator's limit that a shop's own one must be below; undefined if there is none. */
export const operatorsLimit = (
  velocityLimits: readonly VelocityLimit[],
  what: 'phone' | 'member',
): number | undefined =>
  velocityLimits.find(
    ({ of, withinMs }) =>
      of === what && withinMs === (what === 'phone' ? PHONE_LIMIT_WITHIN_MS : MEMBER_LIMIT_WITHIN_MS),
  )?.count;

/** Shows the shop's own limits. */
export function limitsPanel({ words, shop, settings }: Shown): Rendered {
  const { settings: say } = words;
  const opens = (label: string, value: string, panel: Panel) => [
    button(`${label}: ${value}`, { kind: 'set', merchant: shop.merchantRef, panel }),
  ];
  const count = (limit: number | null): string => (limit === null ? say.none : `${limit}`);
  const { maxAmountKes, phoneLimit, memberLimit } = settings;
  return [
    lines(bold(say.limits), say.limitsHelp),
    [
      opens(say.perPhone, count(phoneLimit), 'phone'),
      opens(say.perMember, count(memberLimit), 'member'),
      opens(say.perCharge, maxAmountKes === null ? say.none : formatKes(maxAmountKes), 'amount'),
      back(words, shop),
    ],
  ];
}

/** Offers values for one limit, below the operator's. */
export function limitPanel(
  of: ActionOf<'setLimit'>['of'],
  { words, shop, settings, velocityLimits }: Shown,
): Rendered {
  const { settings: say } = words;
  const merchant = shop.merchantRef;
  const most = of === 'amount' ? undefined : operatorsLimit(velocityLimits, of);
  const now = { phone: settings.phoneLimit, member: settings.memberLimit, amount: settings.maxAmountKes }[of];
  const offered = [...new Set([...OFFERED[of], ...(now === null ? [] : [now])])]
    .filter((value) => most === undefined || value < most)
    .toSorted((a, b) => a - b);
  const buttons = offered.map((value) =>
    button(chosen(of === 'amount' ? formatKes(value) : `${value}`, value === now), {
      kind: 'setLimit',
      merchant,
      of,
      most: value,
    }),
  );
  const none = button(chosen(say.none, now === null), { kind: 'setLimit', merchant, of, most: 0 });
  const another = button(say.anotherAmount, { kind: 'set', merchant, panel: 'askAmount' });
  const title = { phone: say.perPhone, member: say.perMember, amount: say.perCharge }[of];
  const help = of === 'amount' ? say.amountHelp : of === 'phone' ? say.phoneHelp(most) : say.memberHelp(most);
  return [
    lines(bold(title), help),
    [...rowsOf(buttons), ...(of === 'amount' ? [[another]] : []), [none], back(words, shop, 'limits')],
  ];
}
