/** How a made-up charge ended. `waiting`: not yet. The others are those of the sandbox's month. */
export type SaleEnd = 'paid' | 'late' | 'by-hand' | 'never' | 'waiting';

/** A person of the shop who charges, in one chat. */
export interface Seller {
  readonly userId: number;
  readonly name: string;
  /** Their private chat, or a group (below zero). */
  readonly chatId: number;
}

/** A made-up charge, from the command to its end. Times are epoch milliseconds. */
export interface Sale {
  /** Its number, from 1. The same number always has the same sale. */
  readonly number: number;
  readonly at: number;
  readonly seller: Seller;
  /** `2547XXXXXXXX`. */
  readonly msisdn: string;
  readonly amountKes: number;
  readonly note: string | null;
  readonly end: SaleEnd;
  /** When it came to its end. */
  readonly endedAt: number;
  readonly transactionId: string;
  /** Null unless it was confirmed. */
  readonly receipt: string | null;
  readonly refundKes: number | null;
}

export interface SalesOptions {
  /** How many charges were made, all of them over. */
  readonly count: number;
  /** How many more wait for their customers. Default: none. */
  readonly waiting?: number;
  /** When the gateway is asked about those that wait: 0, the default, for at once. */
  readonly waitingDueAt?: number;
  /** The moment after the last charge. Those that wait were made just before it. */
  readonly until: number;
  /** How many charges a day has. */
  readonly perDay: number;
  readonly sellers: readonly Seller[];
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** What is over ended at least this long before `until`: the slowest end takes 3 hours. */
const OVER_FOR_MS = 4 * 3_600_000;
/** Each customer comes so often, on average. */
const CHARGES_A_CUSTOMER = 25;
const AMOUNTS = [50, 80, 100, 120, 150, 200, 250, 300, 350, 450, 500, 700, 850, 1_200, 2_400];
const NOTES = ['two bags of unga', 'mkate na maziwa', 'sukari kilo 2', 'tray of eggs', 'chai na mandazi'];
const MINUTES_TO: Readonly<Record<SaleEnd, number>> = {
  paid: 0.4,
  late: 25,
  'by-hand': 160,
  never: 120,
  waiting: 0,
};

/** Makes up the sales of a shop, in the order of time. The same options always give the same sales. */
export function* madeUpSales(options: SalesOptions): Generator<Sale> {
  const { count, waiting = 0, until, perDay } = options;
  const everyMs = DAY_MS / perDay;
  const customers = Math.max(1, Math.ceil((count + waiting) / CHARGES_A_CUSTOMER));
  for (let number = 1; number <= count + waiting; number += 1) {
    const random = randomNumbers(number);
    const isWaiting = number > count;
    const at = isWaiting
      ? until - MINUTE_MS + Math.floor(((number - count) / (waiting + 1)) * MINUTE_MS)
      : Math.floor(until - OVER_FOR_MS - (count - number) * everyMs);
    const end = isWaiting ? 'waiting' : endOf(random());
    const amountKes = pick(AMOUNTS, random());
    // The square makes a few customers come often. Who is waited for is another customer each time.
    const customer = isWaiting ? number : Math.floor(random() ** 2 * customers);
    const isConfirmed = end === 'paid' || end === 'late';
    yield {
      number,
      at,
      seller: pick(options.sellers, random()),
      msisdn: `2547${String(10_000_000 + customer)}`,
      amountKes,
      note: random() < 0.6 ? pick(NOTES, random()) : null,
      end,
      endedAt: at + Math.floor(MINUTES_TO[end] * (0.5 + random() / 2) * MINUTE_MS),
      // Earlier than any that the simulated gateway gives.
      transactionId: `B0smi_Id20200101000000${String(number).padStart(7, '0')}`,
      // A letter that no receipt of these years begins with, so that the simulated gateway makes no equal one.
      receipt: isConfirmed ? `ZA1${String(number).padStart(7, '0')}` : null,
      refundKes: end === 'paid' && number % 97 === 0 ? Math.ceil(amountKes * pick([0.5, 1], random())) : null,
    };
  }
}

const endOf = (chance: number): SaleEnd =>
  chance < 0.92 ? 'paid' : chance < 0.95 ? 'late' : chance < 0.975 ? 'by-hand' : 'never';

const pick = <T>(from: readonly T[], chance: number): T => from[Math.floor(chance * from.length)] as T;

/** Numbers in [0, 1) that look random and are always the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
