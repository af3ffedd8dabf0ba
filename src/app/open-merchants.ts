import type { Account } from '../domain/account.ts';
import { openGateway, secretsOf } from '../gateway/accounts.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { hostPace, paced, type HostPace } from '../gateway/host-pace.ts';
import type { Payments } from '../payments/payments.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { configuredAccount, type OpenAccount } from './accounts.ts';
import type { Observation } from './observation.ts';
import type { AppParts } from './parts.ts';

/** Makes the gateway client of a merchant's account. */
export type GatewayOf = (account: Account, merchantId: number) => Gateway;

/** Makes the gateway client of an account. The log hides the account's credentials from then on. All accounts of a provider share the pace of its host. */
export function gatewayFor({
  live,
  secrets,
  clock,
  observe,
}: Pick<AppParts, 'live' | 'secrets' | 'clock'> & {
  readonly observe: Observation['gateway'];
}): GatewayOf {
  const paces = new Map<string, HostPace>();
  return (account, merchantId) => {
    const pace = paces.get(account.provider) ?? hostPace(clock);
    paces.set(account.provider, pace);
    secrets.add(...secretsOf(account));
    const gateway = observe(openGateway(account, live.gateways), { provider: account.provider, merchantId });
    return paced(gateway, pace);
  };
}

export interface OpenMerchantsParts extends Pick<AppParts, 'live' | 'store' | 'keyring' | 'clock' | 'log'> {
  readonly payments: Pick<Payments, 'open'>;
  readonly gatewayOf: GatewayOf;
}

/**
 * Starts the workers of every merchant: through the account in the settings for the first one, and through their sealed account
 * for the others.
 *
 * @param accounts the sealed accounts that are needed, opened
 */
export async function openMerchants(
  accounts: readonly OpenAccount[],
  { live, store, keyring, clock, log, payments, gatewayOf }: OpenMerchantsParts,
): Promise<void> {
  const own = configuredAccount(live.account, keyring);
  const { accountId, changed } = await store.merchants.configureAccount(own, clock.now());
  if (changed)
    log.warn(
      { account: accountId },
      'the account in the settings changed: open charges are asked about through the former account',
    );
  for (const { id } of await store.merchants.all()) {
    const theirs = accounts
      .filter(({ merchantId }) => merchantId === id)
      .map((one) => ({ isCurrent: one.isCurrent, accountId: one.id, gateway: gatewayOf(one.account, id) }));
    const current =
      id === FIRST_MERCHANT
        ? { accountId, gateway: gatewayOf(live.account, id) }
        : theirs.find(({ isCurrent }) => isCurrent);
    const previous = theirs.filter(({ isCurrent }) => !isCurrent);
    payments.open(id, current, previous);
  }
}
