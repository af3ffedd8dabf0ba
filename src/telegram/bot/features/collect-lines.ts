import { wordsOfName } from '../../../domain/customer-name.ts';
import { MAX_PAYERS } from '../../../domain/collection.ts';
import type { DraftPayer } from '../../../domain/draft.ts';
import type { PayerLine } from '../../../domain/payer-lines.ts';
import type { BotServices } from '../bot-services.ts';
import { payersShown, type PayerList } from './collect-questions.ts';
import type { LeftOut, LeftOutLine } from './collect.words.ts';

/** The list of payers with those that a text adds, and the lines that are left out. */
export interface ReadPayers {
  readonly payers: readonly DraftPayer[];
  readonly leftOut: readonly LeftOutLine[];
}

/** Adds the payers that lines name, by a number or by the name of a customer of the shop. A wrong line is left out, and the others count. */
export async function readPayers(
  { store }: Pick<BotServices, 'store'>,
  merchantId: number,
  lines: readonly PayerLine[],
  before: readonly DraftPayer[],
): Promise<ReadPayers> {
  const { maxAmountKes } = await store.merchantSettings.of(merchantId);
  const payers = [...before];
  const leftOut: LeftOutLine[] = [];
  for (const [index, line] of lines.entries()) {
    const found = await payerOf(store, merchantId, line);
    const why =
      typeof found === 'string'
        ? found
        : objectionTo(found, payers, maxAmountKes ?? Number.POSITIVE_INFINITY);
    if (typeof found === 'string' || why !== undefined)
      leftOut.push({ place: index + 1, text: textOf(line), why: why ?? 'nothing' });
    else payers.push(found);
  }
  return { payers, leftOut };
}

function objectionTo(
  { msisdn, amountKes }: DraftPayer,
  payers: readonly DraftPayer[],
  maxAmountKes: number,
): LeftOut | undefined {
  if (payers.some((payer) => payer.msisdn === msisdn)) return 'twice';
  if (payers.length >= MAX_PAYERS) return 'full';
  return (amountKes ?? 0) > maxAmountKes ? 'over-limit' : undefined;
}

/** Returns the payer that a line names, or why it names none. */
async function payerOf(
  store: BotServices['store'],
  merchantId: number,
  line: PayerLine,
): Promise<DraftPayer | LeftOut> {
  switch (line.kind) {
    case 'wrong':
      return line.problem;
    case 'payer':
      return { msisdn: line.msisdn, amountKes: line.amountKes ?? null, name: line.name ?? null };
    case 'name': {
      const wanted = wordsOfName(line.name);
      const [only, other] = await store.customers.called({ merchantId, userId: undefined }, wanted, 2);
      if (only === undefined) return 'nobody';
      return other === undefined
        ? { msisdn: only.msisdn, amountKes: line.amountKes ?? null, name: only.name, isByName: true }
        : 'several';
    }
  }
}

/** Returns the names that the shop gave to those of a list whom the question shows. */
export async function namesOf(
  { store }: Pick<BotServices, 'store'>,
  list: Pick<PayerList, 'merchantId' | 'payers' | 'amountKes'>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { msisdn } of payersShown(list)) {
    const customer = await store.customers.find(list.merchantId, msisdn);
    if (customer?.name != null) names.set(msisdn, customer.name);
  }
  return names;
}

const textOf = (line: PayerLine): string => {
  if (line.kind === 'wrong') return line.text;
  return line.kind === 'name' ? line.name : line.msisdn;
};
