import { openAccounts } from '../../src/accounts.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { FIRST_MERCHANT } from '../../src/store/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { tellAccountRefused } from '../../src/telegram/account-refused.ts';
import { startTill } from '../../src/till/till.ts';
import { openDesk } from './desk.ts';
import { life as newLife, mortal, type Life } from './mortal.ts';
import type { Plant } from './plant.ts';
import { KEYRING } from './shops.ts';
import type { Town } from './town.ts';
import { witnessed } from './witness.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Starts the program on the database as it is: it will die at one of its awaits, perhaps. */
export async function startProgram(town: Town, plant: Plant): Promise<void> {
  const { world, habits, telegraph, lives, memory, generation } = town;
  const { chance, clock } = world;
  town.born += 1;
  const keen = chance.is(0.7);
  const points =
    world.trouble === 0 || chance.is(0.2) ? Number.POSITIVE_INFINITY : chance.int(1, keen ? 60 : 600);
  const life = newLife(`program ${town.born}`, points, keen, world, () => lives.delete(life));
  lives.add(life);
  world.note(`${life.name} starts`);
  const accounts = await openAccounts(memory.store, KEYRING);
  const own = mortalStore(town, life);
  const store = plant.store?.(own, memory.db) ?? own;
  const parts = { store, clock: mortal(clock, life, world), log: SILENT };
  const till = startTill({
    ...parts,
    messenger: mortal(plant.messenger?.(telegraph) ?? telegraph, life, world),
    random: chance.random,
    confirmMs: habits.confirmMs,
    watchMs: habits.watchMs,
    rules: { caps: habits.caps, erasedAs: () => [] },
    onAccountRefused: (merchantId) =>
      void tellAccountRefused(merchantId, { ...parts, onSay: till.wakeNotifier }),
    retention: undefined,
  });
  const open = (merchantId: number, account: number): void => {
    const bank = town.banks.get(plant.accountOf?.(account) ?? account);
    if (bank === undefined) throw new Error(`no account ${account}`);
    const gateway: Gateway = plant.gateway?.(bank) ?? bank;
    till.open(merchantId, mortal(gateway, life, world));
  };
  open(FIRST_MERCHANT, FIRST_MERCHANT);
  // As the database has them, sealed.
  for (const [merchantId, { username }] of accounts) open(merchantId, Number(username));
  openDesk({ ...parts, till, api: mortal(town.api, life, world), generation });
}

/** The store as a program has it that can die of it, and that it fails. */
function mortalStore(town: Town, life: Life): Store {
  const { world, habits, memory, seen } = town;
  const { chance, clock } = world;
  const delay = async (): Promise<void> => {
    if (chance.is(0.2)) await clock.sleep(chance.int(1, 30));
  };
  const fallible = { fails: true, ...(habits.slow ? { delay } : {}) };
  const watchFor = habits.confirmMs + habits.watchMs;
  const base = witnessed(memory.store, { world, seen, watchFor }, () => {
    // A backup while charges move.
    if (habits.copies && chance.is(0.1)) town.copy = memory.copy(clock.now());
  });
  const part = <T extends object>(port: T): T => mortal(port, life, world, fallible);
  return {
    charges: part(base.charges),
    outbox: part(base.outbox),
    inbox: part(base.inbox),
    ledger: part(base.ledger),
    people: part(base.people),
    merchants: part(base.merchants),
    members: part(base.members),
    phones: part(base.phones),
    restored: part(base.restored),
    close: () => undefined,
  };
}
