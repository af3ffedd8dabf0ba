import { eq } from 'drizzle-orm';
import { userIdOf, type Actor } from '../domain/audit.ts';
import { isAtLeast } from '../domain/roles.ts';
import { first, type Tx } from './engine.ts';
import { isStillGood } from './invite-rules.ts';
import { memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import { tellOperators } from './news.ts';
import {
  type DeadCode,
  HandledBefore,
  type LiveRedemption,
  type Person,
  type Redemption,
} from './port/invites.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applicants, invites, members, merchants } from './schema.ts';
import { applyEffects } from './update-effects.ts';

export async function redeemOnce(
  tx: Tx,
  codeHash: string,
  person: Person,
  at: number,
  react: (redemption: LiveRedemption) => UpdateEffects,
): Promise<Redemption> {
  const redemption = await redeemInvite(tx, codeHash, person, at);
  if (isDead(redemption)) return redemption;
  // Handled before: what it says now was said then.
  if (!(await applyEffects(tx, react(redemption)))) throw new HandledBefore();
  return redemption;
}

const isDead = (redemption: Redemption): redemption is DeadCode =>
  redemption.kind === 'used' || redemption.kind === 'expired' || redemption.kind === 'unknown';

async function redeemInvite(tx: Tx, codeHash: string, person: Person, at: number): Promise<Redemption> {
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
