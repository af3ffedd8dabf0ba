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
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/port/store.ts';
import { putMigratedDatabase } from './migrated-database.ts';

/** Hands over what to do when the test ends. Tests that run beside each other must give their own. */
export type WhenFinished = (act: () => void | Promise<void>) => void;

/** A folder of the test's own, gone when it ends. */
export function tempFolder(whenFinished: WhenFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-'));
  whenFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store in a file of its own, closed when the test ends. */
export function tempStore(path = join(tempFolder(), 'till.db'), keyring?: Keyring): Store {
  putMigratedDatabase(path);
  const store = openStore(path, keyring);
  // A test that closes its store at once needs nobody hired.
  void hire(store).catch(() => undefined);
  let open = true;
  const close = (): void => {
    if (open) store.close();
    open = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

/** Makes Asha, whom `aCharge` is by, an owner of the first merchant. */
export const hire = (store: Pick<Store, 'members'>): Promise<void> => store.members.configureOwners([7], 0);

export const phone = (local: string): Msisdn => `254${local.slice(1)}` as Msisdn;

/** A charge that Asha asks for in private, except for what is given: of the charge, or of where it is told. */
export function aCharge(
  over: Partial<Omit<ChargeRequest, 'message'>> & Partial<ChargeRequestMessage> = {},
): ChargeRequest {
  const {
    chatId = 100,
    chatKind = 'private',
    threadId = null,
    commandMessageId = 1,
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
    message: { chatId, chatKind, threadId, commandMessageId, userName, language, shop, cardMessageId },
  };
}

/** Where a charge is told that was asked for in a chat. */
export function homeOf({ id, message }: Charge): ChargeMessage {
  if (message === null) throw new Error(`charge ${id} is told in no chat`);
  return message;
}

let nextUpdate = 1;

/** A effects to an update that is in the inbox. */
export async function effectsOf(
  store: Pick<Store, 'inbox'>,
  at: number,
  over: Partial<UpdateEffects> = {},
): Promise<UpdateEffects> {
  const updateId = nextUpdate++;
  await store.inbox.receive([{ updateId, chatId: 100, payload: {} }], at);
  return { updateId, at, messages: [], draft: { kind: 'keep' }, ...over };
}

/** Lets somebody in by a link that a member gives. */
export async function letIn(
  store: Store,
  userId: number,
  name: string,
  role: Role,
  byUserId: number,
): Promise<void> {
  const invite = { codeHash: name, merchantId: FIRST_MERCHANT, role, expiresAt: 10 };
  await store.members.invite(invite, { userId: byUserId }, 0, await effectsOf(store, 0));
  const effects = await effectsOf(store, 0);
  await store.members.redeem(name, { userId, name }, 0, () => effects);
}

/** Links a group as its owner does with `/link`, whom Telegram knows as an administrator there. */
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

/** Says all that waits, whenever it is due. Returns it in the order in which it was said. */
export async function sayAll(store: Pick<Store, 'outbox'>): Promise<QueuedMessage[]> {
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
