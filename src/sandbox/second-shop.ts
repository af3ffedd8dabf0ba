import { keyring as newKeyring, hashOfCode, newCode } from '../security/keyring.ts';
import { openStore } from '../store/store.ts';
import type { UpdateEffects } from '../store/port/update-effects.ts';
import type { BosmiCredentials } from './bosmi/accounts.ts';
import { NEEMA } from './people.ts';

const NAME = 'Neema Salon';
/** Telegram's updates have positive ids, those of the made-up months negative ones above this. */
const FIRST_UPDATE = -1_000_000_000;

/**
 * Connects Neema's shop on a new database, as an operator and she do it with a link and `/connect`. The bot must not be running on it: it
 * finds the shop when it starts.
 *
 * @param secretKey the bot's `SECRET_KEY`, which seals the account
 * @param at epoch milliseconds
 * @returns the merchant's id
 * @throws OperatorError when the database cannot be made
 */
export async function foundSecondShop(
  databasePath: string,
  secretKey: string,
  credentials: BosmiCredentials,
  at: number,
): Promise<number> {
  const keyring = newKeyring([secretKey]);
  const store = openStore(databasePath, keyring);
  /** What she does is an update. */
  const effectsOf = async (updateId: number): Promise<UpdateEffects> => {
    await store.inbox.receive([{ updateId, chatId: NEEMA.id, userId: NEEMA.id, payload: {} }], at);
    return { updateId, at, messages: [], draft: { kind: 'keep' } };
  };
  try {
    const owner = { userId: NEEMA.id, name: NEEMA.first_name };
    const codeHash = hashOfCode(newCode());
    await store.members.invite({ codeHash, merchantId: null, role: null, expiresAt: at + 1 }, 'operator', at);
    const opened = await effectsOf(FIRST_UPDATE);
    await store.members.redeemInvite(codeHash, owner, at, () => opened);
    const shop = { name: NAME, account: { provider: 'bosmi', credentials: { ...credentials } } };
    const connected = await store.merchants.connect(
      shop,
      owner,
      keyring,
      at,
      await effectsOf(FIRST_UPDATE - 1),
    );
    if (connected === undefined) throw new Error('the second shop was not connected');
    return connected.merchantId;
  } finally {
    store.close();
  }
}
