import type { Applicant } from '../domain/member.ts';
import type { DeadCode } from './port/invites.ts';
import { HandledBefore, type InviteStore } from './port/invites.ts';
import type { LiveRedemption } from './port/invites.ts';
import type { Person } from './port/invites.ts';
import type { Redemption } from './port/invites.ts';
import type { Revocation } from './port/invites.ts';
import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import { userIdOf, type Actor } from '../domain/audit.ts';
import { newInviteRef } from '../security/keyring.ts';
import { isAtLeast, mayAppoint } from '../domain/roles.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { addEvent } from './merchant-events.ts';
import { tellOperators } from './news.ts';
import { applyEffects } from './update-effects.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { memberAt } from './membership-queries.ts';
import { applicants, drafts, invites, members, merchants } from './schema.ts';
import type { Invite } from '../domain/member.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';

/** How long an ended code is kept, so that who opens it late is told what it was. */
const KEEP_CODES_MS = 30 * 24 * 3_600_000;

/** How people are let in: by one-time codes, of which only the hash is kept. */
export function inviteStore(engine: Engine): InviteStore {
  return {
    async invite(
      invite: Pick<Invite, 'codeHash' | 'merchantId' | 'role' | 'expiresAt'> & { readonly ref?: string },
      by: { readonly userId: number } | 'operator',
      at: number,
      effects?: UpdateEffects,
    ): Promise<boolean> {
      return await engine.write(async (tx) => {
        if (by !== 'operator' && !(await mayInvite(tx, by.userId, invite))) return false;
        if (effects !== undefined && !(await applyEffects(tx, effects))) return false;
        const createdBy = actorOf(by);
        await tx.delete(invites).where(lt(invites.expiresAt, at - KEEP_CODES_MS));
        await tx.insert(invites).values({ ref: newInviteRef(), ...invite, createdBy, createdAt: at });
        await addEvent(tx, invite.merchantId, at, createdBy, 'invited', { role: invite.role ?? 'merchant' });
        return true;
      });
    },

    async offerOwnership(codeHash: string, at: number, expiresAt: number): Promise<void> {
      await engine.write(async (tx) => {
        await tx.delete(invites).where(isFirstLink);
        const offer = { codeHash, merchantId: FIRST_MERCHANT, role: 'owner', createdBy: 'tillbot' } as const;
        await tx.insert(invites).values({ ...offer, ref: newInviteRef(), createdAt: at, expiresAt });
      });
    },

    async makerOf(codeHash: string): Promise<number | undefined> {
      return await engine.read(async (db) => {
        const invite = await first(db.select().from(invites).where(eq(invites.codeHash, codeHash)));
        return userIdOf(invite?.createdBy ?? null);
      });
    },

    async redeem(
      codeHash: string,
      person: Person,
      at: number,
      react: (redemption: LiveRedemption) => UpdateEffects,
    ): Promise<Redemption> {
      return await engine.write(async (tx) => {
        const redemption = await redeem(tx, codeHash, person, at);
        if (isDead(redemption)) return redemption;
        // Handled before: what it says now was said then.
        if (!(await applyEffects(tx, react(redemption)))) throw new HandledBefore();
        return redemption;
      });
    },

    async openInvites(merchantId: number | null | undefined, at: number): Promise<Invite[]> {
      return await engine.read(async (db) => {
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
      });
    },

    async revokeInvite(
      ref: string,
      by: { readonly userId: number } | 'operator',
      at: number,
      react?: (outcome: Revocation) => UpdateEffects,
    ): Promise<Revocation> {
      return await engine.write(async (tx) => {
        const invite = await first(tx.select().from(invites).where(eq(invites.ref, ref)));
        const outcome = await revocationOf(tx, invite, by, at);
        if (react !== undefined && !(await applyEffects(tx, react(outcome)))) return outcome;
        if (outcome !== 'revoked' || invite === undefined) return outcome;
        await tx.update(invites).set({ revokedAt: at }).where(eq(invites.ref, ref));
        await addEvent(tx, invite.merchantId, at, actorOf(by), 'invite-revoked', { by: invite.createdBy });
        return outcome;
      });
    },

    async applicants(): Promise<Applicant[]> {
      return await engine.read(async (db) => {
        return await db.select().from(applicants).orderBy(asc(applicants.letInAt), asc(applicants.userId));
      });
    },

    async revokeApplicant(
      userId: number,
      by: { readonly userId: number } | 'operator',
      at: number,
      react?: (outcome: Revocation) => UpdateEffects,
    ): Promise<Revocation> {
      return await engine.write(async (tx) => {
        const isIt = eq(applicants.userId, userId);
        const isThere = (await first(tx.select().from(applicants).where(isIt))) !== undefined;
        const may = by === 'operator' || (await mayInvite(tx, by.userId, { merchantId: null, role: null }));
        const outcome: Revocation = !may ? 'not-yours' : isThere ? 'revoked' : 'gone';
        if (react !== undefined && !(await applyEffects(tx, react(outcome)))) return outcome;
        if (outcome !== 'revoked') return outcome;
        await tx.delete(applicants).where(isIt);
        // What they had begun to connect; a private chat has its person's id.
        await tx
          .delete(drafts)
          .where(and(eq(drafts.chatId, userId), eq(drafts.userId, userId), isNull(drafts.merchantId)));
        await addEvent(tx, null, at, actorOf(by), 'let-in-revoked', { userId });
        return outcome;
      });
    },

    async isApplicant(userId: number): Promise<boolean> {
      return await engine.read(async (db) => {
        return (await first(db.select().from(applicants).where(eq(applicants.userId, userId)))) !== undefined;
      });
    },
  };
}

/** The code of the first start, which has let nobody in yet. */
export const isFirstLink = and(eq(invites.createdBy, 'tillbot'), isNull(invites.usedAt));

/** Nobody has used it, and nobody has taken it back. */
const isOpen = and(isNull(invites.usedAt), isNull(invites.revokedAt));

/** Whether whoever made it may still let in such people. */
async function isStillGood(tx: Tx, invite: Invite): Promise<boolean> {
  const maker = userIdOf(invite.createdBy);
  return maker === undefined || (await mayInvite(tx, maker, invite));
}

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

const isDead = (redemption: Redemption): redemption is DeadCode =>
  redemption.kind === 'used' || redemption.kind === 'expired' || redemption.kind === 'unknown';

const actorOf = (by: { readonly userId: number } | 'operator'): Actor =>
  by === 'operator' ? 'operator' : `user:${by.userId}`;

/** Shops are let in by those who run this bot: the first merchant's owners. */
async function mayInvite(
  tx: Tx,
  userId: number,
  { merchantId, role }: Pick<Invite, 'merchantId' | 'role'>,
): Promise<boolean> {
  const member = await memberAt(tx, merchantId ?? FIRST_MERCHANT, userId);
  if (member === undefined) return false;
  return role === null ? member.role === 'owner' : mayAppoint(member.role, role);
}

async function redeem(tx: Tx, codeHash: string, person: Person, at: number): Promise<Redemption> {
  const invite = await first(tx.select().from(invites).where(eq(invites.codeHash, codeHash)));
  if (invite === undefined) return { kind: 'unknown' };
  if (invite.usedAt !== null) return { kind: 'used' };
  if (invite.revokedAt !== null || at >= invite.expiresAt) return { kind: 'expired' };
  // Who was removed may have links out there.
  if (!(await isStillGood(tx, invite))) return { kind: 'expired' };

  const { merchantId, role } = invite;
  const before = merchantId === null ? undefined : await memberAt(tx, merchantId, person.userId);
  if (before !== undefined && role !== null && isAtLeast(before.role, role))
    return { kind: 'no-need', role: before.role };
  await tx.update(invites).set({ usedAt: at, usedBy: person.userId }).where(eq(invites.codeHash, codeHash));
  const actor: Actor = `user:${person.userId}`;
  if (merchantId === null || role === null) {
    await tx
      .insert(applicants)
      .values({ ...person, letInAt: at, invitedBy: invite.createdBy })
      .onConflictDoNothing();
    await addEvent(tx, null, at, actor, 'let-in', { by: invite.createdBy });
    await tellOperators(tx, userIdOf(invite.createdBy), { kind: 'let-in', ...person }, at);
    return { kind: 'let-in' };
  }
  const values = {
    role,
    name: person.name,
    origin: invite.createdBy === 'tillbot' ? 'first-link' : 'invite',
  } as const;
  await tx
    .insert(members)
    .values({ merchantId, userId: person.userId, addedAt: at, ...values })
    .onConflictDoUpdate({ target: [members.merchantId, members.userId], set: values });
  await addEvent(tx, merchantId, at, actor, 'joined', { role, by: invite.createdBy });
  const merchant = await first(tx.select().from(merchants).where(eq(merchants.id, merchantId)));
  if (merchant === undefined) throw new Error(`no merchant ${merchantId}`);
  return { kind: 'joined', merchantId, merchantName: merchant.name, merchantRef: merchant.ref, role };
}
