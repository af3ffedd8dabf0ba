import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AmountKes } from '../../../src/domain/amount.ts';
import type { Msisdn } from '../../../src/domain/msisdn.ts';
import { bosmiGateway } from '../../../src/gateway/bosmi/gateway.ts';
import type { ExchangeLimits } from '../../../src/gateway/connections.ts';

const ACCOUNT = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example' };
const CHARGE = { msisdn: '254712345678' as Msisdn, amountKes: 1500 as AmountKes };
const QUERY = { msisdn: CHARGE.msisdn, transactionId: 'T1' };
/** Short, so that a request without an answer ends soon. */
const SHORT: ExchangeLimits = {
  connectMs: 2_000,
  headersMs: 300,
  bodyMs: 300,
  totalMs: 900,
  bodyBytes: 65_536,
};
const ACCEPTED = '{"status":"0","transaction_id":"T1"}';
const REFUSED = '{"status":"error","message":"Insufficient float."}';

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

const gatewayAt = (baseUrl: string) => {
  const gateway = bosmiGateway({ ...ACCOUNT, baseUrl }, { push: SHORT, query: SHORT });
  onTestFinished(() => gateway.close());
  return gateway;
};

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers every request with `answer`. Records the requests and counts the connections. */
async function httpServer(
  answer: (response: ServerResponse, request: IncomingMessage, body: string) => void,
) {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { method, url: path, headers } = request;
      seen.push({ method, path, contentType: headers['content-type'], body: JSON.parse(body) });
      answer(response, request, body);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  const url = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { gateway: gatewayAt(`${url}/v3`), url, seen, connections: () => connections };
}

const respondingWith = (status: number, body: string, headers: Record<string, string> = {}) =>
  httpServer((response) => void response.writeHead(status, headers).end(body));

/** A server without HTTP. It calls `act` when it has read a whole request. */
async function tcpServer(act: (socket: Socket) => void) {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (!text.endsWith('}')) return;
      text = '';
      requests += 1;
      act(socket);
    });
  });
  const url = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { gateway: gatewayAt(url), requests: () => requests };
}

describe('a push', () => {
  test('is one POST with exactly the fields of the gateway’s document', async () => {
    const { gateway, seen } = await respondingWith(200, ACCEPTED);
    const outcome = await gateway.push(CHARGE);
    expect(outcome).toMatchObject({ kind: 'accepted', transactionId: 'T1', evidence: { httpStatus: 200 } });
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/v3/processrequest',
        contentType: 'application/json',
        body: {
          api_key: 'Sd4#k[HFS',
          username: 'admin',
          email: 'mama@duka.example',
          phone: '0712345678',
          amount: 1500,
        },
      },
    ]);
  });

  test('goes to the same place when the base URL ends in a slash', async () => {
    const { url, seen } = await respondingWith(200, ACCEPTED);
    await gatewayAt(`${url}/v3/`).push(CHARGE);
    expect(seen.map(({ path }) => path)).toEqual(['/v3/processrequest']);
  });

  test('goes to the same place however many slashes the base URL ends in', async () => {
    const { url, seen } = await respondingWith(200, ACCEPTED);
    await gatewayAt(`${url}/v3//`).push(CHARGE);
    expect(seen.map(({ path }) => path)).toEqual(['/v3/processrequest']);
  });

  test('and a query work with the default limits', async () => {
    const { url } = await respondingWith(200, ACCEPTED);
    const gateway = bosmiGateway({ ...ACCOUNT, baseUrl: url });
    onTestFinished(() => gateway.close());
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'accepted', transactionId: 'T1' });
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'pending' });
  });

  test.each(['{"status":"error"}', '{"status":"error","message":" \u202e "}'])(
    'that is refused without a message (%s) is declined without one',
    async (body) => {
      const { gateway } = await respondingWith(200, body);
      expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'declined', gatewayMessage: undefined });
    },
  );

  test('opens its own connection each time', async () => {
    const { gateway, connections } = await respondingWith(200, ACCEPTED);
    await gateway.push(CHARGE);
    await gateway.push(CHARGE);
    expect(connections()).toBe(2);
  });

  test.each([
    [200, REFUSED],
    [400, REFUSED],
    [422, REFUSED],
  ])('is declined, with the gateway’s message, after a readable error with HTTP %i', async (status, body) => {
    const { gateway, seen } = await respondingWith(status, body);
    expect(await gateway.push(CHARGE)).toMatchObject({
      kind: 'declined',
      cause: 'refused',
      gatewayMessage: 'Insufficient float.',
    });
    expect(seen).toHaveLength(1);
  });

  test.each<[string, number, string, string, Record<string, string>?]>([
    ['garbage', 200, '<html>', 'unreadable'],
    ['an empty body', 200, '', 'unreadable'],
    ['a 204 without a body', 204, '', 'unreadable'],
    ['a readable success with a 500', 500, ACCEPTED, 'http-error'],
    ['a readable error with a 500', 500, REFUSED, 'http-error'],
    ['a 502', 502, 'Bad Gateway', 'http-error'],
    ['a readable error with a 503', 503, REFUSED, 'http-error'],
    ['a readable success with a 400', 400, ACCEPTED, 'http-error'],
    ['an unreadable 401', 401, 'no', 'http-error'],
    ['an unreadable 404', 404, '<html>', 'http-error'],
    ['a 429', 429, 'slow down', 'http-error'],
    ['a 300 with choices', 300, ACCEPTED, 'redirect'],
    ['a 301 to nowhere', 301, '', 'redirect'],
    ['a 399', 399, ACCEPTED, 'redirect'],
    [
      'a body of more than 64 KiB',
      200,
      JSON.stringify({ status: '0', transaction_id: 'T1', x: 'x'.repeat(70_000) }),
      'too-large',
    ],
    [
      'an answer cut short of its length',
      200,
      ACCEPTED,
      'cut-off',
      { 'content-length': '5000', connection: 'close' },
    ],
  ])('is unknown after %s, and one request was made', async (_what, status, body, why, headers = {}) => {
    const { gateway, seen } = await httpServer((response) => {
      response.writeHead(status, headers);
      response.write(body);
      if (headers['content-length'] === undefined) response.end();
      else setTimeout(() => response.destroy(), 50);
    });
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why });
    expect(seen).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('does not follow a %i, and is unknown', async (status) => {
    const other = await respondingWith(200, ACCEPTED);
    const { gateway, seen } = await respondingWith(status, '', {
      location: `${other.url}/v3/processrequest`,
    });
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'redirect' });
    expect(seen).toHaveLength(1);
    expect(other.seen).toEqual([]);
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no answer comes', () => undefined, 'timed-out'],
    ['the connection is reset', (socket) => socket.resetAndDestroy(), 'cut-off'],
    ['the connection is closed', (socket) => socket.end(), 'cut-off'],
    ['the answer is not HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'cut-off'],
    [
      'the connection is reset within the body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status":"0",');
        setTimeout(() => socket.resetAndDestroy(), 50);
      },
      'cut-off',
    ],
    [
      'the body stops',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status":"0",'),
      'timed-out',
    ],
    [
      'the body trickles in and never ends',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
        const drip = setInterval(() => socket.write(' '), 50);
        socket.on('close', () => clearInterval(drip));
      },
      'timed-out',
    ],
  ])('is unknown when %s after the request, and one request was made', async (_what, act, why) => {
    const { gateway, requests } = await tcpServer(act);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why });
    expect(requests()).toBe(1);
  });

  test('is declined as unreachable when nothing listens there', async () => {
    const server = createTcp();
    const url = await listen(server);
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({
      kind: 'declined',
      cause: 'unreachable',
      gatewayMessage: undefined,
      evidence: { httpStatus: undefined, raw: 'ECONNREFUSED' },
    });
  });

  test('is declined as unreachable when the host name does not exist', async () => {
    expect(await gatewayAt('http://gateway.invalid').push(CHARGE)).toMatchObject({
      kind: 'declined',
      cause: 'unreachable',
    });
  });

  test('is declined as unreachable when the server does not speak TLS: no byte of the push was sent', async () => {
    const plain = createTcp((socket) => void socket.on('error', () => undefined).end('hello'));
    const url = await listen(plain);
    onTestFinished(() => void plain.close());
    expect(await gatewayAt(url.replace('http:', 'https:')).push(CHARGE)).toMatchObject({
      kind: 'declined',
      cause: 'unreachable',
    });
  });

  test('that is under way when the gateway is closed ends at once, as unknown', async () => {
    const { gateway, requests } = await tcpServer(() => void gateway.close());
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown' });
    expect(requests()).toBe(1);
  });
});

describe('a query', () => {
  test('sends the transaction id, the username, the e-mail address and the key, and no phone', async () => {
    const { gateway, seen } = await respondingWith(200, REFUSED);
    expect(await gateway.query(QUERY)).toMatchObject({
      kind: 'pending',
      gatewayMessage: 'Insufficient float.',
    });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/v3/query',
        body: { api_key: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example', transaction_id: 'T1' },
      },
    ]);
    expect(JSON.stringify(seen)).not.toContain('712345678');
  });

  test('reports the values of the gateway’s answer unchanged', async () => {
    const { gateway } = await respondingWith(
      200,
      '{"status":0,"B0smi_Id":"T1","amount":1500,"mpesa_receipt":"UKO4H7XK2P"}',
    );
    expect(await gateway.query(QUERY)).toMatchObject({
      kind: 'reported',
      report: { transactionIds: ['T1'], amount: '1500', phone: undefined, receipt: 'UKO4H7XK2P' },
    });
  });

  test('keeps its connection open for the next query', async () => {
    const { gateway, connections } = await respondingWith(200, REFUSED);
    for (let n = 0; n < 20; n += 1) await gateway.query(QUERY);
    // The pool may open a second one while the first is being freed.
    expect(connections()).toBeLessThanOrEqual(2);
  });

  test.each<[number, Record<string, string>, string, boolean, number | undefined]>([
    [429, { 'retry-after': '7' }, 'http-error', true, 7_000],
    [429, { 'retry-after': '999999' }, 'http-error', true, 600_000],
    [429, { 'retry-after': 'Tue, 24 Nov 2026 10:00:00 GMT' }, 'http-error', true, undefined],
    [503, {}, 'http-error', true, undefined],
    [500, {}, 'http-error', true, undefined],
    [404, {}, 'http-error', false, undefined],
    [300, {}, 'redirect', false, undefined],
    [302, { location: '/v3/query' }, 'redirect', false, undefined],
  ])(
    'with HTTP %i and %j has no answer: %s, overloaded %s',
    async (status, headers, why, overloaded, retryAfterMs) => {
      // A readable success does not count with a wrong status.
      const body = '{"status":0,"B0smi_Id":"T1","amount":1500,"mpesa_receipt":"UKO4H7XK2P"}';
      const { gateway, seen } = await respondingWith(status, body, headers);
      expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why, overloaded, retryAfterMs });
      expect(seen).toHaveLength(1);
    },
  );

  test.each<[number, string]>([
    [401, REFUSED],
    [403, REFUSED],
    [403, '{"status":"error"}'],
    [401, '{"status":"error","message":"Unauthorized","B0smi_Id":"T1"}'],
    [200, '{"status":"error","message":"Invalid API key."}'],
    [400, '{"status":"error","message":"Invalid API credentials."}'],
    [404, '{"status":"error","message":"Unknown username"}'],
  ])('that is refused for the account (HTTP %i, %s) says nothing about the payment', async (status, body) => {
    const { gateway, seen } = await respondingWith(status, body);
    const outcome = await gateway.query(QUERY);
    expect(outcome).toMatchObject({ kind: 'account', evidence: { httpStatus: status, raw: body } });
    expect(seen).toHaveLength(1);
  });

  test.each<[number, string]>([
    [401, 'Unauthorized'],
    [403, '<h1>Forbidden</h1>'],
    [401, '{"status":0,"B0smi_Id":"T1","amount":1500,"mpesa_receipt":"UKO4H7XK2P"}'],
    [401, '{"status":"0","transaction_id":"T1"}'],
    [429, '{"status":"error","message":"Too many queries with this API key."}'],
    [500, '{"status":"error","message":"Invalid API key."}'],
    [302, '{"status":"error","message":"Invalid API key."}'],
    [400, '{"status":"error","message":"Transaction is being processed or failed."}'],
  ])('with HTTP %i and %s has no answer, not even one about the account', async (status, body) => {
    const { gateway } = await respondingWith(status, body);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer' });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no answer comes', () => undefined, 'timed-out'],
    ['the connection is reset', (socket) => socket.resetAndDestroy(), 'cut-off'],
  ])('has no answer when %s', async (_what, act, why) => {
    const { gateway, requests } = await tcpServer(act);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why, overloaded: false });
    expect(requests()).toBe(1);
  });
});

describe('the evidence of an answer', () => {
  const echoes: readonly (readonly [string, (body: string) => string])[] = [
    ['the request itself', (body) => body],
    [
      'the request in an error message',
      (body) => JSON.stringify({ status: 'error', message: `Cannot do ${body}` }),
    ],
    [
      'the request as a URL',
      (body) => new URLSearchParams(JSON.parse(body) as Record<string, string>).toString(),
    ],
    ['the request in HTML', (body) => `<pre>${body}</pre>`],
  ];
  test.each(echoes)(
    'holds no secret and no whole phone number when the answer echoes %s',
    async (_what, echo) => {
      const { gateway } = await httpServer(
        (response, _request, body) => void response.writeHead(200).end(echo(body)),
      );
      const kept = JSON.stringify([await gateway.push(CHARGE), await gateway.query(QUERY)]);
      expect(kept).not.toMatch(/Sd4|mama(@|%40)duka|712345678/);
      expect(kept).toContain('[secret]');
    },
  );
});
