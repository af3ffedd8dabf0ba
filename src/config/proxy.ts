/**
 * Returns the proxy through which an address is reached, or undefined if it is reached directly: an address on this machine (http), or
 * one that `noProxy` names.
 */
export function proxyFor(
  address: string,
  httpsProxy: string | undefined,
  noProxy: string,
): string | undefined {
  const url = new URL(address);
  return url.protocol === 'https:' && !isDirect(url, noProxy) ? httpsProxy : undefined;
}

/**
 * Returns whether `NO_PROXY` names an address. As in other programs, it is a list of names, separated by commas or spaces. A name
 * stands for its subdomains, too, and may have a port; `*` stands for all.
 */
function isDirect(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', onPort = port] = /^(.*?)(?::(\d+))?$/.exec(withoutColons(entry)) ?? [];
      if (onPort !== port) return false;
      const suffix = bare(name).replace(/^\*?\./, '');
      return suffix === '*' || host === suffix || host.endsWith(`.${suffix}`);
    });
}

/** Returns a name in the form in which names are compared: lower case, without the root's dot and the brackets of an IPv6 address. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(.)\.$/, '$1');

/** Puts an IPv6 address into brackets, so that its last part is not taken for a port. */
const withoutColons = (entry: string): string => (/^[^[\]]*:[^[\]]*:/.test(entry) ? `[${entry}]` : entry);

/** Returns what no log line may show of a proxy's address: the password, in each form in which it is written or sent. */
export function proxySecrets(proxy: string | undefined): readonly string[] {
  const { username, password } = new URL(proxy ?? 'http://none');
  return passwordForms(username, password);
}

/** The forms of a name and a password of an address that no log line may show. */
export function passwordForms(username: string, password: string): readonly string[] {
  if (username === '' && password === '') return [];
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const all = [decodeURIComponent(password), plain, Buffer.from(plain).toString('base64')];
  return all.filter((secret) => secret.length >= LEAST_SECRET);
}

/** A shorter password is part of too many words to hide it alone. The form with the name before it is hidden all the same. */
const LEAST_SECRET = 4;
