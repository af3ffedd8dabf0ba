import { bold } from 'telegraf/format';
import { MAX_PAYERS } from '../../../domain/collection.ts';
import { DRAFT_LIFE_MS, type Draft } from '../../../domain/draft.ts';
import { isAtLeast } from '../../../domain/roles.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { Keyboard } from '../../outbound/payload.ts';
import { phoneFor } from '../../outbound/render.ts';
import type { BotServices } from '../bot-services.ts';
import { button, type ActionOf } from '../callback-data.ts';
import type { Feature, Press } from '../feature.ts';
import type { Turn } from '../turn.ts';
import { namesOf } from './collect-lines.ts';
import { askPayers, listOf, type PayerList } from './collect-questions.ts';
import { closed, draftAt } from './open-question.ts';

/** How many customers a page offers. */
const PAGE = 8;

/** Choosing from the shop's customers for `/collect`: a tap puts one on the list, another takes them off. */
export const pickFeature = { pickPayers: showPage, pick: toggle, picked: done } satisfies NonNullable<
  Feature['callbacks']
>;

/** The open question for the payers, and what the person is at its shop. */
interface Picking {
  readonly draft: Draft;
  readonly list: PayerList;
  readonly member: Membership;
}

async function pickingAt(services: BotServices, turn: Turn, token: string): Promise<Picking | string> {
  const draft = await draftAt(services, turn, token);
  const list = listOf(draft);
  if (draft === undefined || list === undefined || turn.chatKind !== 'private')
    return await closed(services, turn, token);
  const places = await services.store.members.of(turn.userId);
  const member = places.find(({ merchantId }) => merchantId === list.merchantId);
  return member === undefined ? turn.words.notYours : { draft, list, member };
}

async function showPage(
  services: BotServices,
  { turn, messageId }: Press,
  { token, page }: ActionOf<'pickPayers'>,
): Promise<string | undefined> {
  const picking = await pickingAt(services, turn, token);
  if (typeof picking === 'string') return picking;
  const rows = await rowsOf(services, turn, picking, token, page);
  if (rows === undefined) return turn.words.noCustomersYet;
  turn.edit(messageId, bold(turn.words.pickTitle(picking.list.payers.length)), rows);
  return undefined;
}

async function toggle(
  services: BotServices,
  { turn, messageId }: Press,
  { token, customer: ref, page }: ActionOf<'pick'>,
): Promise<string | undefined> {
  const picking = await pickingAt(services, turn, token);
  if (typeof picking === 'string') return picking;
  const customer = await services.store.customers.byRef(ref);
  if (customer?.merchantId !== picking.list.merchantId) return turn.words.customerGone;
  const { payers } = picking.list;
  const others = payers.filter(({ msisdn }) => msisdn !== customer.msisdn);
  const isOn = others.length < payers.length;
  if (!isOn && payers.length >= MAX_PAYERS) return turn.words.leftOut.full;
  const next = isOn ? others : [...payers, { msisdn: customer.msisdn, amountKes: null, name: null }];
  const { id: _id, answers: _none, promptMessageId: _kept, ...draft } = picking.draft;
  // The question stays the same, and so do its buttons.
  turn.putDraft({ ...draft, payers: next, askedAt: turn.at, expiresAt: turn.at + DRAFT_LIFE_MS });
  const changed = { ...picking, list: { ...picking.list, payers: next } };
  const rows = (await rowsOf(services, turn, changed, token, page)) ?? [];
  turn.edit(messageId, bold(turn.words.pickTitle(next.length)), rows);
  return undefined;
}

async function done(
  services: BotServices,
  { turn, messageId }: Press,
  { token }: ActionOf<'picked'>,
): Promise<string | undefined> {
  const picking = await pickingAt(services, turn, token);
  if (typeof picking === 'string') return picking;
  const { list, member } = picking;
  const hasSeveral = (await services.store.members.of(turn.userId)).length > 1;
  askPayers(turn, list, await namesOf(services, list), {
    shop: hasSeveral ? member.merchantName : null,
    messageId,
  });
  return undefined;
}

/** A page of customers, each with a mark if they are on the list. Undefined if the shop has none. */
async function rowsOf(
  services: BotServices,
  turn: Turn,
  { list, member }: Picking,
  token: string,
  page: number,
): Promise<Keyboard | undefined> {
  const scope = {
    merchantId: list.merchantId,
    userId: isAtLeast(member.role, 'manager') ? undefined : turn.userId,
  };
  const found = await services.store.customers.list(scope, (page - 1) * PAGE, PAGE + 1);
  if (found.length === 0 && page === 1) return undefined;
  const chosen = new Set(list.payers.map(({ msisdn }) => msisdn));
  const { buttons } = turn.words;
  const to = (target: number, label: string) => button(label, { kind: 'pickPayers', token, page: target });
  const turns = [
    ...(page > 1 ? [to(page - 1, buttons.laterCustomers)] : []),
    ...(found.length > PAGE && page < 99 ? [to(page + 1, buttons.earlierCustomers)] : []),
  ];
  return [
    ...found.slice(0, PAGE).map(({ customer: { ref, msisdn, name } }) => [
      button(`${chosen.has(msisdn) ? '☑️' : '⬜'} ${phoneFor('private', msisdn, name)}`, {
        kind: 'pick',
        token,
        customer: ref,
        page,
      }),
    ]),
    ...(turns.length === 0 ? [] : [turns]),
    [button(buttons.picked, { kind: 'picked', token })],
  ];
}
