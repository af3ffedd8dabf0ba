import { constants, type ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { bosmiGateway } from '../../src/gateway/bosmi/gateway.ts';
import type { ExchangeLimits } from '../../src/gateway/connections.ts';
import { testCertificates, type TestCertificates } from '../support/certificates.ts';
import { startTlsServer, type Behaviour } from '../support/tls-server.ts';

const certificates = testCertificates();
const CHARGE = { msisdn: '254712345678' as Msisdn, amountKes: 500 as AmountKes };
const QUERY = { msisdn: CHARGE.msisdn, transactionId: 'T1' };
/** For a server that answers, even on a busy machine. */
const PATIENT: ExchangeLimits = {
  connectMs: 10_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  totalMs: 20_000,
  bodyBytes: 65_536,
};
/** For a server that never answers. */
const SHORT: ExchangeLimits = { ...PATIENT, connectMs: 500, headersMs: 300, bodyMs: 300, totalMs: 2_000 };
const ACCEPTED = '{"status":"0","transaction_id":"T1"}';
const UNREACHABLE = { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined };

const gatewayAt = (baseUrl: string, limits = PATIENT) => {
  const account = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example' };
  const gateway = bosmiGateway({ ...account, baseUrl }, { push: limits, query: limits });
  onTestFinished(() => gateway.close());
  return gateway;
};

const sayAccepted = (response: ServerResponse): void => void response.writeHead(200).end(ACCEPTED);
const serving = (behaviour: Behaviour, certificate: keyof TestCertificates = 'good') =>
  startTlsServer(certificates.get()[certificate], behaviour);

/** How a server drops a request that it received by HTTP/2. */
const BROKEN_H2: readonly (readonly [string, (stream: ServerHttp2Stream) => void])[] = [
  ['refuses the stream', (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
  [
    'sends GOAWAY for the streams before it',
    (stream) => stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0),
  ],
  [
    'sends GOAWAY for the streams before it and hangs up',
    (stream) => {
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0);
      setTimeout(() => stream.session?.destroy(), 50);
    },
  ],
  [
    'answers and sends GOAWAY',
    (stream) => {
      stream.respond({ ':status': 200 });
      stream.end(ACCEPTED);
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0);
    },
  ],
  ['resets the connection', (stream) => stream.session?.socket.destroy()],
];

describe('a gateway that offers HTTP/2', () => {
  test.each(BROKEN_H2)('and %s gets a push once, by HTTP/1.1', async (_how, h2) => {
    const server = await serving({ h2, h1: sayAccepted });
    expect(await gatewayAt(server.url).push(CHARGE)).toMatchObject({
      kind: 'accepted',
      transactionId: 'T1',
    });
    expect(server.arrived).toMatchObject([{ version: '1.1', method: 'POST', path: '/processrequest' }]);
  });

  test.each(BROKEN_H2)('and %s gets a query once, by HTTP/1.1', async (_how, h2) => {
    const server = await serving({ h2, h1: sayAccepted });
    expect(await gatewayAt(server.url).query(QUERY)).toMatchObject({ kind: 'pending' });
    expect(server.arrived).toMatchObject([{ version: '1.1', method: 'POST', path: '/query' }]);
  });

  test('is offered only HTTP/1.1, by many pushes and queries', async () => {
    const server = await serving({ h1: sayAccepted });
    const gateway = gatewayAt(server.url);
    await Promise.all([
      ...Array.from({ length: 5 }, () => gateway.push(CHARGE)),
      ...Array.from({ length: 5 }, () => gateway.query(QUERY)),
    ]);
    expect(server.arrived).toHaveLength(10);
    expect(new Set(server.offered.flat())).toEqual(new Set(['http/1.1']));
  });

  test('and nothing else is not reached, and no request leaves', async () => {
    const server = await serving({ h2: (stream) => stream.respond(), allowHTTP1: false });
    const gateway = gatewayAt(server.url);
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', overloaded: false });
    expect(server.arrived).toEqual([]);
  });
});

describe('a push over TLS that was sent', () => {
  test.each<[string, (response: ServerResponse, request: IncomingMessage) => void, string]>([
    ['and then reset', (_response, request) => request.socket.destroy(), 'cut-off'],
    ['and then hung up on', (_response, request) => void request.socket.end(), 'cut-off'],
    ['and never answered', () => undefined, 'timed-out'],
    [
      'and answered by half',
      (response, request) => {
        response.writeHead(200, { 'content-length': '100' }).write(ACCEPTED);
        setTimeout(() => request.socket.destroy(), 50);
      },
      'cut-off',
    ],
  ])('%s is unknown, and went out once on one connection', async (_what, h1, why) => {
    const server = await serving({ h1 });
    const gateway = gatewayAt(server.url, why === 'timed-out' ? SHORT : PATIENT);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why });
    await gateway.close();
    expect([server.arrived.length, server.connections()]).toEqual([1, 1]);
  });

  // In TLS 1.3 the client finishes the handshake and writes before the server checks the client's certificate.
  test('and then refused for want of a client certificate is unknown', async () => {
    const server = await serving({ h1: sayAccepted, tls: { requestCert: true, rejectUnauthorized: true } });
    expect(await gatewayAt(server.url).push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'cut-off' });
    expect(server.arrived).toEqual([]);
  });
});

describe('a push over TLS that was never sent', () => {
  /** Five bytes that sayAccepted that a TLS record of 80 bytes follows. */
  const HALF_A_HANDSHAKE = Buffer.from([22, 3, 3, 0, 80]);

  test.each<[string, (socket: Socket) => void]>([
    ['is reset before the handshake', (socket) => socket.resetAndDestroy()],
    ['is closed before the handshake', (socket) => socket.end()],
    ['is reset within the handshake', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['is closed within the handshake', (socket) => socket.once('data', () => socket.end(HALF_A_HANDSHAKE))],
    [
      'goes silent within the handshake',
      (socket) => socket.once('data', () => socket.write(HALF_A_HANDSHAKE)),
    ],
    [
      'brings HTTP without TLS',
      (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
    ],
  ])('because the connection %s is declined', async (_what, act) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      act(socket);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await gatewayAt(`https://127.0.0.1:${port}`, SHORT).push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(sockets.size).toBe(1);
  });

  test('because the server speaks only an old TLS is declined', async () => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const server = await serving({ h1: sayAccepted, tls: old });
    expect(await gatewayAt(server.url).push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(server.arrived).toEqual([]);
  });

  test.each<[string, keyof TestCertificates, string]>([
    ['that is self-signed', 'selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['of another host', 'otherHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', 'expired', 'CERT_HAS_EXPIRED'],
    ['that is not valid yet', 'notYetValid', 'CERT_NOT_YET_VALID'],
    ['from an unknown authority', 'unknownAuthority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('because the server has a certificate %s is declined, with the reason', async (_what, which, raw) => {
    const server = await serving({ h1: sayAccepted }, which);
    const gateway = gatewayAt(server.url);
    expect(await gateway.push(CHARGE)).toMatchObject({ ...UNREACHABLE, evidence: { raw } });
    expect(await gateway.query(QUERY)).toMatchObject({
      kind: 'no-answer',
      why: 'unreachable',
      overloaded: false,
      evidence: { raw },
    });
    expect(server.arrived).toEqual([]);
  });

  test('to a server with a self-signed certificate is declined even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);
    const server = await serving({ h1: sayAccepted }, 'selfSigned');
    const gateway = gatewayAt(server.url);
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer' });
    expect(server.arrived).toEqual([]);
  });
});
