export interface BosmiCredentials {
  readonly apiKey: string;
  readonly username: string;
  readonly email: string;
}

/** What a request names its account by. The gateway's document asks for the username or for the e-mail address. */
interface NamedAccount {
  readonly api_key: string;
  readonly username?: string | undefined;
  readonly email?: string | undefined;
}

/** The merchants that are registered with the simulated gateway. */
export interface BosmiAccounts {
  add(account: BosmiCredentials): void;
  /** Returns true if the key and the name belong to one account. */
  accepts(named: NamedAccount): boolean;
  /** The account that a key belongs to, by its e-mail address: an account may have several keys. */
  emailOf(named: NamedAccount): string;
}

export function bosmiAccounts(first: BosmiCredentials): BosmiAccounts {
  const accounts: BosmiCredentials[] = [first];
  return {
    add: (account) => void accounts.push(account),
    accepts: (named) =>
      accounts.some(
        ({ apiKey, email, username }) =>
          named.api_key === apiKey && (named.email === email || named.username === username),
      ),
    emailOf: (named) => accounts.find(({ apiKey }) => apiKey === named.api_key)?.email ?? '',
  };
}
