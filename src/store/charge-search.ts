import { and, asc, desc, eq, gt, gte, isNotNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { ChargeFilter } from '../domain/charge-search.ts';
import type { Charge } from '../domain/charge.ts';
import { selectCharges, toCharges } from './charge-rows.ts';
import { LAST_CHARACTER } from './customer-names.ts';
import { first, type Tx } from './engine.ts';
import type { PhoneForms, StoredPhone } from './phone-forms.ts';
import type { ChargePage, ChargeSlice, Scope } from './port/charge-queries.ts';
import { equalsUnindexed } from './prepared.ts';
import { charges, customers, customerWords, merchants } from './schema.ts';
import { inScope } from './scope.ts';

/**
 * How many charge numbers one search looks at: some milliseconds. A search goes through the charges themselves and needs no index of
 * words: it finds any part of a note, keeps nothing that must be erased, costs nothing when charges are made, and is the same on every
 * database.
 */
const SLICE = 1_500;

/** See `ChargeQueries.search`. */
export async function searchCharges(
  db: Tx,
  scope: Scope,
  filters: readonly ChargeFilter[],
  { toward, from, limit }: ChargeSlice,
): Promise<{ readonly charges: Charge[]; readonly next: number | undefined }> {
  const isOlder = toward === 'older';
  const merchant = await first(
    db.select({ nextNumber: merchants.nextNumber }).from(merchants).where(eq(merchants.id, scope.merchantId)),
  );
  const end = merchant?.nextNumber ?? 1;
  const start = from ?? end;
  const above = isOlder ? Math.max(0, start - SLICE - 1) : start;
  const below = isOlder ? start : Math.min(end, start + SLICE + 1);
  const found = await toCharges(
    selectCharges(db)
      .where(
        and(
          eq(charges.merchantId, scope.merchantId),
          gt(charges.number, above),
          lt(charges.number, below),
          or(...filters.map(fits)),
          inScope(scope),
        ),
      )
      .orderBy(isOlder ? desc(charges.number) : asc(charges.number))
      .limit(limit),
  );
  const last = found[limit - 1];
  // The slice may have more.
  if (last !== undefined) return { charges: found, next: last.number };
  if (isOlder) return { charges: found, next: above <= 0 ? undefined : above + 1 };
  return { charges: found, next: below >= end ? undefined : below - 1 };
}

/** Whether a charge fits a filter. No condition uses an index: the slice is what is searched. */
function fits({
  number,
  amountKes,
  phone,
  noteWords,
  nameWords,
  reportedReceipt,
}: ChargeFilter): SQL | undefined {
  return and(
    number === undefined ? undefined : equalsUnindexed(charges.number, number),
    amountKes === undefined ? undefined : equalsUnindexed(charges.amountKes, amountKes),
    // An erased number does not begin with digits, so its hash is never compared.
    phone === undefined ? undefined : sql`${charges.msisdn} LIKE ${`${phone.begins}%${phone.ends}`}`,
    ...(noteWords ?? []).map(
      (word) => sql`lower(${charges.note}) LIKE lower(${`%${pattern(word)}%`}) ESCAPE '\\'`,
    ),
    ...(nameWords ?? []).map(beginsWordOfName),
    reportedReceipt === undefined
      ? undefined
      : and(isNotNull(charges.reported), sql`(${charges.reported} ->> 'receipt') = ${reportedReceipt}`),
  );
}

/** A word of a name, without the index on words. (A text has no plus in PostgreSQL.) */
const spelled = sql`(${customerWords.word} || '')`;

/** Whether a word of the customer's name begins with `word`. A name has few words. */
const beginsWordOfName = (word: string): SQL =>
  sql`EXISTS (SELECT 1 FROM ${customerWords} WHERE ${customerWords.customerId} = ${customers.id} AND ${spelled} >= ${word} AND ${spelled} < ${word + LAST_CHARACTER})`;

/** A word as a pattern of LIKE. Phones write apostrophes in different ways. */
const pattern = (word: string): string => word.replace(/[\\%_]/g, String.raw`\$&`).replace(/['’‘`]/g, '_');

/** See `ChargeQueries.ofPhone`. */
export async function chargesOfPhone(
  db: Tx,
  formsOf: PhoneForms,
  phone: StoredPhone,
  scope: Scope,
  page: ChargePage,
): Promise<Charge[]> {
  const found: Charge[] = [];
  for (const form of formsOf(phone)) found.push(...(await chargesOfForm(db, form, scope, page)));
  const direction = page.toward === 'older' ? -1 : 1;
  return found
    .toSorted((a, b) => direction * (a.createdSteadyAt - b.createdSteadyAt || a.id - b.id))
    .slice(0, page.limit);
}

async function chargesOfForm(
  db: Tx,
  phone: StoredPhone,
  scope: Scope,
  { toward, from, limit }: ChargePage,
): Promise<Charge[]> {
  const { createdSteadyAt, id } = charges;
  const isOlder = toward === 'older';
  const [beyond, upTo] = isOlder ? [lt, lte] : [gt, gte];
  const [one, other] = isOlder ? [desc(createdSteadyAt), desc(id)] : [asc(createdSteadyAt), asc(id)];
  // The first condition is the index's, and the second leaves out what was created at the same moment and is on another page.
  const side =
    from === undefined
      ? undefined
      : and(
          upTo(createdSteadyAt, from.createdSteadyAt),
          or(beyond(sql`+${createdSteadyAt}`, from.createdSteadyAt), beyond(sql`+${id}`, from.id)),
        );
  return await toCharges(
    selectCharges(db)
      .where(
        and(
          eq(charges.msisdn, phone),
          side,
          equalsUnindexed(charges.merchantId, scope.merchantId),
          inScope(scope),
        ),
      )
      .orderBy(one, other)
      .limit(limit),
  );
}
