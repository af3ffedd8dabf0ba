import type { Clock } from '../../runtime/clock.ts';
import { FIRST_MERCHANT } from '../../domain/merchant.ts';
import type { Store } from '../../store/port/store.ts';
import type { Log } from '../../runtime/log.ts';
import { toOperators, toOwners, type Said } from './to-owners.ts';

/** How often a merchant's owners hear of the same refusal. */
const TELL_EVERY_MS = 6 * 3_600_000;

export interface AccountRefusedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message was committed to the outbox. */
  readonly wakeNotifier: () => void;
}

/** Tells a merchant's owners that the gateway refuses their credentials. Only they can correct them. The operators hear of it, too. */
export async function tellAccountRefused(
  merchantId: number,
  { store, clock, log, wakeNotifier }: AccountRefusedParts,
): Promise<void> {
  log.warn({ merchant: merchantId }, "the gateway refuses this merchant's credentials");
  try {
    const merchant = await store.merchants.find(merchantId);
    const name = merchant?.name ?? '';
    const isOthers = merchantId !== FIRST_MERCHANT;
    const owners = await store.members.owners(merchantId);
    const messages = [
      ...(await toOwners(store, merchantId, (words) => ({ text: words.accountRefused(name, isOthers) }))),
      ...(isOthers
        ? await toOperators(
            store,
            (words) => ({ text: words.shopRefused(name) }),
            owners.map(({ userId }) => userId),
          )
        : []),
    ];
    if (await store.merchants.tellRefusal(merchantId, clock.now(), TELL_EVERY_MS, messages)) wakeNotifier();
  } catch (error) {
    log.error(
      { err: error, merchant: merchantId },
      'the message to the owners about their refused account could not be stored',
    );
  }
}

/** Tells those people that the gateway takes the account again. */
export async function tellAccountWorks(
  merchantId: number,
  { store, clock, log, wakeNotifier }: AccountRefusedParts,
): Promise<void> {
  log.info({ merchant: merchantId }, "the gateway takes this merchant's credentials again");
  try {
    const name = (await store.merchants.find(merchantId))?.name ?? '';
    const owners = (await store.members.owners(merchantId)).map(({ userId }) => userId);
    const said: Said = (words) => ({ text: words.accountWorks(name) });
    await store.outbox.add(
      [...(await toOwners(store, merchantId, said)), ...(await toOperators(store, said, owners))],
      clock.now(),
    );
    wakeNotifier();
  } catch (error) {
    log.error({ err: error, merchant: merchantId }, 'the message about the account could not be stored');
  }
}
