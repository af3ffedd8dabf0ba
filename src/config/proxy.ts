/**
 * The proxy through which an address is reached: the one for https, unless the address is within this machine (http) or `noProxy`
 * names it.
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
 * Whether an address is reached without the proxy, as other programs read `NO_PROXY`: names (and what is under them), perhaps with a
 * port, separated by commas or spaces; `*` for all.
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

/** A name as names are compared: in small letters, without the root's dot and an address' brackets. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(.)\.$/, '$1');

/** An address of IPv6 in brackets, so that its last part is no port. */
const withoutColons = (entry: string): string => (/^[^[\]]*:[^[\]]*:/.test(entry) ? `[${entry}]` : entry);

/** What must not be seen of a proxy's address: its password, in each form in which it is written or sent. */
export function proxySecrets(proxy: string | undefined): readonly string[] {
  const { username, password } = new URL(proxy ?? 'http://none');
  if (username === '' && password === '') return [];
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const all = [decodeURIComponent(password), plain, Buffer.from(plain).toString('base64')];
  return all.filter((secret) => secret.length >= LEAST_SECRET);
}

/** What is shorter stands in half of all words. With the name before it, it is hidden all the same. */
const LEAST_SECRET = 4;
