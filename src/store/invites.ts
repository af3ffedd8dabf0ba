import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import { userIdOf } from '../domain/audit.ts';
import type { Invite } from '../domain/member.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { newInviteRef } from '../security/keyring.ts';
import { allApplicants, isApplicant, revokeApplicant } from './applicants.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { actorOf, isFirstLink, isStillGood, mayInvite } from './invite-rules.ts';
import { ofInvite, ofMerchant, ofOperators, once } from './locks.ts';
import { addEvent } from './merchant-events.ts';
import type { InviteStore, Revocation } from './port/invites.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { redeemOnce } from './redeem-invite.ts';
import { invites } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** How long an ended code is kept, so that who opens it late is told what it was. */
const KEEP_CODES_MS = 30 * 24 * 3_600_000;

/** How people are let in: by one-time codes, of which only the hash is kept. */
export function inviteStore(engine: Engine): InviteStore {
  return {
    invite: (invite, ...args) =>
      engine.write((tx) => addInvite(tx, invite, ...args), ofMerchant(invite.merchantId ?? FIRST_MERCHANT)),
    offerOwnership: (...args) => engine.write((tx) => offerOwnership(tx, ...args), ofOperators()),
    makerOf: (...args) => engine.read((db) => makerOf(db, ...args)),
    redeemInvite: (codeHash, ...args) =>
      engine.write((tx) => redeemOnce(tx, codeHash, ...args), once(ofInvite({ codeHash }))),
    openInvites: (...args) => engine.read((db) => openInvites(db, ...args)),
    revokeInvite: (ref, ...args) =>
      engine.write((tx) => revokeInvite(tx, ref, ...args), once(ofInvite({ ref }))),
    applicants: () => engine.read((db) => allApplicants(db)),
    revokeApplicant: (...args) => engine.write((tx) => revokeApplicant(tx, ...args), once(ofOperators())),
    isApplicant: (...args) => engine.read((db) => isApplicant(db, ...args)),
  };
}

async function addInvite(
  tx: Tx,
  invite: Pick<Invite, 'codeHash' | 'merchantId' | 'role' | 'expiresAt'> & { readonly ref?: string },
  by: { readonly userId: number } | 'operator',
  at: number,
  effects?: UpdateEffects,
): Promise<boolean> {
  if (by !== 'operator' && !(await mayInvite(tx, by.userId, invite))) return false;
  if (effects !== undefined && !(await applyEffects(tx, effects))) return false;
  const createdBy = actorOf(by);
  await tx.delete(invites).where(lt(invites.expiresAt, at - KEEP_CODES_MS));
  await tx.insert(invites).values({ ref: newInviteRef(), ...invite, createdBy, createdAt: at });
  await addEvent(tx, invite.merchantId, at, createdBy, 'invited', { role: invite.role ?? 'merchant' });
  return true;
}

async function offerOwnership(tx: Tx, codeHash: string, at: number, expiresAt: number): Promise<void> {
  await tx.delete(invites).where(isFirstLink);
  const offer = { codeHash, merchantId: FIRST_MERCHANT, role: 'owner', createdBy: 'tillbot' } as const;
  await tx.insert(invites).values({ ...offer, ref: newInviteRef(), createdAt: at, expiresAt });
}

async function makerOf(db: Tx, codeHash: string): Promise<number | undefined> {
  const invite = await first(db.select().from(invites).where(eq(invites.codeHash, codeHash)));
  return userIdOf(invite?.createdBy ?? null);
}

async function openInvites(db: Tx, merchantId: number | null | undefined, at: number): Promise<Invite[]> {
  const which =
    merchantId === undefined
      ? undefined
      : merchantId === null
        ? isNull(invites.merchantId)
        : eq(invites.merchantId, merchantId);
  const open = await db
    .select()
    .from(invites)
    .where(and(isOpen, gt(invites.expiresAt, at), which))
    .orderBy(asc(invites.createdAt), asc(invites.ref));
  const good: Invite[] = [];
  for (const invite of open) if (await isStillGood(db, invite)) good.push(invite);
  return good;
}

async function revokeInvite(
  tx: Tx,
  ref: string,
  by: { readonly userId: number } | 'operator',
  at: number,
  react?: (outcome: Revocation) => UpdateEffects,
): Promise<Revocation> {
  const invite = await first(tx.select().from(invites).where(eq(invites.ref, ref)));
  const outcome = await revocationOf(tx, invite, by, at);
  if (react !== undefined && !(await applyEffects(tx, react(outcome)))) return outcome;
  if (outcome !== 'revoked' || invite === undefined) return outcome;
  await tx.update(invites).set({ revokedAt: at }).where(eq(invites.ref, ref));
  await addEvent(tx, invite.merchantId, at, actorOf(by), 'invite-revoked', { by: invite.createdBy });
  return outcome;
}

/** Nobody has used it, and nobody has taken it back. */
const isOpen = and(isNull(invites.usedAt), isNull(invites.revokedAt));

async function revocationOf(
  tx: Tx,
  invite: Invite | undefined,
  by: { readonly userId: number } | 'operator',
  at: number,
): Promise<Revocation> {
  if (invite === undefined) return by === 'operator' ? 'gone' : 'not-yours';
  if (by !== 'operator' && !(await mayInvite(tx, by.userId, invite))) return 'not-yours';
  const isOver = invite.usedAt !== null || invite.revokedAt !== null || at >= invite.expiresAt;
  return isOver ? 'gone' : 'revoked';
}
