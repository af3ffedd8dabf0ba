import type { ErasedPhone, Msisdn } from '../../../domain/msisdn.ts';
import type { Membership } from '../../../store/port/members.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { BotServices } from '../bot-services.ts';
import type { ActionOf } from '../callback-data.ts';
import type { Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { PAGE, pageOf, pageRows, pageText, type Page } from './charge-list.ts';
import { sayCharge } from './charge-page.ts';
import { chargeHere, visibilityOf } from './visibility.ts';

/** Says the charges to a phone, or the charge if it is the only one. */
export async function sayPhone(
  services: BotServices,
  turn: Turn,
  member: Membership,
  msisdn: Msisdn,
): Promise<void> {
  const { words } = turn;
  const latest = { toward: 'older', from: undefined, limit: PAGE + 1 } as const;
  const found = await services.store.chargeQueries.ofPhone(msisdn, visibilityOf(turn, member), latest);
  const [first, ...others] = found;
  if (first === undefined) return turn.say(words.statusNotFound(phoneFor(turn.chatKind, msisdn)));
  if (others.length === 0) return await sayCharge(services, turn, member, first);
  turn.say(...shownOfPhone(services, turn, pageOf(found, 'older', true), first.ref));
}

/** Turns a page of a phone's charges, in place. */
export async function turnPhone(
  services: BotServices,
  { turn, messageId }: Press,
  { toward, charge: ref, phone: phoneRef }: ActionOf<'ofPhone'>,
): Promise<string | undefined> {
  const here = await chargeHere(services, turn, ref);
  const withPhone = await chargeHere(services, turn, phoneRef);
  if (here === undefined || withPhone?.charge.merchantId !== here.charge.merchantId)
    return turn.words.notYours;
  const phone: Msisdn | ErasedPhone = withPhone.charge.msisdn;
  const scope = visibilityOf(turn, here.member);
  const from = { toward, from: here.charge, limit: PAGE + 1 };
  const found = await services.store.chargeQueries.ofPhone(phone, scope, from);
  if (found.length === 0) return turn.words.noMore;
  const [message, { markup }] = shownOfPhone(services, turn, pageOf(found, toward, false), phoneRef);
  turn.edit(messageId, message, markup.rows);
  return undefined;
}

/** A page of a phone's charges. Its title does not name the phone, because the number may be erased. */
function shownOfPhone(services: BotServices, turn: Turn, page: Page, phone: string) {
  const text = pageText(services, turn, turn.words.foundOfPhone, page);
  const rows = pageRows(turn, page, (toward, { ref }) => ({ kind: 'ofPhone', toward, charge: ref, phone }));
  return [text, { markup: { kind: 'buttons', rows } }] as const;
}
