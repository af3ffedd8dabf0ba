import { and, asc, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import { fitsName } from '../domain/customer-name.ts';
import type { Customer } from '../domain/customer.ts';
import type { Msisdn } from '../domain/msisdn.ts';
import { selectCharges, toCharges } from './charge-rows.ts';
import { findCustomer, LAST_CHARACTER, nameCustomer } from './customer-names.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant } from './locks.ts';
import type { PhoneForms } from './phone-forms.ts';
import type { CustomerScope, Customers, CustomerView, PayingCustomer } from './port/customers.ts';
import { equalsUnindexed } from './prepared.ts';
import { blockedPhones, charges, customers, customerTakings, customerWords } from './schema.ts';
import { EVERYBODY } from './takings.ts';

/** @param formsOf every form in which a number may be stored: it may be blocked though it was erased */
export function customerStore(engine: Engine, formsOf: PhoneForms): Customers {
  return {
    async find(merchantId: number, msisdn: Msisdn): Promise<Customer | undefined> {
      return await engine.read((db) => findCustomer(db, { merchantId, msisdn }));
    },

    byRef: (ref) => engine.read((db) => byRef(db, ref)),
    called: (...args) => engine.read((db) => called(db, ...args)),
    list: (...args) => engine.read((db) => list(db, ...args)),
    view: (...args) => engine.read((db) => view(db, formsOf, ...args)),
    name: (whom, ...args) =>
      engine.write((tx) => nameCustomer(tx, whom, ...args), ofMerchant(whom.merchantId)),
  };
}

const byRef = async (db: Tx, ref: string): Promise<Customer | undefined> =>
  await first(db.select().from(customers).where(eq(customers.ref, ref)));

/** How many names with a word are considered. */
const NAMES_CONSIDERED = 200;

async function called(
  db: Tx,
  { merchantId, userId }: CustomerScope,
  wanted: readonly string[],
  limit: number,
): Promise<Customer[]> {
  const [longest] = wanted.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return [];
  const isTheirs = and(
    eq(customerTakings.customerId, customerWords.customerId),
    eq(customerTakings.userId, userId ?? EVERYBODY),
  );
  const words = db.select({ id: customerWords.customerId }).from(customerWords).$dynamic();
  const found = await (userId === undefined ? words : words.innerJoin(customerTakings, isTheirs))
    .where(
      and(
        eq(customerWords.merchantId, merchantId),
        gte(customerWords.word, longest),
        lt(customerWords.word, longest + LAST_CHARACTER),
      ),
    )
    .orderBy(asc(customerWords.word), asc(customerWords.customerId))
    .limit(NAMES_CONSIDERED);
  const ids = [...new Set(found.map(({ id }) => id))];
  const rows = await db.select().from(customers).where(inArray(customers.id, ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ name }) => name !== null && fitsName(name, wanted))
    .slice(0, limit);
}

async function list(
  db: Tx,
  { merchantId, userId = EVERYBODY }: CustomerScope,
  offset: number,
  limit: number,
): Promise<PayingCustomer[]> {
  const page = await db
    .select()
    .from(customerTakings)
    .where(and(eq(customerTakings.merchantId, merchantId), eq(customerTakings.userId, userId)))
    .orderBy(desc(customerTakings.lastPaidAt), desc(customerTakings.customerId))
    .limit(limit)
    .offset(offset);
  const ids = page.map(({ customerId }) => customerId);
  const rows = await db.select().from(customers).where(inArray(customers.id, ids));
  return page.flatMap((takings) => {
    const customer = rows.find(({ id }) => id === takings.customerId);
    return customer === undefined ? [] : [{ customer, takings }];
  });
}

async function view(
  db: Tx,
  formsOf: PhoneForms,
  ref: string,
  { merchantId, userId }: CustomerScope,
  latest: number,
): Promise<CustomerView | undefined> {
  const customer = await byRef(db, ref);
  if (customer === undefined || customer.merchantId !== merchantId) return undefined;
  const { msisdn } = customer;
  const takings = and(
    eq(customerTakings.customerId, customer.id),
    eq(customerTakings.userId, userId ?? EVERYBODY),
  );
  const theirs = and(
    eq(charges.msisdn, msisdn),
    equalsUnindexed(charges.merchantId, merchantId),
    userId === undefined ? undefined : equalsUnindexed(charges.userId, userId),
  );
  const blocked = and(
    eq(blockedPhones.merchantId, merchantId),
    inArray(blockedPhones.phone, [...formsOf(msisdn)]),
  );
  return {
    customer,
    takings: await first(db.select().from(customerTakings).where(takings)),
    latest: await toCharges(
      selectCharges(db).where(theirs).orderBy(desc(charges.createdSteadyAt), desc(charges.id)).limit(latest),
    ),
    isBlocked: (await first(db.select().from(blockedPhones).where(blocked))) !== undefined,
  };
}
