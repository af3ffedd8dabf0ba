import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Applicant } from '../domain/member.ts';
import { first, type Tx } from './engine.ts';
import { actorOf, mayInvite } from './invite-rules.ts';
import { addEvent } from './merchant-events.ts';
import type { Revocation } from './port/invites.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { applicants, drafts } from './schema.ts';
import { applyEffects } from './update-effects.ts';

export async function allApplicants(db: Tx): Promise<Applicant[]> {
  return await db.select().from(applicants).orderBy(asc(applicants.letInAt), asc(applicants.userId));
}

export async function revokeApplicant(
  tx: Tx,
  userId: number,
  by: { readonly userId: number } | 'operator',
  at: number,
  react?: (outcome: Revocation) => UpdateEffects,
): Promise<Revocation> {
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
}

export async function isApplicant(db: Tx, userId: number): Promise<boolean> {
  return (await first(db.select().from(applicants).where(eq(applicants.userId, userId)))) !== undefined;
}
