import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/port/store.ts';
import type { AnswerOutcome } from '../../src/store/port/chat-questions.ts';
import type { News, NewsPayload } from '../../src/domain/news.ts';
import type { LinkRequest } from '../../src/domain/merchant-chats.ts';
import { keyring, newSecretKey } from '../../src/security/keyring.ts';
import { connectShop } from '../support/connected.ts';
import { aCharge, linkGroup, effectsOf, tempFolder, tempStore } from '../support/store.ts';

/** What the step that brought who set up what does to rows of before. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const TRAIL_STEP = readdirSync(MIGRATIONS)
  .filter((name) => name.endsWith('_people.sql'))
  .flatMap((name) => readFileSync(join(MIGRATIONS, name), 'utf8').split('--> statement-breakpoint'))
  .filter((statement) => /^\s*(?:--.*\n)?UPDATE/.test(statement));
const T0 = 1_000_000;
const YEAR = 365 * 86_400_000;
const [ASHA, JUMA, OTIENO] = [7, 8, 9];
const GROUP = -5;
const KEYS = keyring([newSecretKey()]);
const ACCOUNT = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'a@b.example' };

/** A shop with two owners who may be removed, Juma and Otieno, and Asha of the settings. */
async function shopWithOwners(store: Store): Promise<void> {
  await store.members.configureOwners([ASHA], 0);
  for (const userId of [JUMA, OTIENO]) await letIn(store, userId, 'owner');
}
async function letIn(store: Store, userId: number, role: 'owner' | 'cashier'): Promise<void> {
  const codeHash = `code of ${userId}`;
  const invite = { codeHash, merchantId: 1, role, expiresAt: T0 + YEAR };
  await store.members.invite(invite, { userId: ASHA }, T0, await effectsOf(store, T0));
  const effects = await effectsOf(store, T0);
  await store.members.redeem(codeHash, { userId, name: `P${userId}` }, T0, () => effects);
}
async function announce(store: Store, chatId: number, userId: number, threadId: number | null = null) {
  const place = { chatId, threadId, language: 'sw' } as const;
  await store.merchants.announce(1, place, userId, T0, await effectsOf(store, T0));
}
async function remove(store: Store, userId: number, by = ASHA): Promise<void> {
  const effects = await effectsOf(store, T0);
  await store.members.remove(1, userId, by, T0, () => effects);
}
async function answer(
  store: Store,
  ref: string,
  keep: boolean,
  userId: number,
  at = T0,
): Promise<AnswerOutcome> {
  const effects = await effectsOf(store, at);
  return await store.merchants.answerQuestion(ref, keep, userId, at, () => effects);
}
/** What people hear of, by whom. */
async function newsIn(store: Store): Promise<readonly (readonly [number, News])[]> {
  const rows = await allDue(store);
  return rows.flatMap(({ row }) => {
    const payload = row.payload as NewsPayload | null;
    return payload !== null && 'news' in payload ? [[row.chatId, payload.news] as const] : [];
  });
}
/** Everything that waits, not only the first of each chat. */
async function allDue(store: Store) {
  const all = [];
  for (;;) {
    const due = await store.outbox.due(T0, 100, []);
    if (due.length === 0) return all;
    for (const message of due) {
      all.push(message);
      await store.outbox.delivered(message.row, undefined, T0);
    }
  }
}
const refOf = (news: News | undefined): string => (news !== undefined && 'ref' in news ? news.ref : 'none');
const openRef = async (store: Store): Promise<string> =>
  (await store.merchants.openQuestions(1))[0]?.ref ?? 'none';

describe('what somebody set up who leaves the shop', () => {
  test('ends with their leaving, and every remaining owner is asked whether to keep it', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await announce(store, GROUP, JUMA, 12);
    await announce(store, JUMA, JUMA);
    await linkGroup(store, -6, OTIENO);
    await remove(store, JUMA);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    expect(await store.merchants.announcedChats(1)).toEqual([]);
    expect(await store.merchants.ofChat(-6)).toBe(1);
    const ended = { kind: 'chat-ended', person: 'P8', title: null, isLinked: true, isAnnounced: true };
    expect(await newsIn(store)).toEqual(
      [ASHA, OTIENO].map((userId) => [userId, { ...ended, ref: expect.any(String) }]),
    );
  });

  test('is kept as it was by the first owner who says so, however late', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await announce(store, GROUP, JUMA, 12);
    await remove(store, JUMA);
    const ref = await openRef(store);
    expect(await answer(store, ref, true, JUMA)).toBe('not-yours');
    expect(await answer(store, ref, true, OTIENO, T0 + YEAR)).toBe('kept');
    expect(await answer(store, ref, false, ASHA, T0 + YEAR)).toBe('settled');
    expect(await store.merchants.linkedChats(1)).toMatchObject([{ chatId: GROUP, linkedBy: OTIENO }]);
    expect(await store.merchants.announcedChats(1)).toEqual([GROUP]);
    // It is Otieno's now, and ends with him.
    await remove(store, OTIENO);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
  });

  test('stays ended when an owner says so, or when another shop has linked the group since', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    const second = await connectShop(
      store,
      KEYS,
      { name: 'Two', account: ACCOUNT },
      { userId: 20, name: 'W' },
    );
    for (const chatId of [GROUP, -6]) await linkGroup(store, chatId, JUMA);
    await remove(store, JUMA);
    const [first, other] = await store.merchants.openQuestions(1);
    await linkGroup(store, first!.chatId, 20, T0, second);
    expect(await answer(store, first!.ref, true, ASHA)).toBe('anothers');
    expect(await store.merchants.ofChat(first!.chatId)).toBe(second);
    expect(await answer(store, other!.ref, false, ASHA)).toBe('ended');
    expect(await answer(store, other!.ref, true, ASHA)).toBe('settled');
    expect(await store.merchants.ofChat(other!.chatId)).toBeUndefined();
  });

  test('is nothing that a cashier has, and nobody else’s', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await letIn(store, 30, 'cashier');
    await linkGroup(store, GROUP, ASHA);
    await remove(store, 30);
    expect(await store.merchants.ofChat(GROUP)).toBe(1);
    expect(await store.merchants.openQuestions(1)).toEqual([]);
  });

  test('may be what nobody knows who set up: it ends with any owner, and is asked about', async () => {
    const path = join(tempFolder(), 'till.db');
    const store = tempStore(path);
    await shopWithOwners(store);
    await letIn(store, 30, 'cashier');
    await linkGroup(store, GROUP, ASHA);
    await announce(store, GROUP, ASHA);
    const sqlite = new Database(path);
    sqlite.exec('UPDATE chats SET linked_by = NULL; UPDATE announcements SET set_by = NULL');
    sqlite.close();
    await remove(store, 30);
    expect(await store.merchants.ofChat(GROUP)).toBe(1);
    await remove(store, JUMA);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    expect((await newsIn(store))[0]).toMatchObject([ASHA, { kind: 'chat-ended', person: null }]);
  });

  test('ends when they are taken out of the settings, and whoever takes their place is asked', async () => {
    const store = tempStore();
    await store.members.configureOwners([ASHA], 0);
    await linkGroup(store, GROUP, ASHA);
    await store.members.configureOwners([JUMA], T0);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    const [[told, news] = []] = await newsIn(store);
    expect(told).toBe(JUMA);
    expect(await answer(store, refOf(news), true, JUMA)).toBe('kept');
  });

  test('goes on where only what they announced there ends, and can be kept', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, OTIENO);
    await announce(store, GROUP, JUMA);
    await remove(store, JUMA);
    expect(await store.merchants.ofChat(GROUP)).toBe(1);
    expect(await store.merchants.announcedChats(1)).toEqual([]);
    expect((await newsIn(store))[0]?.[1]).toMatchObject({ isLinked: false, isAnnounced: true });
    expect(await answer(store, await openRef(store), true, ASHA)).toBe('kept');
    expect(await store.merchants.announcedChats(1)).toEqual([GROUP]);
    expect(await store.merchants.linkedChats(1)).toMatchObject([{ linkedBy: OTIENO }]);
  });

  test('hears nothing more of what waits: announcements are dropped, notices go to who works there', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await announce(store, -6, JUMA);
    await announce(store, JUMA, JUMA);
    const asked = { chatId: GROUP, chatKind: 'group', userId: ASHA } as const;
    await paid(store, asked);
    const before = (await store.outbox.due(T0, 100, [])).map(({ row }) => row.chatId);
    expect(before.toSorted()).toEqual([GROUP, -6, JUMA].toSorted());
    await remove(store, JUMA);
    const after = (await allDue(store)).filter(({ row }) => row.kind !== 'message');
    expect(after.map(({ row }) => [row.chatId, row.kind])).toEqual([[ASHA, 'notice']]);
    expect((await store.chargeQueries.byId(1))?.message?.cardDueAt).toBeNull();
  });
});

/** A charge that is paid: its notice, and what is announced of it. */
async function paid(store: Store, over: Parameters<typeof aCharge>[0]): Promise<void> {
  const rule = {
    at: T0,
    steadyAt: T0,
    windowMs: 0,
    accepted: [],
    held: false,
    velocityLimits: [],
    erasedAs: [],
  };
  await store.charges.create(aCharge(over), rule, await effectsOf(store, T0));
  const move = { chargeId: 1, at: T0, actor: 'gateway', detail: {}, cardDueAt: T0 } as const;
  await store.charges.move({ ...move, from: 'created', to: 'pushing' });
  await store.charges.move({ ...move, from: 'pushing', to: 'pending', set: { transactionId: 'T1' } });
  await store.charges.move({
    ...move,
    from: 'pending',
    to: 'paid',
    set: { receipt: 'UKO4H7XK2P', paidAt: T0 },
    notice: 'paid',
  });
}

describe('a request to link a group', () => {
  const request = {
    merchantId: 1,
    chatId: GROUP,
    userId: ASHA,
    title: 'G',
    threadId: null,
    language: 'en',
  } as const;
  const asked = async (store: Store, over: Partial<LinkRequest> = {}) => {
    const effects = await effectsOf(store, T0);
    return await store.merchants.requestLink({ ...request, commandMessageId: 1, ...over }, () => effects);
  };
  const due = async (store: Store): Promise<LinkRequest> =>
    (await store.merchants.dueLinkRequests(T0, 10, []))[0]!;
  const link = (store: Store, of: LinkRequest) => store.merchants.link(of, T0, T0, () => []);

  test('links nothing until Telegram has said that the person is an administrator, and then once', async () => {
    const store = tempStore();
    const effects = await effectsOf(store, T0);
    for (let times = 0; times < 2; times += 1)
      await store.merchants.requestLink({ ...request, commandMessageId: 1 }, () => effects);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    const found = await due(store);
    expect(await link(store, found)).toBe('linked');
    expect(await link(store, found)).toBeUndefined();
    expect(await store.merchants.dueLinkRequests(T0, 10, [])).toEqual([]);
    expect(await store.merchants.linkedChats(1)).toMatchObject([
      { chatId: GROUP, linkedBy: ASHA, title: 'G', linkerIsAdmin: true },
    ]);
    expect(await asked(store)).toBe('already');
  });

  test('is judged by what is so when Telegram has answered', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    const second = await connectShop(
      store,
      KEYS,
      { name: 'Two', account: ACCOUNT },
      { userId: 20, name: 'W' },
    );
    await asked(store, { userId: JUMA });
    const ofJuma = await due(store);
    await remove(store, JUMA);
    expect(await link(store, ofJuma)).toBe('not-yours');
    await asked(store, { userId: OTIENO });
    const ofOtieno = await due(store);
    await linkGroup(store, GROUP, 20, T0, second);
    expect(await link(store, ofOtieno)).toBe('anothers');
    expect(await store.merchants.ofChat(GROUP)).toBe(second);
    expect(await asked(store)).toBe('anothers');
    expect(await asked(store, { userId: 666, chatId: -7 })).toBe('not-yours');
  });

  test('that is made again meanwhile is the one that counts', async () => {
    const store = tempStore();
    await asked(store);
    const first = await due(store);
    await asked(store, { commandMessageId: 2 });
    await store.merchants.refuseLink(first, [], T0);
    expect(await due(store)).toMatchObject({ commandMessageId: 2 });
  });

  test('moves with its group', async () => {
    const store = tempStore();
    await asked(store);
    const found = await due(store);
    await store.outbox.chatMoved(GROUP, -1005, T0);
    expect(await due(store)).toMatchObject({ chatId: -1005 });
    // What Telegram said was of the old one: it is asked again.
    expect(await link(store, found)).toBeUndefined();
  });
});

describe('whoever linked a group', () => {
  const checked = async (store: Store, isAdmin: boolean | undefined, title?: string) => {
    const [chat] = await store.merchants.linkedChats(1);
    await store.merchants.checked(chat!, { isAdmin, title }, T0 + 1, T0);
  };

  test('and is no administrator any more is asked about once, of every owner; the group stays linked meanwhile', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await checked(store, true, 'Mama Duka');
    await checked(store, undefined);
    expect(await newsIn(store)).toEqual([]);
    await checked(store, false);
    await checked(store, false);
    const said = await newsIn(store);
    expect(said.map(([userId]) => userId)).toEqual([ASHA, JUMA, OTIENO]);
    expect(said[0]?.[1]).toMatchObject({ kind: 'no-admin', title: 'Mama Duka', person: 'P8' });
    expect(await store.merchants.ofChat(GROUP)).toBe(1);
    expect(await answer(store, await openRef(store), true, OTIENO)).toBe('kept');
    expect(await store.merchants.linkedChats(1)).toMatchObject([{ linkedBy: OTIENO, linkerIsAdmin: false }]);
    // He knows what he keeps: it is not said to him that he is none.
    await checked(store, false);
    expect(await newsIn(store)).toEqual([]);
    await checked(store, true);
    await checked(store, false);
    expect(await store.merchants.openQuestions(1)).toHaveLength(1);
  });

  test('is asked about with an end to it; an answer that comes when another has linked it ends nothing', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await checked(store, false);
    const ref = await openRef(store);
    const effects = await effectsOf(store, T0);
    await store.merchants.unlink(1, GROUP, ASHA, T0, effects);
    expect(await answer(store, ref, false, ASHA)).toBe('settled');
    await linkGroup(store, GROUP, ASHA);
    expect(await answer(store, ref, false, ASHA)).toBe('settled');
    expect(await store.merchants.ofChat(GROUP)).toBe(1);
    await checked(store, false);
    expect(await answer(store, await openRef(store), false, OTIENO)).toBe('ended');
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
  });

  test('and leaves it while Telegram is being asked is asked about again', async () => {
    const store = tempStore();
    await linkGroup(store, GROUP, ASHA, 500);
    const [chat] = await store.merchants.dueChecks({ now: T0, farthest: T0 * 2 }, 10, []);
    await store.merchants.memberChanged(GROUP, ASHA, T0, await effectsOf(store, T0));
    await store.merchants.checked(chat!, { isAdmin: true, title: undefined }, T0 + 100, T0);
    expect(await store.merchants.dueChecks({ now: T0, farthest: T0 * 2 }, 10, [])).toHaveLength(1);
    expect(await store.merchants.memberChanged(GROUP, 666, T0, await effectsOf(store, T0))).toBe(false);
  });

  test('is asked about though a wrong clock has put that off for years', async () => {
    const store = tempStore();
    await linkGroup(store, GROUP, ASHA, T0 + YEAR);
    expect(await store.merchants.dueChecks({ now: T0, farthest: T0 + 1_000 }, 10, [])).toHaveLength(1);
    expect(await store.merchants.dueChecks({ now: T0, farthest: T0 + YEAR }, 10, [])).toEqual([]);
  });

  test('and left the shop before that was looked at has the link end now', async () => {
    const path = join(tempFolder(), 'till.db');
    const store = tempStore(path);
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await linkGroup(store, -6, ASHA);
    await announce(store, -6, JUMA);
    const sqlite = new Database(path);
    sqlite.exec(`DELETE FROM members WHERE user_id = ${JUMA}`);
    sqlite.close();
    for (const chat of await store.merchants.linkedChats(1))
      await store.merchants.checked(chat, { isAdmin: true, title: undefined }, T0, T0);
    expect((await store.merchants.linkedChats(1)).map(({ chatId }) => chatId)).toEqual([-6]);
    expect(await store.merchants.announcedChats(1)).toEqual([]);
    expect(await store.merchants.openQuestions(1)).toHaveLength(2);
  });
});

describe('the link of a group that became a supergroup', () => {
  test('moves with it, and wins over one that another shop has made there meanwhile, which hears of it', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    const second = await connectShop(
      store,
      KEYS,
      { name: 'Two', account: ACCOUNT },
      { userId: 20, name: 'W' },
    );
    await linkGroup(store, GROUP, ASHA);
    await linkGroup(store, -1005, 20, T0, second);
    const place = { chatId: -1005, threadId: null, language: 'en' } as const;
    await store.merchants.announce(second, place, 20, T0, await effectsOf(store, T0));
    await announce(store, GROUP, ASHA);
    for (let times = 0; times < 2; times += 1) await store.outbox.chatMoved(GROUP, -1005, T0);
    expect(await store.merchants.ofChat(-1005)).toBe(1);
    expect(await store.merchants.ofChat(GROUP)).toBeUndefined();
    expect(await store.merchants.announcedChats(second)).toEqual([]);
    expect(await store.merchants.announcedChats(1)).toEqual([-1005]);
    expect((await newsIn(store)).filter(([userId]) => userId === 20)).toEqual([
      [20, { kind: 'chat-lost', title: null }],
    ]);
  });

  test('is the one that was, where the same shop has linked both', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await linkGroup(store, -1005, OTIENO);
    await store.outbox.chatMoved(GROUP, -1005, T0);
    expect(await store.merchants.linkedChats(1)).toMatchObject([{ chatId: -1005, linkedBy: JUMA }]);
    expect(await newsIn(store)).toEqual([]);
  });

  test('takes the questions about it along', async () => {
    const store = tempStore();
    await shopWithOwners(store);
    await linkGroup(store, GROUP, JUMA);
    await remove(store, JUMA);
    await store.outbox.chatMoved(GROUP, -1005, T0);
    expect(await answer(store, await openRef(store), true, ASHA)).toBe('kept');
    expect(await store.merchants.ofChat(-1005)).toBe(1);
  });
});

test('who linked and who announced before that was kept is found in the audit trail by the upgrade', async () => {
  const path = join(tempFolder(), 'till.db');
  const store = tempStore(path);
  await store.members.configureOwners([ASHA, JUMA], 0);
  await linkGroup(store, GROUP, JUMA);
  await announce(store, GROUP, ASHA);
  await announce(store, JUMA, JUMA);
  const sqlite = new Database(path);
  sqlite.exec(
    'UPDATE chats SET linked_by = NULL, linker_is_admin = 0; UPDATE announcements SET set_by = NULL',
  );
  for (const statement of TRAIL_STEP) sqlite.exec(statement);
  expect(sqlite.prepare('SELECT linked_by, linker_is_admin, check_due_at FROM chats').raw().all()).toEqual([
    [JUMA, 1, 0],
  ]);
  expect(sqlite.prepare('SELECT chat_id, set_by FROM announcements ORDER BY 1').raw().all()).toEqual([
    [GROUP, ASHA],
    [JUMA, JUMA],
  ]);
  sqlite.close();
});
