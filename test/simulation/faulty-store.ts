import type { Store } from '../../src/store/port/store.ts';
import type { Host } from './bot.ts';
import { withCrashes } from './crash-injection.ts';
import type { Setting } from './setting.ts';
import { checkedStore } from './state-checker.ts';

/** The store of one program: its calls may fail, and the program may crash at each. */
export function storeWithCrashes(setting: Setting, { life, store, network }: Host): Store {
  const { world, scenario, seen } = setting;
  const { chance, clock } = world;
  const delay = async (): Promise<void> => {
    if (chance.is(0.2)) await clock.sleep(chance.int(1, 30));
  };
  const fallible = { fails: true, ...(scenario.slow ? { delay } : {}) };
  const watchFor = scenario.confirmMs + scenario.watchMs;
  const checked = setting.promptness.watched(
    checkedStore(store, { world, seen, watchFor, db: () => setting.memory.db }, () => {
      // A backup while charges move.
      if (scenario.copies && chance.is(0.1)) setting.copy = setting.memory.copy(clock.now());
    }),
  );
  const base = network.store(checked);
  const part = <T extends object>(port: T): T => withCrashes(port, life, world, fallible);
  return {
    charges: part(base.charges),
    outbox: part(base.outbox),
    inbox: part(base.inbox),
    chargeQueries: part(base.chargeQueries),
    customers: part(base.customers),
    closings: part(base.closings),
    collections: part(base.collections),
    exports: part(base.exports),
    users: part(base.users),
    merchants: part(base.merchants),
    merchantSettings: part(base.merchantSettings),
    summaries: part(base.summaries),
    members: part(base.members),
    items: part(base.items),
    phones: part(base.phones),
    refunds: part(base.refunds),
    reports: part(base.reports),
    restoreHold: part(base.restoreHold),
    program: part(base.program),
    bots: part(base.bots),
    backlog: part(base.backlog),
    close: () => undefined,
  };
}
