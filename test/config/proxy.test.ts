import { expect, test } from 'vitest';
import { proxyFor, proxySecrets } from '../../src/config/proxy.ts';

const PROXY = 'http://proxy.example:3128';

test.each([
  ['https://api.telegram.org', ''],
  ['https://api.telegram.org', 'example.org'],
  ['https://api.telegram.org', 'pi.telegram.org'],
  ['https://api.telegram.org', 'api.telegram.org.example'],
  ['https://api.telegram.org', 'api.telegram.org:8443'],
  ['https://api.telegram.org', 'api.telegram.org:80'],
  ['https://telegram.org.example', 'telegram.org'],
  ['https://10.0.0.12', '10.0.0.1'],
  ['https://[::1]:8443', '::1:8443'],
])('%s goes through the proxy when NO_PROXY is %j', (address, noProxy) => {
  expect(proxyFor(address, PROXY, noProxy)).toBe(PROXY);
});

test.each([
  ['https://api.telegram.org', '*'],
  ['https://api.telegram.org', 'none.example, *'],
  ['https://api.telegram.org', 'api.telegram.org'],
  ['https://api.telegram.org', 'API.Telegram.ORG.'],
  ['https://api.telegram.org', 'telegram.org'],
  ['https://api.telegram.org', '.telegram.org'],
  ['https://api.telegram.org', '*.telegram.org'],
  ['https://api.telegram.org', 'localhost api.telegram.org:443'],
  ['https://api.telegram.org:8443/bot', 'example.org,api.telegram.org:8443'],
  ['https://10.0.0.1', '10.0.0.1'],
  ['https://[::1]:8443', '::1'],
  ['https://[::1]:8443', '[::1]:8443'],
  ['http://127.0.0.1:8080', ''],
])('%s does not go through the proxy when NO_PROXY is %j', (address, noProxy) => {
  expect(proxyFor(address, PROXY, noProxy)).toBeUndefined();
});

test('no address goes through a proxy when none is set', () => {
  expect(proxyFor('https://api.telegram.org', undefined, '')).toBeUndefined();
});

test('a proxy’s password is a secret alone, with its user name, and as it is sent', () => {
  expect(proxySecrets('http://mama:p%40ss-word@proxy.example:3128')).toEqual([
    'p@ss-word',
    'mama:p@ss-word',
    Buffer.from('mama:p@ss-word').toString('base64'),
  ]);
  // A short password is not hidden alone: it may be a part of many words.
  expect(proxySecrets('socks5://mama:abc@proxy.example')).toEqual([
    'mama:abc',
    Buffer.from('mama:abc').toString('base64'),
  ]);
  expect(proxySecrets('http://proxy.example:3128')).toEqual([]);
  expect(proxySecrets(undefined)).toEqual([]);
});
