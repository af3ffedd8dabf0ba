import { callCollections } from './collection-calls.ts';
import { chargeMessageOf } from './store.ts';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { SummaryChargePayload } from '../../src/domain/messages.ts';
import { NO_SUMS } from '../../src/domain/takings.ts';
import { newSecretKey, keyring as keyringOf, hashOfCode } from '../../src/security/keyring.ts';
import type { Move } from '../../src/store/port/moves.ts';
import type { Charge } from '../../src/domain/charge.ts';
import { FEW } from '../../src/store/fair-queue.ts';
import type { Store } from '../../src/store/port/store.ts';
import { bosmiAccount } from './accounts.ts';
import { connectShop } from './connected.ts';
import { aCharge, linkGroup, phone, effectsOf } from './store.ts';

const [OLD_KEY, NEW_KEY] = [newSecretKey(), newSecretKey()];
/** The keyring that the store must be opened with. */
export const STORE_KEYS = keyringOf([OLD_KEY]);

const AT = 1_000_000;
const DAY = 86_400_000;
const GROUP = -300;
/** An owner and a cashier of the first merchant. */
const [ASHA, JUMA] = [7, 8];
/** An owner of another merchant. */
const WANJIRU = 9;
const ACCOUNT = { apiKey: 'k', username: 'u', email: 'e@x.example' };

/** Calls the methods of one part of a store, in as few cases as make them run every statement that they have. */
type Calls = (store: Store) => Promise<void>;

/** Makes two shops with an owner each, which the other parts need. */
const twoShops: Calls = async (store) => {
  await store.members.offerOwnership(hashOfCode('first'), AT, AT + DAY);
  const first = await effectsOf(store, AT);
  await store.members.redeemInvite(hashOfCode('first'), { userId: ASHA, name: 'Asha' }, AT, () => first);
  await store.members.configureOwners([ASHA], AT);
  await connectShop(
    store,
    STORE_KEYS,
    { name: 'Two', account: ACCOUNT },
    { userId: WANJIRU, name: 'Wanjiru' },
  );
};

const members: Calls = async ({ members: store, ...rest }) => {
  const whole = { members: store, ...rest };
  const code = hashOfCode('cashier');
  const invite = { codeHash: code, merchantId: 1, role: 'cashier', expiresAt: AT + DAY } as const;
  await store.invite(invite, { userId: ASHA }, AT, await effectsOf(whole, AT));
  await store.makerOf(code);
  const joins = await effectsOf(whole, AT);
  await store.redeemInvite(code, { userId: JUMA, name: 'Juma' }, AT, () => joins);
  // Asha works at both shops.
  const second = { ...invite, codeHash: hashOfCode('two'), merchantId: 2 };
  await store.invite(second, { userId: WANJIRU }, AT);
  const again = await effectsOf(whole, AT);
  await store.redeemInvite(second.codeHash, { userId: ASHA, name: 'Asha' }, AT, () => again);
  await store.of(ASHA);
  await store.find(1, ASHA);
  await store.staff(1);
  await store.owners(1);
  await store.choose(ASHA, 1);
  await store.chosen(ASHA);
  await store.rename(ASHA, 'Asha N.');
  await store.isApplicant(ASHA);
  await store.applicants();
  for (const merchantId of [1, null, undefined]) await store.openInvites(merchantId, AT);
  await store.invite({ ...invite, codeHash: hashOfCode('taken back'), ref: 'abcdefgh' }, 'operator', AT);
  await store.revokeInvite('abcdefgh', 'operator', AT);
  const comes = { codeHash: hashOfCode('comes'), merchantId: null, role: null, expiresAt: AT + DAY };
  await store.invite(comes, { userId: ASHA }, AT);
  const letIn = await effectsOf(whole, AT);
  await store.redeemInvite(comes.codeHash, { userId: 20, name: 'Kamau' }, AT, () => letIn);
  await store.revokeApplicant(20, { userId: ASHA }, AT);
  await rest.merchants.suspend(1, true, AT);
  const told = await effectsOf(whole, AT);
  await store.tellSuspension(1, ASHA, () => told);
  await rest.merchants.suspend(1, false, AT);
};

const removals: Calls = async (store) => {
  const effects = await effectsOf(store, AT);
  await store.members.remove(1, JUMA, ASHA, AT, () => effects);
  // The settings name another owner, and then no longer name the one before.
  await store.members.configureOwners([ASHA, 10], AT);
  await store.members.configureOwners([10], AT);
};

const merchants: Calls = async (store) => {
  const { merchants: shops } = store;
  for (const [merchantId, chatId, userId] of [
    [1, GROUP, ASHA],
    [2, GROUP - 1, WANJIRU],
  ] as const) {
    await linkGroup(store, chatId, userId, AT, merchantId);
    const place = { chatId: userId, threadId: null, language: 'en' } as const;
    await shops.announce(merchantId, place, userId, AT, await effectsOf(store, AT));
  }
  await shops.announce(
    1,
    { chatId: GROUP, threadId: 5, language: 'en' },
    ASHA,
    AT,
    await effectsOf(store, AT),
  );
  await shops.announcesTo(1, GROUP);
  await groups(store);
  await linkGroup(store, GROUP, ASHA, AT);
  await shops.ofChat(GROUP);
  await shops.find(1);
  await shops.configureName(1, 'One');
  const renaming = await effectsOf(store, AT);
  await shops.rename(1, 'One of Asha', ASHA, AT, () => renaming);
  await shops.all();
  await shops.overview();
  await shops.suspend(2, true, AT);
  await shops.suspend(2, false, AT);
  await shops.tellRefusal(1, AT, DAY, [{ kind: 'message', chatId: ASHA, payload: {} }]);
  await shops.history(1, 10);
  await shops.history(undefined, 10);
};

const charges: Calls = async (store) => {
  const rule = {
    at: AT,
    steadyAt: AT,
    windowMs: 120_000,
    accepted: [],
    hasOwnReasons: false,
    velocityLimits: (['phone', 'member', 'merchant'] as const).map((of) => ({
      of,
      count: 50,
      withinMs: DAY,
    })),
  };
  const move = async (charge: Charge, from: Move['from'], to: Move['to'], over: Partial<Move> = {}) =>
    await store.charges.move({
      chargeId: charge.id,
      from,
      to,
      at: AT,
      actor: 'tillbot',
      detail: {},
      ...over,
    });
  for (let n = 1; n <= 8; n += 1) {
    const asked = aCharge({
      idempotencyKey: `life:${n}`,
      msisdn: phone(`071234567${n}`),
      amountKes: n as AmountKes,
      userId: n % 2 === 0 ? ASHA : JUMA,
      ...(n % 2 === 0 ? {} : { chatId: GROUP, chatKind: 'group' }),
      ...(n === 3 ? { cardMessageId: 77 } : {}),
    });
    const outcome = await store.charges.create(asked, rule, await effectsOf(store, AT));
    if (outcome.kind !== 'created') throw new Error(outcome.kind);
    await store.charges.create(asked, rule, await effectsOf(store, AT));
    const { charge } = outcome;
    if (n === 1) continue;
    await store.charges.toPush(1, 10);
    await move(charge, 'created', 'pushing', { set: { pushedAt: AT, pushedSteadyAt: AT }, sameCard: true });
    await store.charges.pushing(1, 0);
    if (n === 2) continue;
    const watch = { confirmBy: AT, watchUntil: AT, watchDueAt: AT };
    await move(charge, 'pushing', 'pending', { set: { transactionId: `T${n}`, ...watch } });
    await store.charges.nextWatchAt(1);
    await store.charges.claimWatched(1, AT, 1_000, 1);
    await store.charges.stillClaimed([{ chargeId: charge.id, until: AT + 1_000 }]);
    await store.charges.endClaims(1, AT, 1_000, DAY);
    await store.charges.watchAgainAt(charge.id, AT);
    for (const refusedAt of [AT, null]) await store.charges.noteRefusal(charge.id, refusedAt);
    if (n === 3) await mismatched(store, charge.id);
    if (n <= 4) continue;
    const receipt = `UKO123456${n}`;
    await move(charge, 'pending', 'paid', { set: { receipt, paidAt: AT, watchDueAt: null }, notice: 'paid' });
  }
};

/** Notes a payment that does not fit, puts it aside, and marks the charge as paid and as unpaid. */
async function mismatched(store: Store, chargeId: number): Promise<void> {
  const payment = { amount: '40', phone: '0712***678', receipt: 'UKO1234569' };
  await store.charges.noteMismatch(chargeId, 'amount', payment, AT, {});
  const decision = { chargeId, report: 1, userId: ASHA, at: AT };
  await store.charges.putAside(decision, await effectsOf(store, AT));
  await store.charges.mark({ ...decision, paid: true }, await effectsOf(store, AT));
  await store.charges.mark({ chargeId, paid: false, userId: ASHA, at: AT }, await effectsOf(store, AT));
}

/** Creates a charge outside of any chat. It is announced to one owner after another, and none can be reached. */
async function chargeOutsideChats(store: Store): Promise<void> {
  const rule = { at: AT, steadyAt: AT, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const closed = await store.charges.create(
    aCharge({ idempotencyKey: 'closed', msisdn: phone('0799000008') }),
    rule,
    undefined,
  );
  if (closed.kind !== 'created') throw new Error(closed.kind);
  const close = { chargeId: closed.charge.id, reason: 'took-cash', userId: ASHA } as const;
  await store.charges.close({ ...close, at: AT, steadyAt: AT }, await effectsOf(store, AT));
  const asked = { ...aCharge({ idempotencyKey: 'outside', msisdn: phone('0799000009') }), userId: null };
  const outcome = await store.charges.create({ ...asked, message: null }, rule, undefined);
  if (outcome.kind !== 'created') throw new Error(outcome.kind);
  const move = { chargeId: outcome.charge.id, at: AT, actor: 'tillbot', detail: {} } as const;
  await store.charges.move({ ...move, from: 'created', to: 'canceled', notice: 'canceled' });
  for (
    let left = await store.outbox.due(AT, 100, []);
    left.length > 0;
    left = await store.outbox.due(AT, 100, [])
  )
    for (const { row } of left) await store.outbox.undeliverable(row, 'never', AT);
}

const outbox: Calls = async (store) => {
  const says = [
    { kind: 'message', chatId: ASHA, payload: {}, draftToken: 'token' },
    { kind: 'message', chatId: GROUP, payload: {} },
  ] as const;
  await store.outbox.add(says, AT);
  await store.outbox.nextDueAt();
  const due = () => store.outbox.due(AT, 100, []);
  const [first] = await due();
  if (first === undefined) throw new Error('the outbox is empty');
  await store.outbox.later(first.row, AT);
  for (let left = await due(); left.length > 0; left = await due())
    for (const { row, charge } of left) {
      // The group is gone: its notices go to somebody else.
      if (row.kind === 'notice' && row.chatId === GROUP) await store.outbox.elsewhere(row, 'gone', AT);
      else
        await store.outbox.delivered(row, row.id, AT, {
          revision: charge?.message?.revision ?? 0,
          changesAt: undefined,
        });
    }
  await store.outbox.undeliverable(first.row, 'never', AT);
  await chargeOutsideChats(store);
  await store.outbox.nextCardAt();
  await store.outbox.sawAll();
  const card = await store.chargeQueries.byId(3);
  if (card === undefined) throw new Error('there is no card');
  await store.outbox.dueCards(AT, 10, []);
  await store.outbox.cardLater(card, AT);
  await store.outbox.cardShown({ ...card, message: { ...chargeMessageOf(card), revision: -1 } });
  await store.outbox.cardShown(card);
  await store.outbox.cardGone(card);
};

const inbox: Calls = async (store) => {
  const updates = [
    { updateId: 9_001, chatId: 5, userId: 666, payload: {} },
    { updateId: 9_002, chatId: ASHA, userId: ASHA, payload: {} },
    { updateId: 9_003, chatId: 6, userId: 667, codeHash: hashOfCode('none'), payload: {} },
  ];
  await store.inbox.receive(updates, AT);
  await store.inbox.nextDueAt();
  await store.inbox.waiting();
  const [row] = await store.inbox.due(AT, 10, []);
  if (row === undefined) throw new Error('no update waits');
  await store.inbox.retryAt(row, 'busy', AT);
  const finished = await effectsOf(store, AT, { draft: { kind: 'drop', chatId: ASHA, userId: ASHA } });
  await store.inbox.finish(finished);
};

const users: Calls = async (store) => {
  await store.users.setLanguage(ASHA, 'sw');
  await store.users.language(ASHA);
  await store.users.setKeyboard(ASHA, false, await effectsOf(store, AT));
  await store.users.keyboard(ASHA);
  await store.users.tellStranger(666, AT, DAY);
  const draft = {
    chatId: ASHA,
    userId: ASHA,
    merchantId: 1,
    token: 'token',
    step: 'amount',
    msisdn: phone('0712345675'),
    amountKes: null,
    note: null,
    shownReasons: [],
    threadId: null,
    commandMessageId: null,
    askedAt: AT,
    expiresAt: AT + 1,
  } as const;
  await store.inbox.finish(await effectsOf(store, AT, { draft: { kind: 'put', draft } }));
  await store.users.draftExists('token', AT);
  await store.users.draft(ASHA, ASHA, AT);
  await store.users.expiredDraft(ASHA, ASHA, AT + 2);
};

const chargeQueries: Calls = async (store) => {
  const scopes = [undefined, GROUP].flatMap((chatId) =>
    [undefined, JUMA].map((userId) => ({ merchantId: 1, chatId, userId })),
  );
  for (const scope of scopes) {
    const from = await store.chargeQueries.byNumber(1, 5);
    const filters = [
      { number: 3 },
      { amountKes: 5 },
      { phone: { begins: '254', ends: '675' } },
      { noteWords: ['two', 'bags'] },
      { nameWords: ['wan', 'nje'] },
      { reportedReceipt: 'UKO1234569' },
    ];
    for (const toward of ['older', 'newer'] as const)
      for (const beside of [undefined, from]) {
        const page = { toward, from: beside, limit: 9 };
        await store.chargeQueries.ofPhone(phone('0712345675'), scope, page);
        const slice = { toward, from: beside?.number, limit: 9 };
        await store.chargeQueries.search(scope, filters, slice);
        for (const filter of filters) await store.chargeQueries.search(scope, [filter], slice);
      }
    await store.chargeQueries.waiting(scope, 10);
    await store.chargeQueries.mismatched(scope, 10);
    await store.chargeQueries.recentCustomers(scope, 6);
  }
  await store.chargeQueries.byReceipt('UKO1234565');
  await store.chargeQueries.byNumber(1, 1);
  for (const ref of ['1', 'no such name']) await store.chargeQueries.byRef(ref);
  // The first is a card, the second a notice.
  for (const messageId of [77, 9_999]) await store.chargeQueries.byMessage(ASHA, messageId);
  await store.chargeQueries.usualAmounts(1, 4);
  await store.chargeQueries.events(1);
  await store.chargeQueries.chargedBy(1, ASHA);
};

const refunds: Calls = async (store) => {
  const asked = { chargeId: 6, amountKes: 1 as AmountKes, reason: 'torn', userId: ASHA, at: AT };
  const first = { ...asked, idempotencyKey: 'question:1' };
  const [notes, takesBack] = [await effectsOf(store, AT), await effectsOf(store, AT)];
  const outcome = await store.refunds.record(first, () => notes);
  if (outcome.kind !== 'recorded') throw new Error(outcome.kind);
  const { id: refundId, ref } = outcome.refund;
  await store.refunds.byRef(ref);
  await store.refunds.of(6);
  await store.refunds.takeBack({ refundId, reason: 'no', userId: ASHA, at: AT }, () => takesBack);
};

/** Before `removals`: Asha works here. */
const shifts: Calls = async (store) => {
  const shift = { merchantId: 1, shiftOf: ASHA };
  const effects = await effectsOf(store, AT);
  await store.closings.close({ ...shift, number: 1, userId: ASHA, at: AT }, () => effects);
  await store.exports.entriesOf(shift, 1, 0, 10);
};

/** After `removals`: Juma, who made charges, has left, and 10 is an owner. */
const closings: Calls = async (store) => {
  for (const shiftOf of [null, 10]) {
    const period = { merchantId: 1, shiftOf };
    for (const number of [1, 2]) {
      await store.closings.preview(period);
      const effects = await effectsOf(store, AT);
      await store.closings.close({ ...period, number, userId: 10, at: AT }, () => effects);
    }
  }
  await store.closings.byRef('no such name');
  await store.closings.dayByNumber(1, 1);
  for (const whose of ['all', 'days', 10] as const)
    for (const before of [undefined, 2]) await store.closings.list({ merchantId: 1, of: whose }, before, 10);
  await store.exports.charges(1, { from: 0, to: AT + 1 }, undefined, 10);
  await store.exports.refunded(1, [0, AT + 1]);
  await store.exports.entriesOf({ merchantId: 1, shiftOf: null }, 1, 0, 10);
};

const reports: Calls = async (store) => {
  // More parts than one slice goes through, and somebody who left.
  const bounds = Array.from({ length: 100 }, (_, part) => AT - 80 * DAY + part * DAY);
  for (const chatId of [undefined, GROUP])
    for (const userId of [undefined, JUMA]) {
      const scope = { merchantId: 1, chatId, userId };
      await store.reports.sums(scope, bounds, 10);
      await store.reports.open(scope, { from: 0, to: AT + DAY });
      await store.reports.latest(scope, { from: 0, to: AT + DAY }, 0, 10);
    }
};

const customers: Calls = async (store) => {
  const customer = { merchantId: 1, msisdn: phone('0712345676') };
  for (const name of ['Wanjiku', null, 'Wanjiku Njeri'])
    await store.customers.name(customer, name, ASHA, AT, await effectsOf(store, AT));
  const found = await store.customers.find(1, customer.msisdn);
  for (const userId of [undefined, ASHA]) {
    await store.customers.called({ merchantId: 1, userId }, ['wan'], 5);
    await store.customers.list({ merchantId: 1, userId }, 0, 5);
    await store.customers.view(found?.ref ?? '', { merchantId: 1, userId }, 5);
  }
  await store.customers.byRef(found?.ref ?? '');
  await store.phones.toErase(1, customer.msisdn, AT);
};

const collections: Calls = (store) => callCollections(store, { at: AT, userId: ASHA, group: GROUP });

const items: Calls = async (store) => {
  const effects = async () => {
    const left = await effectsOf(store, AT);
    return () => left;
  };
  for (const priceKes of [210, 220])
    await store.items.add(
      1,
      { name: 'Unga 2 kg', priceKes: priceKes as AmountKes },
      ASHA,
      AT,
      await effects(),
    );
  const [unga] = await store.items.of(1);
  if (unga === undefined) throw new Error('there is no item');
  await store.items.remove(1, { name: 'Sugar' }, ASHA, AT, await effects());
  await store.items.remove(1, { ref: unga.ref }, ASHA, AT, await effects());
};

const phones: Calls = async (store) => {
  for (const local of ['0712345676', '0712345699']) {
    await store.phones.block(1, phone(local), false, ASHA, AT, await effectsOf(store, AT));
    await store.phones.block(1, phone(local), true, ASHA, AT, await effectsOf(store, AT));
  }
  const effects = await effectsOf(store, AT);
  await store.phones.erase(1, phone('0712345676'), STORE_KEYS.hash, ASHA, AT, () => effects);
  await store.phones.eraseBefore(AT + 1, AT + DAY, STORE_KEYS.hash);
  await store.phones.forgetLog();
};

const accounts: Calls = async (store) => {
  const { merchants: shops } = store;
  await shops.accounts();
  const own = {
    identities: ['first'],
    sealed: STORE_KEYS.seal(JSON.stringify(ACCOUNT), 'merchant:1'),
  } as const;
  await shops.configureAccount(own, AT);
  await shops.configureAccount({ ...own, identities: ['second'] }, AT);
  for (const username of ['v', ACCOUNT.username])
    await shops.changeAccount(
      2,
      bosmiAccount({ ...ACCOUNT, username }),
      WANJIRU,
      STORE_KEYS,
      AT,
      await effectsOf(store, AT),
    );
  await shops.keyIds();
  await shops.rotateKey(keyringOf([NEW_KEY, OLD_KEY]), AT);
  await shops.forgetKey(STORE_KEYS.currentKeyId, AT);
  await shops.removeAccount(2, AT);
  await shops.unlink(2, GROUP - 1, WANJIRU, AT, await effectsOf(store, AT));
  await shops.announce(1, { end: ASHA }, ASHA, AT, await effectsOf(store, AT));
};

/** Requests links of groups, checks who is an administrator there, and asks the owners about them. */
const groups: Calls = async (store) => {
  const { merchants: shops } = store;
  const later = { merchantId: 1, chatId: GROUP - 8, userId: ASHA, title: null, threadId: null } as const;
  const asks = await effectsOf(store, AT);
  await shops.requestLink({ ...later, commandMessageId: 1, language: 'en' }, () => asks);
  for (const request of await shops.dueLinkRequests(AT, 10, [1])) {
    await shops.linkRequestLater(request, AT);
    await shops.refuseLink(request, [], AT);
  }
  await shops.nextLinkWorkAt();
  await shops.memberChanged(GROUP, ASHA, AT, await effectsOf(store, AT));
  await shops.botMayDeleteNow(GROUP, true, await effectsOf(store, AT));
  await shops.botMayDelete(GROUP);
  const due = await shops.dueChecks({ now: AT, farthest: 2 * AT }, 10, [1]);
  const chat = due.find(({ chatId }) => chatId === GROUP);
  if (chat === undefined) throw new Error('no group is due to be checked');
  await shops.checked(chat, { isAdmin: false, title: 'Duka', botMayDelete: false }, AT, AT);
  await shops.linkedChats(1);
  await shops.announcedChats(1);
  // A charge is open in the group when the shop loses the group.
  const asked = {
    chatId: GROUP,
    chatKind: 'group',
    idempotencyKey: 'message:group:1',
    userId: ASHA,
  } as const;
  const rule = { at: AT, steadyAt: AT, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  const wanted = aCharge({ ...asked, msisdn: phone('0799000001') });
  await store.charges.create(wanted, rule, await effectsOf(store, AT));
  for (const keep of [true, false]) {
    const [question] = await shops.openQuestions(1);
    if (question === undefined) throw new Error('no question is open');
    await shops.question(question.ref);
    const answers = await effectsOf(store, AT);
    await shops.answerQuestion(question.ref, keep, ASHA, AT, () => answers);
    const [kept] = await shops.linkedChats(1);
    if (kept === undefined) return;
    await shops.checked(kept, { isAdmin: true, title: undefined }, AT, AT);
    await shops.checked({ ...kept, linkerIsAdmin: true }, { isAdmin: false, title: undefined }, AT, AT);
  }
};

/** What an owner sets, and a summary from its first day to its end. */
const settings: Calls = async (store) => {
  const { merchantSettings, summaries } = store;
  for (const change of [
    { what: 'receiptLine', value: 'Karibu' },
    { what: 'quietHours', value: { from: 0, to: 60 } },
  ] as const) {
    const effects = await effectsOf(store, AT);
    await merchantSettings.change(1, change, ASHA, AT, () => effects);
  }
  await merchantSettings.of(1);
  for (const [chatId, threadId] of [
    [ASHA, null],
    [GROUP, 5],
  ] as const) {
    const place = { merchantId: 1, chatId, threadId };
    const set = async (period: 'day' | 'week') => {
      const effects = await effectsOf(store, AT);
      const what = { period, minute: 1_200, language: 'en' } as const;
      await summaries.set(place, what, ASHA, AT, () => effects);
    };
    await set('day');
    await set('week');
    await summaries.of(place);
    await summaries.nextDueAt();
    for (const summary of await summaries.due(AT, 1, [])) {
      await summaries.schedule(summary, 1);
      const due = { ...summary, dueAt: 1 };
      const members = await summaries.takings(due, 0, AT + 1);
      await summaries.takings({ ...due, isWholeShop: !due.isWholeShop, chatId: GROUP }, 0, AT + 1);
      const figures = {
        period: 'day',
        firstDay: '1970-01-01',
        lastDay: '1970-01-01',
        from: 0,
        until: AT,
        ...NO_SUMS,
        // Somebody who has left.
        members: [...(members ?? []), { userId: 4_711, ...NO_SUMS }],
        days: [],
        earlier: null,
      } as const;
      await summaries.sum(due, { key: '1970-01-01', nextDueAt: 2 * AT, figures }, AT);
    }
    const [waiting] = await store.outbox.due(AT, 1, []);
    if (waiting === undefined) throw new Error('nothing waits');
    const payload: SummaryChargePayload = { threadId, language: 'en', shop: null, decide: true };
    // Whatever waits, as if it were a summary.
    const told = { ...waiting.row, id: -1, chatId, merchantId: 1, payload };
    await store.outbox.undeliverable(told, 'gone', AT);
    await set('day');
    await set('week');
    for (const period of ['week', undefined] as const) {
      const effects = await effectsOf(store, AT);
      await summaries.end(place, period, ASHA, AT, () => effects);
    }
    await set('day');
  }
};

/** Fills the queues so far that they take turns, and sends more updates than one person may. */
const fullQueues: Calls = async (store) => {
  const crowded = Array.from({ length: FEW + 1 }, (_, n) => n);
  const says = crowded.map((n) => ({ kind: 'message', chatId: 7_000 + n, payload: {} }) as const);
  await store.outbox.add(says, AT);
  await store.outbox.due(AT, 100, []);
  const rule = { at: AT, steadyAt: AT, windowMs: 0, accepted: [], hasOwnReasons: false, velocityLimits: [] };
  for (const n of crowded) {
    const msisdn = phone(`07${String(30_000_000 + n)}`);
    const asked = aCharge({
      idempotencyKey: `crowd ${n}`,
      msisdn,
      userId: 10,
      chatId: 8_000 + n,
      cardMessageId: n,
    });
    await store.charges.create(asked, rule, await effectsOf(store, AT));
  }
  await store.outbox.dueCards(AT, 100, []);
  const saidIn = (chats: number, firstId: number) =>
    crowded.map((n) => ({
      updateId: firstId + n,
      chatId: 9_000 + (n % chats),
      userId: 10,
      isAddressed: true,
      payload: {},
    }));
  await store.inbox.receive(saidIn(10, 20_000), AT);
  await store.inbox.due(AT, 100, []);
  const sayTooMuch = () => ({ kind: 'message', chatId: 10, payload: {} }) as const;
  await store.inbox.receive(saidIn(1, 21_000), AT, { steadyAt: AT, sayTooMuch });
};

const program: Calls = async (store) => {
  // Another shop has linked the supergroup that the group became.
  await linkGroup(store, GROUP, 10, AT);
  await linkGroup(store, GROUP - 2, WANJIRU, AT, 2);
  await store.outbox.chatMoved(GROUP, GROUP - 2, AT);
  await store.program.keepMoment({ steadyAt: AT, wallAt: AT, agreed: true });
  await store.program.lastMoment();
  await store.program.dueAtStart(AT);
  await store.program.catchUp(1_000, AT, { steadyAt: AT, wallAt: AT, agreed: true });
  for (const botId of [1, 2])
    await store.bots.speakAs(botId, { at: AT, steadyAt: AT }, () => ({
      kind: 'message',
      chatId: ASHA,
      payload: {},
    }));
  await store.backlog.figures(AT, AT);
  await store.restoreHold.since();
  await store.restoreHold.resume(0, await effectsOf(store, AT));
  await store.restoreHold.begin(AT);
  await store.restoreHold.end(AT);
  await store.inbox.prune(AT + 2 * DAY);
};

/** Calls every method of a store, so that it runs every statement that it has. */
export async function callEveryMethod(store: Store): Promise<void> {
  const parts = [
    twoShops,
    members,
    merchants,
    charges,
    users,
    settings,
    outbox,
    inbox,
    refunds,
    chargeQueries,
    reports,
    customers,
    collections,
    items,
    phones,
    accounts,
    shifts,
    removals,
    closings,
    fullQueues,
    program,
  ];
  for (const callPart of parts) await callPart(store);
}
