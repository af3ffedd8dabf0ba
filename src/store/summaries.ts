import { and, asc, count, eq, isNull, lte, min, notInArray } from 'drizzle-orm';
import { isAtLeast } from '../domain/roles.ts';
import type { Summary, SummaryPeriod, SummaryPlace } from '../domain/summary.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant, once } from './locks.ts';
import { memberAt } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { DueSummary, EndOutcome, SetOutcome, Summaries } from './port/summaries.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { preparedOnce } from './prepared.ts';
import { summaries } from './schema.ts';
import { commitSummary } from './summary-commit.ts';
import { endSummariesIn, topicOf } from './summary-ends.ts';
import { isOfWholeShop, mayHear } from './summary-scope.ts';
import { summaryTakings } from './summary-takings.ts';
import { applyEffects } from './update-effects.ts';

/** The most summaries of a merchant, in all places together. */
const MOST_SUMMARIES = 30;

/** The order in which people read the periods. */
const PERIODS_IN_ORDER = ['day', 'week', 'month'];

/** Summaries of a merchant's payments that are told again and again in a chat. */
export function summaryStore(engine: Engine): Summaries {
  return {
    of: (place) => engine.read((db) => summariesIn(db, place)),
    set: (place, ...args) =>
      engine.write((tx) => setSummary(tx, place, ...args), once(ofMerchant(place.merchantId))),
    end: (place, ...args) =>
      engine.write((tx) => endSummaries(tx, place, ...args), once(ofMerchant(place.merchantId))),
    due: (...args) => engine.read((db) => dueSummaries(db, ...args)),
    async nextDueAt(): Promise<number | undefined> {
      return await engine.read(async (db) => {
        return (await first(earliestDue(db).execute()))?.at ?? undefined;
      });
    },
    schedule: (summary, dueAt) =>
      engine.write((tx) => schedule(tx, summary, dueAt), ofMerchant(summary.merchantId)),
    takings: (...args) => engine.read((db) => summaryTakings(db, ...args)),
    sum: (summary, ...args) =>
      engine.write((tx) => commitSummary(tx, summary, ...args), ofMerchant(summary.merchantId)),
  };
}

const earliestDue = preparedOnce((db) => db.select({ at: min(summaries.dueAt) }).from(summaries));

const isIn = (place: SummaryPlace) =>
  and(
    eq(summaries.merchantId, place.merchantId),
    eq(summaries.chatId, place.chatId),
    eq(summaries.topic, topicOf(place)),
  );

const toSummary = ({ topic, ...row }: typeof summaries.$inferSelect): Summary => ({
  ...row,
  threadId: topic === 0 ? null : topic,
});

async function summariesIn(db: Tx, place: SummaryPlace): Promise<Summary[]> {
  return (await db.select().from(summaries).where(isIn(place)))
    .map(toSummary)
    .toSorted((a, b) => PERIODS_IN_ORDER.indexOf(a.period) - PERIODS_IN_ORDER.indexOf(b.period));
}

async function setSummary(
  tx: Tx,
  place: SummaryPlace,
  { period, minute, language }: Parameters<Summaries['set']>[1],
  userId: number,
  at: number,
  react: (outcome: SetOutcome) => UpdateEffects,
): Promise<SetOutcome> {
  const before = (await summariesIn(tx, place)).find((summary) => summary.period === period);
  const outcome = await objectionTo(tx, place, userId, before, minute);
  if (!(await applyEffects(tx, react(outcome ?? 'set'))) || outcome !== undefined) return outcome ?? 'set';
  const { merchantId, chatId } = place;
  const set = { minute, language, setBy: userId, dueAt: 0 };
  await tx
    .insert(summaries)
    .values({ merchantId, chatId, topic: topicOf(place), period, ...set })
    .onConflictDoUpdate({
      target: [summaries.merchantId, summaries.chatId, summaries.topic, summaries.period],
      set,
    });
  await addEvent(tx, merchantId, at, `user:${userId}`, 'summary-set', { chatId, period, minute });
  return 'set';
}

async function objectionTo(
  tx: Tx,
  { merchantId, chatId }: SummaryPlace,
  userId: number,
  before: Summary | undefined,
  minute: number,
): Promise<Exclude<SetOutcome, 'set'> | undefined> {
  if (!(await maySet(tx, merchantId, chatId, userId))) return 'not-yours';
  if (before !== undefined) return before.minute === minute ? 'same' : undefined;
  const all = await first(
    tx.select({ n: count() }).from(summaries).where(eq(summaries.merchantId, merchantId)),
  );
  return (all?.n ?? 0) >= MOST_SUMMARIES ? 'too-many' : undefined;
}

async function maySet(tx: Tx, merchantId: number, chatId: number, userId: number): Promise<boolean> {
  const member = await memberAt(tx, merchantId, userId);
  if (member === undefined || !isAtLeast(member.role, 'manager')) return false;
  // A private chat has its person's id.
  return chatId < 0 ? await mayHear(tx, merchantId, chatId) : chatId === userId;
}

async function endSummaries(
  tx: Tx,
  place: SummaryPlace,
  period: SummaryPeriod | undefined,
  userId: number,
  at: number,
  react: (outcome: EndOutcome) => UpdateEffects,
): Promise<EndOutcome> {
  const { merchantId, chatId } = place;
  const all = await summariesIn(tx, place);
  const ending = all.filter((summary) => period === undefined || summary.period === period);
  const outcome = !(await maySet(tx, merchantId, chatId, userId))
    ? 'not-yours'
    : ending.length === 0
      ? 'none'
      : 'ended';
  if (!(await applyEffects(tx, react(outcome))) || outcome !== 'ended') return outcome;
  if (ending.length === all.length) await endSummariesIn(tx, { merchantId, chatId, topic: topicOf(place) });
  else for (const { id } of ending) await tx.delete(summaries).where(eq(summaries.id, id));
  await addEvent(tx, merchantId, at, `user:${userId}`, 'summary-ended', {
    chatId,
    ...(period === undefined ? {} : { period }),
  });
  return outcome;
}

async function dueSummaries(
  db: Tx,
  now: number,
  limit: number,
  except: readonly number[],
): Promise<DueSummary[]> {
  const rows = await db
    .select()
    .from(summaries)
    .where(and(lte(summaries.dueAt, now), notInArray(summaries.id, [...except])))
    .orderBy(asc(summaries.dueAt), asc(summaries.id))
    .limit(limit);
  const due: DueSummary[] = [];
  for (const row of rows)
    due.push({ ...toSummary(row), isWholeShop: await isOfWholeShop(db, row.merchantId, row.chatId) });
  return due;
}

async function schedule(
  tx: Tx,
  { id, minute, dueAt: before, lastKey }: Summary,
  dueAt: number,
): Promise<boolean> {
  const changed = await tx
    .update(summaries)
    .set({ dueAt })
    .where(
      and(
        eq(summaries.id, id),
        eq(summaries.minute, minute),
        eq(summaries.dueAt, before),
        lastKey === null ? isNull(summaries.lastKey) : eq(summaries.lastKey, lastKey),
      ),
    )
    .returning({ id: summaries.id });
  return changed.length > 0;
}
