import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { bosmiGateway } from '../../src/gateway/bosmi/gateway.ts';
import type { ExchangeLimits } from '../../src/gateway/connections.ts';
import { testCertificates } from '../support/certificates.ts';
import { startConnectProxy, type ProxyBehaviour } from '../support/connect-proxy.ts';
import { startTlsServer, type Behaviour } from '../support/tls-server.ts';

const certificates = testCertificates();
const CHARGE = { msisdn: '254712345678' as Msisdn, amountKes: 500 as AmountKes };
const QUERY = { msisdn: CHARGE.msisdn, transactionId: 'T1' };
const PATIENT: ExchangeLimits = {
  connectMs: 10_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  totalMs: 20_000,
  bodyBytes: 65_536,
};
/** For a server that never answers. */
const SHORT: ExchangeLimits = { ...PATIENT, connectMs: 400, headersMs: 400, bodyMs: 400, totalMs: 3_000 };
const ACCEPTED = '{"status":"0","transaction_id":"T1"}';
const UNREACHABLE = { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined };
type Http1Handler = NonNullable<Behaviour['h1']>;
const sayAccepted: Http1Handler = (response) => void response.writeHead(200).end(ACCEPTED);

const gatewayThrough = (proxy: string, baseUrl: string, limits = PATIENT) => {
  const account = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example' };
  const gateway = bosmiGateway({ ...account, baseUrl, proxy }, { push: limits, query: limits });
  onTestFinished(() => gateway.close());
  return gateway;
};

/** A gateway over TLS behind a proxy. */
async function behindProxy(behaviour: ProxyBehaviour = {}, h1 = sayAccepted, limits = PATIENT) {
  const server = await startTlsServer(certificates.get().good, { h1 });
  const proxy = await startConnectProxy(behaviour);
  const scheme = behaviour.certificate === undefined ? 'http' : 'https';
  return {
    server,
    proxy,
    gateway: gatewayThrough(`${scheme}://127.0.0.1:${proxy.port}`, server.url, limits),
  };
}

describe('through a proxy', () => {
  test.each(['http', 'https'])(
    'by %s, a push and a query each go through a tunnel, once, by HTTP/1.1',
    async (by) => {
      const certificate = by === 'https' ? { certificate: certificates.get().good } : {};
      const { server, proxy, gateway } = await behindProxy(certificate);
      expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'accepted', transactionId: 'T1' });
      expect(await gateway.query(QUERY)).toMatchObject({ kind: 'pending' });
      const target = `127.0.0.1:${server.port}`;
      expect(proxy.asked).toEqual([
        { target, authorization: undefined },
        { target, authorization: undefined },
      ]);
      expect(server.arrived).toMatchObject([
        { version: '1.1', path: '/processrequest' },
        { version: '1.1', path: '/query' },
      ]);
      expect(new Set(server.offered.flat())).toEqual(new Set(['http/1.1']));
    },
  );

  test('the username and the password are sent to the proxy and to nobody else', async () => {
    const { server, proxy } = await behindProxy();
    const gateway = gatewayThrough(`http://mama:p%40ss-word@127.0.0.1:${proxy.port}`, server.url);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'accepted' });
    const basic = `Basic ${Buffer.from('mama:p@ss-word').toString('base64')}`;
    expect(proxy.asked).toMatchObject([{ authorization: basic }]);
    expect(JSON.stringify(server.arrived)).not.toContain('p@ss');
  });

  test('queries share tunnels, and none is left once the gateway is closed', async () => {
    const { proxy, gateway } = await behindProxy();
    for (let n = 0; n < 10; n += 1) await gateway.query(QUERY);
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
    await gateway.push(CHARGE);
    await gateway.close();
    await expect.poll(proxy.open).toBe(0);
  });
});

const refusing = (status: string): ProxyBehaviour => ({
  instead: (socket) =>
    void socket.end(`HTTP/1.1 ${status}\r\ncontent-length: ${ACCEPTED.length}\r\n\r\n${ACCEPTED}`),
});

describe('a push that a proxy does not let through is declined, and a query has no answer:', () => {
  test.each<[string, ProxyBehaviour, string | RegExp]>([
    ['it wants a password', refusing('407 Proxy Authentication Required'), 'PROXY_SAID_407'],
    ['it does not allow the gateway', refusing('403 Forbidden'), 'PROXY_SAID_403'],
    ['it does not reach the gateway', refusing('502 Bad Gateway'), 'PROXY_SAID_502'],
    ['it answers a CONNECT with a page', refusing('201 Created'), 'PROXY_SAID_201'],
    ['it hangs up on the CONNECT', { instead: (socket) => void socket.end() }, /./],
    ['it resets the CONNECT', { instead: (socket) => void socket.resetAndDestroy() }, /./],
    [
      'it answers a CONNECT with something that is not HTTP',
      { instead: (socket) => void socket.end('SSH-2.0-x\r\n\r\n') },
      /./,
    ],
    ['its tunnel ends at once', { onTunnel: (socket) => void socket.end() }, /./],
    ['its tunnel is reset at once', { onTunnel: (socket) => void socket.resetAndDestroy() }, /./],
    [
      'its tunnel leads to something else',
      { instead: (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n') },
      /./,
    ],
  ])('%s', async (_what, behaviour, raw) => {
    const { server, gateway } = await behindProxy(behaviour);
    const pushed = await gateway.push(CHARGE);
    expect(pushed).toMatchObject({ ...UNREACHABLE, evidence: { httpStatus: undefined } });
    expect(pushed.evidence.raw).toMatch(raw);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', overloaded: false });
    expect(server.arrived).toEqual([]);
  });

  test.each<[string, ProxyBehaviour]>([
    ['it never answers the CONNECT', { instead: () => undefined }],
    ['its tunnel is silent', { instead: (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n') }],
  ])('%s', async (_what, behaviour) => {
    const { server, proxy, gateway } = await behindProxy(behaviour, sayAccepted, SHORT);
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer' });
    await gateway.close();
    expect(server.arrived).toEqual([]);
    await expect.poll(proxy.connections).toBe(0);
  });

  test('nothing listens at its address', async () => {
    const server = await startTlsServer(certificates.get().good, { h1: sayAccepted });
    const before = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => before.once('listening', resolve));
    const { port } = before.address() as AddressInfo;
    await new Promise((resolve) => {
      before.close(resolve);
    });
    const gateway = gatewayThrough(`http://127.0.0.1:${port}`, server.url);
    expect(await gateway.push(CHARGE)).toMatchObject({ ...UNREACHABLE, evidence: { raw: 'ECONNREFUSED' } });
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why: 'unreachable' });
    expect(server.connections()).toBe(0);
  });

  test('its host name does not exist', async () => {
    const gateway = gatewayThrough('http://no-such-proxy.invalid:3128', 'https://127.0.0.1:9');
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
  });

  test.each(['selfSigned', 'otherHost', 'expired'] as const)('its own certificate is %s', async (which) => {
    const { server, proxy, gateway } = await behindProxy({ certificate: certificates.get()[which] });
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why: 'unreachable' });
    expect([proxy.asked, server.arrived]).toEqual([[], []]);
  });

  test.each(['selfSigned', 'otherHost', 'expired'] as const)(
    'the gateway’s certificate is %s, as when the proxy intercepts the tunnel',
    async (which) => {
      const server = await startTlsServer(certificates.get()[which], { h1: sayAccepted });
      const proxy = await startConnectProxy();
      const gateway = gatewayThrough(`http://127.0.0.1:${proxy.port}`, server.url);
      expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
      expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why: 'unreachable' });
      expect(server.arrived).toEqual([]);
    },
  );

  test('the gateway is closed while it asks for a tunnel', async () => {
    const { server, proxy, gateway } = await behindProxy({ instead: () => undefined });
    const pushed = gateway.push(CHARGE);
    await expect.poll(() => proxy.asked.length).toBe(1);
    await gateway.close();
    expect(await pushed).toMatchObject(UNREACHABLE);
    expect(server.arrived).toEqual([]);
  });
});

describe('a push that has gone through a tunnel is unknown, and went out once, when', () => {
  const breaking = (act: (client: Socket, target: Socket) => void) => {
    const tunnel: { client?: Socket; target?: Socket } = {};
    const behaviour: ProxyBehaviour = {
      onTunnel: (client, target) => void Object.assign(tunnel, { client, target }),
    };
    const h1: Http1Handler = () => act(tunnel.client!, tunnel.target!);
    return { behaviour, h1 };
  };

  test.each<[string, (client: Socket, target: Socket) => void]>([
    ['the proxy resets it', (client) => void client.resetAndDestroy()],
    ['the proxy ends it', (client) => void client.end()],
    ['the proxy loses the gateway', (_client, target) => void target.destroy()],
  ])('%s before the answer', async (_what, act) => {
    const { behaviour, h1 } = breaking(act);
    const { server, proxy, gateway } = await behindProxy(behaviour, h1);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'cut-off' });
    expect([server.arrived.length, proxy.asked.length]).toEqual([1, 1]);
  });

  test('no answer comes', async () => {
    const { server, gateway } = await behindProxy({}, () => undefined, SHORT);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'timed-out' });
    expect(server.arrived).toHaveLength(1);
  });

  test('the proxy does not forward the request, and resets the connection', async () => {
    const behaviour: ProxyBehaviour = {
      onTunnel(client, target) {
        // The client's part of the handshake goes through. The request that the client writes next goes nowhere.
        client.once('data', () => {
          setImmediate(() => client.unpipe(target).resume());
          client.once('data', () => setTimeout(() => client.resetAndDestroy(), 100));
        });
      },
    };
    const { server, gateway } = await behindProxy(behaviour);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'cut-off' });
    expect(server.arrived).toEqual([]);
  });
});
