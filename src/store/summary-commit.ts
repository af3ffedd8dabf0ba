import { and, desc, eq } from 'drizzle-orm';
import type { Language } from '../domain/language.ts';
import type { SummaryChargePayload, SummaryChartPayload, SummaryPayload } from '../domain/messages.ts';
import type { MemberTakings, SummaryFacts, SummaryFigures } from '../domain/summary.ts';
import { isItsMessage } from './charge-rows.ts';
import { mismatchedCharges, unknownCharges, waitingCharges } from './charge-queries.ts';
import { first, type Tx } from './engine.ts';
import { memberAt } from './membership-queries.ts';
import { settingsOf } from './merchant-settings.ts';
import { nameFor } from './recipients.ts';
import type { DueSummary, Summaries, SummedPeriod } from './port/summaries.ts';
import { chargeMessages, charges, merchants, outbox, preferences, summaries } from './schema.ts';
import { endSummariesIn } from './summary-ends.ts';
import { isOfWholeShop, mayHear } from './summary-scope.ts';

/** How many people a summary names: more would not fit on a phone. */
const CASHIERS_NAMED = 10;
/** How many charges a summary shows with their buttons. The rest is in `/pending`. */
const CHARGES_SHOWN = 5;

/** See `Summaries.sum`. */
export async function commitSummary(
  tx: Tx,
  summary: DueSummary,
  summed: SummedPeriod,
  at: number,
): ReturnType<Summaries['sum']> {
  const { id, merchantId, chatId } = summary;
  const now = await first(tx.select().from(summaries).where(eq(summaries.id, id)));
  if (
    now === undefined ||
    now.dueAt !== summary.dueAt ||
    now.minute !== summary.minute ||
    now.lastKey !== summary.lastKey ||
    (now.lastKey !== null && now.lastKey >= summed.key) ||
    // Somebody made the group hear of all payments meanwhile, or no longer.
    (await isOfWholeShop(tx, merchantId, now.chatId)) !== summary.isWholeShop ||
    now.chatId !== chatId
  )
    return 'moved-on';
  if (!(await mayHear(tx, merchantId, chatId))) {
    await endSummariesIn(tx, { merchantId, chatId });
    return 'ended';
  }
  const isNow = eq(summaries.id, id);
  if (await isSuspended(tx, merchantId)) {
    await tx.update(summaries).set({ dueAt: summed.nextDueAt }).where(isNow);
    return 'skipped';
  }
  await addMessages(tx, summary, summed, at);
  const { key: lastKey, nextDueAt: dueAt } = summed;
  await tx.update(summaries).set({ dueAt, lastKey, summedUntil: summed.figures.until }).where(isNow);
  return 'summed';
}

const isSuspended = async (tx: Tx, merchantId: number): Promise<boolean> =>
  (await first(tx.select().from(merchants).where(eq(merchants.id, merchantId))))?.suspendedAt !== null;

/** Adds the summary, the chart of its days, and the charges that somebody must decide on, in this order. */
async function addMessages(
  tx: Tx,
  summary: DueSummary,
  { figures }: SummedPeriod,
  at: number,
): Promise<void> {
  const { merchantId, chatId, threadId, isWholeShop } = summary;
  const scope = { merchantId, chatId: isWholeShop ? undefined : chatId, userId: undefined };
  const waiting = await waitingCharges(tx, scope, 0);
  const unknown = await unknownCharges(tx, scope, CHARGES_SHOWN);
  const mismatched = await mismatchedCharges(tx, scope, CHARGES_SHOWN);
  const { members, ...sums } = figures;
  const facts: SummaryFacts = {
    ...sums,
    cashiers: chatId < 0 ? null : await named(tx, merchantId, members.slice(0, CASHIERS_NAMED)),
    moreCashiers: Math.max(0, members.length - CASHIERS_NAMED),
    isWholeShop,
    waiting: waiting.total - unknown.total,
    toDecide: unknown.total + mismatched.total,
  };
  const language = await languageOf(tx, summary);
  const place = { threadId, language, shop: await nameFor(tx, merchantId, chatId) };
  const row = { kind: 'message', chatId, merchantId, createdAt: at, dueAt: 0 } as const;
  const payload: SummaryPayload = { ...place, summary: facts };
  await tx.insert(outbox).values({ ...row, payload });
  const chart = chartOf(summary, figures, language);
  if (chart !== undefined) await tx.insert(outbox).values({ ...row, payload: { ...place, ...chart } });
  const shown = [...mismatched.charges, ...unknown.charges].slice(0, CHARGES_SHOWN);
  for (const { id: chargeId } of shown)
    await tx
      .insert(outbox)
      .values({ ...row, chargeId, payload: { ...place, decide: true } satisfies SummaryChargePayload });
}

/** A week and a month in which something was paid have a chart. A day has too few bars to say more than its text. */
function chartOf(
  { merchantId, chatId, isWholeShop }: DueSummary,
  { period, firstDay, lastDay, from, until, confirmed, byHand, refunded, days }: SummaryFigures,
  language: Language,
): Pick<SummaryChartPayload, 'chart' | 'figures'> | undefined {
  if (period === 'day' || confirmed.count + byHand.count === 0) return undefined;
  return {
    chart: {
      kind: 'chart',
      merchantId,
      chatId: isWholeShop ? null : chatId,
      userId: null,
      from,
      to: until,
      by: 'day',
      language,
    },
    figures: { period, firstDay, lastDay, until, confirmed, byHand, refunded, days },
  };
}

/** In private, a person's own language. In a group, the shop's, else that of whoever set the summary. */
async function languageOf(tx: Tx, { merchantId, chatId, language }: DueSummary): Promise<Language> {
  if (chatId < 0) return (await settingsOf(tx, merchantId)).language ?? language;
  const preference = await first(tx.select().from(preferences).where(eq(preferences.userId, chatId)));
  return preference?.language ?? language;
}

/** Names people: by their present name, or by the one under which they charged last if they have left. */
async function named(
  tx: Tx,
  merchantId: number,
  members: readonly MemberTakings[],
): Promise<NonNullable<SummaryFacts['cashiers']>> {
  const cashiers = [];
  for (const { userId, ...takings } of members) {
    const name = userId === null ? null : await nameOf(tx, merchantId, userId);
    cashiers.push({ ...takings, name });
  }
  return cashiers;
}

async function nameOf(tx: Tx, merchantId: number, userId: number): Promise<string | null> {
  const member = await memberAt(tx, merchantId, userId);
  if (member !== undefined) return member.name;
  const last = await first(
    tx
      .select({ name: chargeMessages.userName })
      .from(charges)
      .innerJoin(chargeMessages, isItsMessage)
      .where(and(eq(charges.merchantId, merchantId), eq(charges.userId, userId)))
      .orderBy(desc(charges.createdSteadyAt))
      .limit(1),
  );
  return last?.name ?? null;
}
