// @module-tag slow
import { describe, expect, test } from 'vitest';
import type { CalendarDay } from '../../src/domain/calendar.ts';
import { daySpan } from '../../src/domain/report-span.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import {
  CALLBACK_KINDS,
  encodeCallbackData,
  type CallbackAction,
} from '../../src/telegram/bot/callback-data.ts';
import type { SimMessage, SimUser } from '../../src/sandbox/bot-api/types.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { asha, GROUP, openShop, stranger, type Shop } from '../support/shop.ts';
import { codeIn, letIn, otieno, wanjiru } from '../support/second-shop.ts';

const PEOPLE = { owner: asha, manager: wanjiru, cashier: otieno, stranger } as const;

/** What a forged press is made from: charges and questions on which the person could act under the right message. */
interface Scene {
  readonly shop: Shop;
  readonly who: SimUser;
  readonly chatId: number;
  /** Charges of this person, in this chat if they may charge here. */
  readonly unknown: Charge;
  readonly declined: Charge;
  readonly marked: Charge;
  readonly mismatched: Charge;
  readonly merchant: string;
  /** What names the shop's only item in a button. */
  readonly item: string;
  /** An open collection of this person in this chat, if they may begin one. */
  readonly collection: string;
}

/** Brings a conversation to the question whose button is forged. Returns the draft's token. */
async function tokenAt({ shop, who, chatId }: Scene, command: string, question: RegExp): Promise<string> {
  if (who.id === stranger.id) return 'abcdefghijklmnop';
  const said = shop.chat(chatId).say(command, {}, who);
  await shop.chat(chatId).sees(question, said);
  return (await shop.store().users.draft(chatId, who.id, shop.clock.now()))!.token;
}

const DAY = daySpan('2026-11-27' as CalendarDay);
/** Brings a conversation to the question for the amount. Returns the draft's token. */
const amountAt = (scene: Scene): Promise<string> => tokenAt(scene, '/charge 0712345699', /How many/);

/** Brings `/collect` to its question with Send. Returns the draft's token. */
const payersAt = (scene: Scene): Promise<string> =>
  tokenAt(scene, '/collect 500 rent\n0712345690', /Ask one customer/);

/** One action of each kind. A missing kind is a compile error. */
const FORGED: {
  readonly [K in CallbackAction['kind']]: (
    scene: Scene,
  ) => Promise<CallbackAction & { readonly kind: K }> | (CallbackAction & { readonly kind: K });
} = {
  send: async (scene) => ({
    kind: 'send',
    token: await tokenAt(scene, '/charge 0733123456 500', /Airtel/),
  }),
  leave: async (scene) => ({ kind: 'leave', token: await tokenAt(scene, '/charge', /Which phone/) }),
  customers: async (scene) => ({ kind: 'customers', token: await tokenAt(scene, '/charge', /Which phone/) }),
  customer: async (scene) => ({
    kind: 'customer',
    token: await tokenAt(scene, '/charge', /Which phone/),
    charge: scene.unknown.ref,
  }),
  number: async (scene) => ({
    kind: 'number',
    token: await tokenAt(scene, '/charge', /Which phone/),
    msisdn: '254712345678' as Msisdn,
  }),
  again: ({ declined }) => ({ kind: 'again', charge: declined.ref }),
  paid: ({ unknown }) => ({ kind: 'paid', charge: unknown.ref }),
  unpaid: ({ marked }) => ({ kind: 'unpaid', charge: marked.ref }),
  ours: ({ mismatched }) => ({ kind: 'ours', charge: mismatched.ref, report: 1 }),
  notOurs: ({ mismatched }) => ({ kind: 'notOurs', charge: mismatched.ref, report: 1 }),
  cancelled: ({ unknown }) => ({ kind: 'cancelled', charge: unknown.ref }),
  close: ({ unknown }) => ({ kind: 'close', charge: unknown.ref }),
  closeListed: ({ unknown }) => ({ kind: 'closeListed', charge: unknown.ref }),
  closeAs: ({ unknown }) => ({ kind: 'closeAs', charge: unknown.ref, reason: 'took-cash' }),
  closeListedAs: ({ unknown }) => ({ kind: 'closeListedAs', charge: unknown.ref, reason: 'took-cash' }),
  keepOpen: ({ unknown }) => ({ kind: 'keepOpen', charge: unknown.ref }),
  keepOpenListed: ({ unknown }) => ({ kind: 'keepOpenListed', charge: unknown.ref }),
  open: ({ unknown }) => ({ kind: 'open', charge: unknown.ref }),
  find: ({ unknown }) => ({ kind: 'find', toward: 'older', charge: unknown.ref, text: 'unga' }),
  ofPhone: ({ unknown }) => ({
    kind: 'ofPhone',
    toward: 'newer',
    charge: unknown.ref,
    phone: unknown.ref,
  }),
  receipt: ({ marked }) => ({ kind: 'receipt', charge: marked.ref }),
  refund: ({ marked }) => ({ kind: 'refund', charge: marked.ref }),
  refundWhole: async (scene) => ({
    kind: 'refundWhole',
    token: await tokenAt(scene, '/charge', /Which phone/),
  }),
  refundPart: async (scene) => ({
    kind: 'refundPart',
    token: await tokenAt(scene, '/charge', /Which phone/),
  }),
  refundWhy: async (scene) => ({
    kind: 'refundWhy',
    token: await tokenAt(scene, '/charge', /Which phone/),
    reason: 'twice',
  }),
  takeBack: () => ({ kind: 'takeBack', refund: 'abcdefghijklmnop' }),
  resume: () => ({ kind: 'resume', copiedAt: 29 }),
  language: () => ({ kind: 'language', language: 'sw' }),
  shop: ({ merchant }) => ({ kind: 'shop', merchant }),
  staff: ({ merchant }) => ({ kind: 'staff', merchant }),
  invite: ({ merchant }) => ({ kind: 'invite', merchant, role: 'cashier' }),
  remove: ({ merchant }) => ({ kind: 'remove', merchant, userId: otieno.id }),
  removeNow: ({ merchant }) => ({ kind: 'removeNow', merchant, userId: otieno.id }),
  revoke: async ({ shop, who }) => {
    const code = { codeHash: `${who.id} ${Math.random()}`, merchantId: 1, role: 'cashier' } as const;
    const now = shop.clock.now();
    await shop.store().members.invite({ ...code, expiresAt: now + 86_400_000 }, 'operator', now);
    const open = await shop.store().members.openInvites(1, now);
    return { kind: 'revoke', ref: open.at(-1)!.ref };
  },
  revokeApplicant: () => ({ kind: 'revokeApplicant', userId: stranger.id }),
  amount: async (scene) => ({ kind: 'amount', token: await amountAt(scene), amountKes: 500 }),
  item: async (scene) => ({ kind: 'item', token: await amountAt(scene), item: scene.item }),
  itemsDone: async (scene) => ({ kind: 'itemsDone', token: await amountAt(scene) }),
  itemsClear: async (scene) => ({ kind: 'itemsClear', token: await amountAt(scene) }),
  addItem: ({ merchant }) => ({ kind: 'addItem', merchant }),
  removeItem: ({ merchant, item }) => ({ kind: 'removeItem', merchant, item }),
  keepChat: () => ({ kind: 'keepChat', ref: 'abcdefghijklmnop' }),
  endChat: () => ({ kind: 'endChat', ref: 'abcdefghijklmnop' }),
  report: ({ merchant, who }) => ({ kind: 'report', merchant, span: DAY, whose: who.id, page: 1 }),
  chart: ({ merchant, who }) => ({ kind: 'chart', merchant, span: DAY, whose: who.id }),
  customerList: ({ merchant }) => ({ kind: 'customerList', merchant, page: 1 }),
  person: () => ({ kind: 'person', customer: '0123456789abcdef01234567', page: 1 }),
  chargePerson: () => ({ kind: 'chargePerson', customer: '0123456789abcdef01234567' }),
  blockPerson: () => ({ kind: 'blockPerson', customer: '0123456789abcdef01234567', page: 1 }),
  unblockPerson: () => ({ kind: 'unblockPerson', customer: '0123456789abcdef01234567', page: 1 }),
  erasePerson: () => ({ kind: 'erasePerson', customer: '0123456789abcdef01234567' }),
  eraseNow: ({ merchant, declined }) => ({
    kind: 'eraseNow',
    merchant,
    msisdn: declined.msisdn as Msisdn,
  }),
  dontErase: () => ({ kind: 'dontErase' }),
  chargeNamed: async (scene) => ({
    kind: 'chargeNamed',
    token: await tokenAt(scene, '/charge', /Which phone/),
    customer: '0123456789abcdef01234567',
  }),
  sendToPayers: async (scene) => ({ kind: 'sendToPayers', token: await payersAt(scene) }),
  pickPayers: async (scene) => ({ kind: 'pickPayers', token: await payersAt(scene), page: 1 }),
  pick: async (scene) => ({
    kind: 'pick',
    token: await payersAt(scene),
    customer: '0123456789abcdef01234567',
    page: 1,
  }),
  picked: async (scene) => ({ kind: 'picked', token: await payersAt(scene) }),
  remindPayers: ({ collection }) => ({ kind: 'remindPayers', collection }),
  addPayers: ({ collection }) => ({ kind: 'addPayers', collection }),
  resumeCollection: ({ collection }) => ({ kind: 'resumeCollection', collection }),
  closeCollection: ({ collection }) => ({ kind: 'closeCollection', collection }),
  closeCollectionNow: ({ collection }) => ({ kind: 'closeCollectionNow', collection }),
  keepCollection: ({ collection }) => ({ kind: 'keepCollection', collection }),
  boardPage: ({ collection }) => ({ kind: 'boardPage', collection, page: 1 }),
  showBoard: ({ collection }) => ({ kind: 'showBoard', collection }),
  unlinkChat: ({ merchant }) => ({ kind: 'unlinkChat', merchant, chatId: GROUP }),
  exportSpan: ({ merchant }) => ({ kind: 'exportSpan', merchant, from: 0, to: 86_400_000, format: 'csv' }),
  exportClosing: () => ({ kind: 'exportClosing', closing: 'abcdefghijklmnop', format: 'csv' }),
  closeDay: ({ merchant }) => ({ kind: 'closeDay', merchant, number: 1 }),
  closeShift: ({ merchant, who }) => ({ kind: 'closeShift', merchant, userId: who.id, number: 1 }),
  leaveOpen: ({ who }) => ({ kind: 'leaveOpen', userId: who.id }),
  closing: () => ({ kind: 'closing', closing: 'abcdefghijklmnop' }),
  closings: ({ merchant }) => ({ kind: 'closings', merchant, before: 0 }),
  set: ({ merchant }) => ({ kind: 'set', merchant, panel: 'askLine' }),
  setLanguage: ({ merchant }) => ({ kind: 'setLanguage', merchant, language: 'sw' }),
  setQuiet: ({ merchant }) => ({ kind: 'setQuiet', merchant, from: 0, to: 1 }),
  setMarks: ({ merchant }) => ({ kind: 'setMarks', merchant, on: 'no' }),
  setAsks: ({ merchant }) => ({ kind: 'setAsks', merchant, on: 'yes' }),
  setLimit: ({ merchant }) => ({ kind: 'setLimit', merchant, of: 'amount', most: 1 }),
  setSummary: ({ merchant }) => ({ kind: 'setSummary', merchant, at: 1 }),
  unset: ({ merchant }) => ({ kind: 'unset', merchant, what: 'line' }),
};
const KINDS = CALLBACK_KINDS;

/** Charges as a person, and waits for the bot's answer. Returns the answer and the charge. */
async function charged(shop: Shop, chatId: number, who: SimUser, phone: string, answer: RegExp) {
  const said = shop.chat(chatId).say(`/charge ${phone} 500`, {}, who);
  const message = await shop.chat(chatId).sees(answer, said);
  const number = Number(/#(\d+)$/.exec(message.text ?? '')?.[1]);
  return { message, charge: (await shop.store().chargeQueries.byNumber(1, number))! };
}

/** Makes a charge of each kind that a button can be about, and a message that tells a payment. */
async function sceneOf(shop: Shop, who: SimUser, chatId: number): Promise<Scene & { victim: SimMessage }> {
  const cut = (): void =>
    shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  const phone = (n: number): string =>
    `07${10 + n}${chatId < 0 ? '1' : '2'}${String(who.id).padStart(5, '0')}`;
  const chat = shop.chat(chatId);
  const by = who.id === stranger.id ? asha : who;
  const at = who.id === stranger.id && chatId > 0 ? GROUP : chatId;
  cut();
  const unknown = await charged(shop, at, by, phone(0), /^❓ Not known/);
  cut();
  const marked = await charged(shop, at, by, phone(1), /^❓ Not known/);
  await shop.chat(at).press(marked.message, 'Customer paid', by);
  shop.bosmi.behave(phone(2), { kind: 'refused' });
  const declined = await charged(shop, at, by, phone(2), /^❌ Not sent/);
  shop.bosmi.behave(phone(4), { kind: 'other-amount' });
  const mismatched = await charged(shop, at, by, phone(4), /^⚠️ Check this/);
  let victim: SimMessage;
  if (at === chatId) {
    const said = chat.say(`/charge ${phone(3)} 77`, {}, by);
    await chat.sees(/Waiting/, said);
    shop.bosmi.pay(shop.bosmi.latest(phone(3))!.id);
    victim = await chat.sees(/^✅ Paid: KES 77/, said);
  } else {
    chat.say('hello', {}, who);
    victim = await chat.sees(/I don’t know you/);
  }
  const [place] = await shop.store().members.of(asha.id);
  const merchant = place!.merchantRef;
  const added = shop.chat(asha.id).say('/items add Unga 2 kg 210');
  await shop.chat(asha.id).sees(/Added/, added);
  const [item] = await shop.store().items.of(1);
  const collected = shop.chat(at).say('/collect 500 rent\n0712345691', {}, by);
  await shop.chat(at).press(await shop.chat(at).sees(/Ask one customer/, collected), 'Send', by);
  await shop.chat(at).sees(/0 of 1 paid[\s\S]*waiting for the PIN/, collected);
  const [collection] = await shop.store().collections.openIn(1, at, 1);
  return {
    shop,
    who,
    chatId,
    merchant,
    item: item!.ref,
    collection: collection!.ref,
    victim,
    unknown: unknown.charge,
    marked: marked.charge,
    declined: declined.charge,
    mismatched: mismatched.charge,
  };
}

const stored = async (shop: Shop, { unknown, marked, declined, mismatched, collection }: Scene) => ({
  collection: await shop.store().collections.byRef(collection),
  charges: await Promise.all(
    [unknown, marked, declined, mismatched].map(async ({ id }) => {
      const { state, mismatch } = (await shop.store().chargeQueries.byId(id))!;
      return [state, mismatch];
    }),
  ),
  items: await shop.store().items.of(1),
  staff: (await shop.store().members.staff(1)).map(({ userId }) => userId),
  language: await shop.store().users.language(otieno.id),
  linked: await shop.store().merchants.ofChat(GROUP),
  revoked: (await shop.store().merchants.history(1, 100)).filter(({ what }) => what === 'invite-revoked'),
});
const shown = (shop: Shop, chatId: number): ReadonlyMap<number, string> =>
  new Map(
    shop
      .chat(chatId)
      .heard()
      .map((message) => [message.message_id, JSON.stringify([message.text, message.reply_markup])]),
  );

/** Whether every update is handled and every message is sent. */
async function isQuiet(shop: Shop): Promise<boolean> {
  const { inbox, outbox } = shop.store();
  if (shop.telegram.unconfirmed() > 0 || (await inbox.waiting()) > 0) return false;
  return (await outbox.nextDueAt()) === undefined && (await outbox.nextCardAt()) === undefined;
}

describe.each(Object.entries(PEOPLE))('a press that is forged by a %s', (_role, who) => {
  test.each([
    ['in private', who.id],
    ['in the group', GROUP],
  ])(
    'under another message of the bot, %s, changes nothing, whatever its kind',
    async (_where, chatId) => {
      // No charge changes by itself during the test.
      const shop = await openShop({ common: { ownerIds: [asha.id], confirmMs: 24 * 3_600_000 } });
      await letIn(shop, asha, wanjiru, 'manager');
      await letIn(shop, asha, otieno, 'cashier');
      const scene = await sceneOf(shop, who, chatId);
      const { victim } = scene;
      for (const kind of KINDS) {
        const data = encodeCallbackData(await FORGED[kind](scene));
        await shop.pass(3_000);
        await shop.until('all is sent', () => isQuiet(shop));
        const [before, texts] = [await stored(shop, scene), shown(shop, chatId)];
        const said = await shop.chat(chatId).press(victim, data, who);
        await shop.pass(2_000);
        await shop.until('all is sent', () => isQuiet(shop));
        expect([kind, said]).toEqual([
          kind,
          who.id === stranger.id ? 'This button isn’t yours.' : 'This question is closed.',
        ]);
        expect([kind, await stored(shop, scene)]).toEqual([kind, before]);
        const after = shown(shop, chatId);
        expect([kind, [...texts].filter(([id, text]) => after.get(id) !== text)]).toEqual([kind, []]);
        shop.chat(chatId).say('/cancel', {}, who);
      }
    },
    60_000,
  );
});

test('a press under a message that is too old to be seen changes nothing, and says what to do instead', async () => {
  const shop = await openShop();
  const chat = shop.chat(asha.id);
  shop.bosmi.faults.add({ kind: 'reset-after' }, ({ endpoint }) => endpoint === 'push');
  chat.say('/charge 0712345678 500');
  const notice = await chat.sees(/^❓ Not known/);
  const [paid] = notice.reply_markup!.inline_keyboard!.flat();
  shop.telegram.redeliver({
    update_id: 900_000_001,
    callback_query: {
      id: 'late',
      from: asha,
      chat_instance: '1',
      data: paid!.callback_data,
      message: { message_id: notice.message_id, chat: notice.chat, date: 0 },
    },
  });
  const answer = () =>
    shop.telegram.calls.find(
      ({ method, payload }) => method === 'answerCallbackQuery' && payload['callback_query_id'] === 'late',
    );
  await shop.until('it is answered', () => answer() !== undefined);
  expect(answer()?.payload['text']).toMatch(/^I can’t see that message any more\. Send \/status/);
  expect((await shop.store().chargeQueries.byId(1))?.state).toBe('unknown');
});

test('a press that is forged by a person who is connecting a shop leaves their question open', async () => {
  const shop = await openShop();
  shop.telegram.openPrivateChat(wanjiru);
  const operator = shop.chat(asha.id);
  operator.say('/newmerchant');
  const link = await operator.sees(/connect a shop/);
  const chat = shop.chat(wanjiru.id);
  chat.say(`/start ${codeIn(link.text)}`, {}, wanjiru);
  const welcome = await chat.sees(/send \/connect/);
  chat.say('/connect', {}, wanjiru);
  const question = await chat.sees(/business called/);
  const [cancel] = question.reply_markup!.inline_keyboard!.flat();
  expect(await chat.press(welcome, cancel!.callback_data!, wanjiru)).toBe('This question is closed.');
  chat.say('Mama Duka Two', {}, wanjiru);
  const next = await chat.sees(/username at BOSMI/);
  expect(await chat.press(next, 'Cancel', wanjiru)).toBeUndefined();
  await chat.sees(/^Cancelled\. Nothing was changed/);
});
