import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import type { Role } from '../../src/domain/roles.ts';
import type { Charge, ChargeMessage, ChargeRequest, ChargeRequestMessage } from '../../src/domain/charge.ts';
import type { Keyring } from '../../src/security/keyring.ts';
import type { QueuedMessage } from '../../src/domain/messages.ts';
import type { UpdateEffects } from '../../src/store/port/update-effects.ts';
import { FIRST_MERCHANT } from '../../src/domain/merchant.ts';
import { openShared } from '../../src/store/engines/sqlite/open-shared.ts';
import { storeOn } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';
import { putMigratedDatabase } from './migrated-database.ts';

/** Registers work for the end of the test. Tests that run concurrently must pass their own. */
export type WhenFinished = (act: () => void | Promise<void>) => void;

/** Makes a folder that is removed when the test ends. */
export function tempFolder(whenFinished: WhenFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-'));
  whenFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Opens a store in a new file, with Asha as an owner. It is closed when the test ends. A commit ends at once, so that a test's clock need not wait
 * for the disk.
 */
export function tempStore(path = join(tempFolder(), 'till.db'), keyring?: Keyring): Store {
  putMigratedDatabase(path);
  const engine = openShared(path);
  const store = storeOn(engine, keyring);
  // A test that closes its store at once does not need the owner.
  void hire(store).catch(() => undefined);
  let open = true;
  const close = (): void => {
    if (open) engine.close();
    open = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

/** Makes Asha, who asks for `aCharge`, an owner of the first merchant. */
export const hire = (store: Pick<Store, 'members'>): Promise<void> => store.members.configureOwners([7], 0);

export const phone = (local: string): Msisdn => `254${local.slice(1)}` as Msisdn;

/** A request for a charge, by Asha in her private chat. `over` replaces fields of the charge or of its message. */
export function aCharge(
  over: Partial<Omit<ChargeRequest, 'message'>> & Partial<ChargeRequestMessage> = {},
): ChargeRequest {
  const {
    chatId = 100,
    chatKind = 'private',
    threadId = null,
    commandMessageId = 1,
    commandWord = null,
    userName = 'Asha',
    language = 'en',
    shop = null,
    cardMessageId,
    ...charge
  } = over;
  return {
    idempotencyKey: 'message:1:1',
    merchantId: FIRST_MERCHANT,
    msisdn: phone('0712345678'),
    amountKes: 500 as AmountKes,
    note: null,
    userId: 7,
    requestedAt: 0,
    ...charge,
    message: {
      chatId,
      chatKind,
      threadId,
      commandMessageId,
      commandWord,
      userName,
      language,
      shop,
      cardMessageId,
    },
  };
}

/** Returns the message of a charge that was asked for in a chat. */
export function chargeMessageOf({ id, message }: Charge): ChargeMessage {
  if (message === null) throw new Error(`charge ${id} was not asked for in a chat`);
  return message;
}

/** It counts on from file to file, far from the ids that tests choose. */
let nextUpdate = 1_000_000;

/** Puts an update into the inbox and returns the effects of its turn. */
export async function effectsOf(
  store: Pick<Store, 'inbox'>,
  at: number,
  over: Partial<UpdateEffects> = {},
): Promise<UpdateEffects> {
  const updateId = nextUpdate++;
  await store.inbox.receive([{ updateId, chatId: 100, payload: {} }], at);
  return { updateId, at, messages: [], draft: { kind: 'keep' }, ...over };
}

/** Makes somebody a member by an invite of another member. */
export async function letIn(
  store: Store,
  userId: number,
  name: string,
  role: Role,
  byUserId: number,
  merchantId = FIRST_MERCHANT,
): Promise<void> {
  const invite = { codeHash: `${name} at ${merchantId}`, merchantId, role, expiresAt: 10 };
  await store.members.invite(invite, { userId: byUserId }, 0, await effectsOf(store, 0));
  const effects = await effectsOf(store, 0);
  await store.members.redeemInvite(invite.codeHash, { userId, name }, 0, () => effects);
}

/** Links a group as `/link` does for an owner who is an administrator of the group. */
export async function linkGroup(
  store: Pick<Store, 'inbox' | 'merchants'>,
  chatId: number,
  userId: number,
  checkAt = Number.MAX_SAFE_INTEGER,
  merchantId = FIRST_MERCHANT,
): Promise<void> {
  const effects = await effectsOf(store, 0);
  const request = { merchantId, chatId, userId, title: null, threadId: null, commandMessageId: null };
  await store.merchants.requestLink({ ...request, language: 'en' }, () => effects);
  for (const due of await store.merchants.dueLinkRequests(0, 100, []))
    if (due.chatId === chatId && due.userId === userId) await store.merchants.link(due, checkAt, 0, () => []);
}

/** Delivers everything in the outbox, due or not, and returns it in the order of delivery. */
export async function deliverAll(store: Pick<Store, 'outbox'>): Promise<QueuedMessage[]> {
  const said: QueuedMessage[] = [];
  for (;;) {
    const due = await store.outbox.due(Number.MAX_SAFE_INTEGER, 100, []);
    if (due.length === 0) return said;
    for (const { row } of due) {
      said.push(row);
      await store.outbox.delivered(row, undefined, 0);
    }
  }
}
