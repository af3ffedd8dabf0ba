import { and, asc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import type { Actor } from '../domain/audit.ts';
import type { Member } from '../domain/member.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { mayAppoint } from '../domain/roles.ts';
import { endChatsOf } from './departures.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { isFirstLink } from './invite-rules.ts';
import { inviteStore } from './invites.ts';
import { NO_LOCKS, ofLeaving, ofMerchant, once } from './locks.ts';
import { memberAt, ownersOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { Members, Membership, Removal } from './port/members.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { preparedOnce, USER } from './prepared.ts';
import { chosenShops, drafts, invites, members, merchants } from './schema.ts';
import { abandonCards, moveNotices } from './unlinking.ts';
import { applyEffects } from './update-effects.ts';

export function memberStore(engine: Engine): Members {
  return {
    of: (...args) => engine.read((db) => membershipsOf(db, ...args)),
    async find(merchantId: number, userId: number): Promise<Member | undefined> {
      return await engine.read(async (db) => {
        return memberAt(db, merchantId, userId);
      });
    },

    staff: (...args) => engine.read((db) => staffOf(db, ...args)),
    async owners(merchantId: number): Promise<Member[]> {
      return await engine.read(async (db) => {
        return ownersOf(db, merchantId);
      });
    },

    chosen: (...args) => engine.read((db) => chosenBy(db, ...args)),
    async choose(userId: number, merchantId: number): Promise<void> {
      await engine.write(
        async (tx) =>
          await tx
            .insert(chosenShops)
            .values({ userId, merchantId })
            .onConflictDoUpdate({ target: chosenShops.userId, set: { merchantId } }),
        NO_LOCKS,
      );
    },

    configureOwners: (...args) => engine.write((tx) => configureOwners(tx, ...args)),
    tellSuspension: (merchantId, ...args) =>
      engine.write((tx) => tellSuspension(tx, merchantId, ...args), once(ofMerchant(merchantId))),
    async rename(userId: number, name: string): Promise<void> {
      const isOutdated = await engine.read(async (tx) => first(otherNames(tx).execute({ userId, name })));
      if (isOutdated === undefined) return;
      const outdated = and(eq(members.userId, userId), ne(members.name, name));
      await engine.write(async (tx) => await tx.update(members).set({ name }).where(outdated), NO_LOCKS);
    },

    remove: (merchantId, ...args) =>
      engine.write((tx) => removeMember(tx, merchantId, ...args), once(ofLeaving(merchantId))),
    ...inviteStore(engine),
  };
}

/** The memberships in which a person has another name. */
const otherNames = preparedOnce((tx) =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.userId, USER), ne(members.name, sql.placeholder('name')))),
);

async function membershipsOf(db: Tx, userId: number): Promise<Membership[]> {
  return (await memberships(db).execute({ userId })).map(({ member, ...merchant }) =>
    Object.assign(member, merchant),
  );
}

const memberships = preparedOnce((db) =>
  db
    .select({
      member: members,
      merchantName: merchants.name,
      merchantRef: merchants.ref,
      suspendedAt: merchants.suspendedAt,
    })
    .from(members)
    .innerJoin(merchants, eq(merchants.id, members.merchantId))
    .where(eq(members.userId, USER))
    .orderBy(asc(members.addedAt), asc(members.merchantId)),
);

async function staffOf(db: Tx, merchantId: number): Promise<Member[]> {
  const all = await db
    .select()
    .from(members)
    .where(eq(members.merchantId, merchantId))
    .orderBy(asc(members.addedAt), asc(members.userId));
  return all.toSorted((a, b) => rankOf(a) - rankOf(b));
}

async function chosenBy(db: Tx, userId: number): Promise<number | undefined> {
  return (await first(choice(db).execute({ userId })))?.merchantId;
}

const choice = preparedOnce((db) => db.select().from(chosenShops).where(eq(chosenShops.userId, USER)));

async function configureOwners(tx: Tx, userIds: readonly number[], at: number): Promise<void> {
  const configured = await tx
    .select()
    .from(members)
    .where(and(eq(members.merchantId, FIRST_MERCHANT), isOwner, ne(members.origin, 'invite')));
  const leaving = configured.filter(
    ({ userId, origin }) => !userIds.includes(userId) && (userIds.length > 0 || origin === 'environment'),
  );
  for (const member of leaving) await remove(tx, member, at, 'operator');
  // If owners are named, the first start's link makes nobody an owner.
  if (userIds.length > 0) await tx.delete(invites).where(isFirstLink);
  for (const userId of userIds) {
    const before = await memberAt(tx, FIRST_MERCHANT, userId);
    if (before?.role === 'owner' && before.origin === 'environment') continue;
    const values = { role: 'owner', origin: 'environment' } as const;
    await tx
      .insert(members)
      .values({
        merchantId: FIRST_MERCHANT,
        userId,
        name: before?.name ?? `${userId}`,
        addedAt: at,
        ...values,
      })
      .onConflictDoUpdate({ target: [members.merchantId, members.userId], set: values });
    await addEvent(tx, FIRST_MERCHANT, at, 'operator', 'joined', {
      userId,
      role: 'owner',
      by: 'OWNER_IDS',
    });
  }
  for (const member of leaving) await endChatsOf(tx, member, at);
}

async function tellSuspension(
  tx: Tx,
  merchantId: number,
  userId: number,
  react: (isFirst: boolean) => UpdateEffects,
): Promise<void> {
  const since = (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.suspendedAt;
  const told = (await memberAt(tx, merchantId, userId))?.suspensionTold;
  const isFirst = since != null && told !== undefined && told !== since;
  if (!(await applyEffects(tx, react(isFirst))) || !isFirst) return;
  await tx
    .update(members)
    .set({ suspensionTold: since })
    .where(and(eq(members.merchantId, merchantId), eq(members.userId, userId)));
}

async function removeMember(
  tx: Tx,
  merchantId: number,
  userId: number,
  byUserId: number,
  at: number,
  react: (removal: Removal) => UpdateEffects,
): Promise<Removal> {
  const removal = await tryRemove(tx, merchantId, userId, byUserId);
  if ((await applyEffects(tx, react(removal))) && removal.kind === 'removed') {
    await remove(tx, removal.member, at, `user:${byUserId}`);
    await endChatsOf(tx, removal.member, at);
  }
  return removal;
}

const isOwner = eq(members.role, 'owner');

const rankOf = ({ role }: Member): number => ['owner', 'manager', 'cashier'].indexOf(role);

async function tryRemove(tx: Tx, merchantId: number, userId: number, byUserId: number): Promise<Removal> {
  const [member, by] = [await memberAt(tx, merchantId, userId), await memberAt(tx, merchantId, byUserId)];
  if (by === undefined) return { kind: 'not-yours' };
  if (member === undefined) return { kind: 'no-member' };
  if (!mayAppoint(by.role, member.role)) return { kind: 'not-yours' };
  if (member.origin === 'environment') return { kind: 'configured' };
  if (member.role === 'owner' && (await ownersOf(tx, merchantId)).length === 1) return { kind: 'last-owner' };
  return { kind: 'removed', member };
}

async function remove(tx: Tx, { merchantId, userId, role }: Member, at: number, actor: Actor): Promise<void> {
  const theirs = (table: typeof members | typeof drafts) =>
    and(eq(table.merchantId, merchantId), eq(table.userId, userId));
  await tx.delete(members).where(theirs(members));
  await tx.delete(drafts).where(theirs(drafts));
  // A private chat has its person's id. It is no longer one of the merchant's: its cards are no longer updated, and its waiting
  // notices go to others.
  await abandonCards(tx, merchantId, userId);
  await moveNotices(tx, merchantId, userId);
  // Links that they made are deleted. Links for new shops belong to the first merchant.
  const ofShop = eq(invites.merchantId, merchantId);
  await tx
    .delete(invites)
    .where(
      and(
        merchantId === FIRST_MERCHANT ? or(ofShop, isNull(invites.merchantId)) : ofShop,
        eq(invites.createdBy, `user:${userId}`),
        isNull(invites.usedAt),
      ),
    );
  await addEvent(tx, merchantId, at, actor, 'removed', { userId, role });
}
