import type { Account } from '../domain/account.ts';
import { openGateway, secretsOf } from '../gateway/accounts.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Payments } from '../payments/payments.ts';
import { FIRST_MERCHANT } from '../domain/merchant.ts';
import { configuredAccount, type OpenAccount } from './accounts.ts';
import type { AppParts } from './parts.ts';

/** Makes the gateway client of an account. The log hides the account's credentials from then on. */
export const gatewayFor =
  ({ live, secrets }: Pick<AppParts, 'live' | 'secrets'>) =>
  (account: Account): Gateway => {
    secrets.add(...secretsOf(account));
    return openGateway(account, live.gateways);
  };

export interface OpenMerchantsParts extends Pick<AppParts, 'live' | 'store' | 'keyring' | 'clock' | 'log'> {
  readonly payments: Pick<Payments, 'open'>;
  readonly gatewayOf: (account: Account) => Gateway;
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
      .map((one) => ({ isCurrent: one.isCurrent, accountId: one.id, gateway: gatewayOf(one.account) }));
    const current =
      id === FIRST_MERCHANT
        ? { accountId, gateway: gatewayOf(live.account) }
        : theirs.find(({ isCurrent }) => isCurrent);
    const previous = theirs.filter(({ isCurrent }) => !isCurrent);
    payments.open(id, current, previous);
  }
}
