import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Dispatcher } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AmountKes } from '../../src/domain/amount.ts';
import { verifyPayment } from '../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { bosmiGateway } from '../../src/gateway/bosmi/gateway.ts';
import { post, postOnFreshConnection } from '../../src/gateway/exchange.ts';
import type { ExchangeLimits } from '../../src/gateway/connections.ts';
import type { Gateway, PushOutcome, QueryOutcome } from '../../src/gateway/gateway.ts';

/** The key in the gateway's document. A URL writes some of its characters differently. */
const ACCOUNT = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example' };
/** A number cannot hold it: JSON rounds it to 9007199254740993000. */
const ID = '9007199254740993123';
const CHARGE = { msisdn: '254712345678' as Msisdn, amountKes: 500 as AmountKes };
const QUERY = { msisdn: CHARGE.msisdn, transactionId: ID };
/** Short, so that a request without an answer ends soon. */
const SHORT: ExchangeLimits = {
  connectMs: 2_000,
  headersMs: 200,
  bodyMs: 200,
  totalMs: 600,
  bodyBytes: 65_536,
};
/** For a server that answers, even on a busy machine. */
const PATIENT: ExchangeLimits = { ...SHORT, headersMs: 10_000, bodyMs: 10_000, totalMs: 20_000 };

const ACCEPTED = `{"status":"0","transaction_id":"${ID}"}`;
const REFUSED = '{"status":"error","message":"Insufficient float."}';
const PAID = `{"status":0,"B0smi_Id":"${ID}","amount":500,"phone":254712345678,"mpesa_receipt":"UKO4H7XK2P"}`;

function gatewayAt(baseUrl: string, limits = PATIENT, account = ACCOUNT): Gateway {
  const gateway = bosmiGateway({ ...account, baseUrl }, { push: limits, query: limits });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** Listens on 127.0.0.1 and counts connections. The end of the test closes the server and all its connections. */
async function listen(server: Server, port = 0) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  onTestFinished(close);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    connections: () => sockets.size,
    close,
  };
}

/** An HTTP server that answers every request with `answer` and records the requests. */
async function httpServer(answer: (response: ServerResponse, body: string) => void) {
  const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ request, body });
      answer(response, body);
    });
  });
  return { ...(await listen(server)), seen };
}

const respondingWith = (
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string | string[]> = {},
) => httpServer((response) => void response.writeHead(status, headers).end(body));

/** A server without HTTP. It calls `act` when it has read a whole request. */
async function tcpServer(act: (socket: Socket) => void) {
  let requests = 0;
  const server = createTcp((socket) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.endsWith('}')) return;
      text = '';
      requests += 1;
      act(socket);
    });
  });
  return { ...(await listen(server)), requests: () => requests };
}

/** What a query's outcome expected for our charge. */
function meaning(outcome: QueryOutcome): string {
  if (outcome.kind !== 'reported') return outcome.kind;
  const result = verifyPayment({ ...CHARGE, transactionId: ID }, outcome.report);
  return result.kind === 'paid' ? `paid ${result.receipt}` : `mismatch: ${result.mismatch}`;
}

describe('on the wire', () => {
  test('the body of a push has the amount as an integer and the phone in its local form', async () => {
    const { url, seen } = await respondingWith(200, ACCEPTED);
    await gatewayAt(url).push(CHARGE);
    expect(seen.map(({ body }) => body)).toEqual([
      '{"api_key":"Sd4#k[HFS","username":"admin","email":"mama@duka.example","phone":"0712345678","amount":500}',
    ]);
  });

  test('the body of a query is JSON with the account and the id as text, also if the base URL ends in a slash', async () => {
    const { url, seen } = await respondingWith(200, REFUSED);
    await gatewayAt(`${url}/v3/`).query(QUERY);
    expect(
      seen.map(({ request, body }) => [
        request.method,
        request.url,
        request.headers['content-type'],
        request.headers.accept,
        request.headers['accept-encoding'],
        body,
      ]),
    ).toEqual([
      [
        'POST',
        '/v3/query',
        'application/json',
        'application/json',
        'identity',
        `{"api_key":"Sd4#k[HFS","username":"admin","email":"mama@duka.example","transaction_id":"${ID}"}`,
      ],
    ]);
  });

  test('the success in the gateway’s document, written as JSON, is a payment of its charge', async () => {
    const { url } = await respondingWith(
      200,
      `{
        "status": 0,
        "B0smi_Id": "B0smi_Id2025110317475720811",
        "amount": 1,
        "phone": 254759446172,
        "mpesa_receipt": "TK3GE944U2",
        "message": "Transaction completed successfully."
      }`,
    );
    const of = { transactionId: 'B0smi_Id2025110317475720811', msisdn: '254759446172' as Msisdn };
    const outcome = await gatewayAt(url).query(of);
    expect(outcome).toMatchObject({ kind: 'reported' });
    expect(
      outcome.kind === 'reported' && verifyPayment({ ...of, amountKes: 1 as AmountKes }, outcome.report),
    ).toEqual({ kind: 'paid', receipt: 'TK3GE944U2' });
  });

  test.each(['\ufeff', '\ufeff\ufeff\ufeff'])('the JSON is read after %j', async (marks) => {
    const { url } = await respondingWith(200, marks + ACCEPTED);
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'accepted', transactionId: ID });
  });
});

const framed = (head: string, body: string): string => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
const lengthOf = (body: string): string => `content-length: ${Buffer.byteLength(body)}`;
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('a push that was sent', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    ['no answer', () => undefined, 'timed-out'],
    ['a status line that never ends', (socket) => socket.write('HTTP/1.1 200 OK\r\nx: '), 'timed-out'],
    [
      'headers that trickle in and never end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx: ');
        const drip = setInterval(() => socket.write('x'), 50);
        socket.on('close', () => clearInterval(drip));
      },
      'timed-out',
    ],
    [
      'a body that trickles in and never ends',
      (socket) => {
        socket.write(framed('content-length: 60000', ''));
        const drip = setInterval(() => socket.write(' '), 50);
        socket.on('close', () => clearInterval(drip));
      },
      'timed-out',
    ],
    ['a reset', (socket) => socket.resetAndDestroy(), 'cut-off'],
    ['a closed connection', (socket) => socket.end(), 'cut-off'],
    [
      'a whole success in a chunk, without the last chunk',
      (socket) => socket.end(framed('transfer-encoding: chunked', chunk(ACCEPTED))),
      'cut-off',
    ],
    [
      'a success that is shorter than its length',
      (socket) => socket.end(framed('content-length: 200', ACCEPTED)),
      'cut-off',
    ],
    [
      'a success that is longer than its length',
      (socket) => socket.end(framed('content-length: 10', ACCEPTED)),
      'unreadable',
    ],
    [
      'a success with two lengths',
      (socket) => socket.end(framed(`${lengthOf(ACCEPTED)}\r\ncontent-length: 3`, ACCEPTED)),
      'cut-off',
    ],
    [
      'a success with a length and in chunks',
      (socket) =>
        socket.end(framed('content-length: 3\r\ntransfer-encoding: chunked', `${chunk(ACCEPTED)}0\r\n\r\n`)),
      'cut-off',
    ],
    [
      'headers of 70,000 characters',
      (socket) => socket.end(framed(`x: ${'x'.repeat(70_000)}`, ACCEPTED)),
      'cut-off',
    ],
    [
      'a 100 before the success',
      (socket) => socket.end(`HTTP/1.1 100 Continue\r\n\r\n${framed(lengthOf(ACCEPTED), ACCEPTED)}`),
      'cut-off',
    ],
    [
      'a 101 before the success',
      (socket) =>
        socket.end(
          `HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n${framed(lengthOf(ACCEPTED), ACCEPTED)}`,
        ),
      'cut-off',
    ],
    [
      'a success and then more than 64 KiB',
      (socket) => socket.end(framed('connection: close', ACCEPTED + ' '.repeat(65_537))),
      'too-large',
    ],
  ])('and got %s is unknown, and went out once on one connection', async (_what, act, why) => {
    const server = await tcpServer(act);
    const gateway = gatewayAt(server.url, why === 'timed-out' ? SHORT : PATIENT);
    expect(await gateway.push(CHARGE)).toMatchObject({ kind: 'unknown', why });
    await gateway.close();
    expect([server.requests(), server.connections()]).toEqual([1, 1]);
  });

  test.each([301, 302, 303, 307, 308])(
    'and got a %i is unknown, and nobody connects to its target',
    async (status) => {
      const other = await respondingWith(200, ACCEPTED);
      // A readable success in the redirect's own body does not count either.
      const { url, seen } = await respondingWith(status, ACCEPTED, {
        location: `${other.url}/processrequest`,
      });
      expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'redirect' });
      expect([seen.length, other.connections()]).toEqual([1, 0]);
    },
  );

  test.each([300, 400, 401, 403, 404, 408, 409, 418, 429, 499, 500, 501, 502, 503, 504, 520, 599])(
    'and got a readable success with HTTP %i is not accepted, and went out once',
    async (status) => {
      const { url, seen } = await respondingWith(status, ACCEPTED);
      expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'unknown' });
      expect(seen).toHaveLength(1);
    },
  );

  test.each([500, 502, 503, 504, 599])(
    'and got a readable error with HTTP %i is unknown, not declined: the prompt may be out',
    async (status) => {
      const { url, seen } = await respondingWith(status, REFUSED);
      expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'http-error' });
      expect(seen).toHaveLength(1);
    },
  );

  test.each([200, 400, 404, 409, 422, 429])(
    'and got a readable error with HTTP %i is declined with the gateway’s message',
    async (status) => {
      const { url, seen } = await respondingWith(status, REFUSED);
      expect(await gatewayAt(url).push(CHARGE)).toMatchObject({
        kind: 'declined',
        cause: 'refused',
        gatewayMessage: 'Insufficient float.',
        evidence: { httpStatus: status, raw: REFUSED },
      });
      expect(seen).toHaveLength(1);
    },
  );

  test.each([
    [401, REFUSED],
    [403, REFUSED],
    [200, '{"status":"error","message":"Invalid API Key."}'],
    [200, '{"status":"error","message":"Unauthorized IP: ask for it to be whitelisted"}'],
  ])(
    'and got an error about the account (HTTP %i, %s) is declined because of the account',
    async (status, body) => {
      const { url, seen } = await respondingWith(status, body);
      expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'declined', cause: 'account' });
      expect(seen).toHaveLength(1);
    },
  );

  test('at the same time as nine others has its own request and its own connection', async () => {
    const { url, seen, connections } = await respondingWith(200, ACCEPTED);
    const gateway = gatewayAt(url);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => gateway.push(CHARGE)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'accepted'));
    expect([seen.length, connections()]).toEqual([10, 10]);
  });
});

describe('a push that was never sent', () => {
  const UNREACHABLE = { kind: 'declined', cause: 'unreachable', gatewayMessage: undefined };

  test('because the port was closed is declined, and nothing arrives when the port opens later', async () => {
    const before = await listen(createTcp());
    await before.close();
    const gateway = gatewayAt(before.url, SHORT);
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
    const later = await listen(createTcp(), before.port);
    await gateway.query(QUERY);
    // The one connection is the query's: it shows that a second push would have been seen.
    expect(later.connections()).toBe(1);
  });

  test('because the host name does not exist is declined', async () => {
    expect(await gatewayAt('http://no-such-gateway.invalid').push(CHARGE)).toMatchObject(UNREACHABLE);
  });

  test('because the server never answers the TLS handshake is declined', async () => {
    const { url } = await listen(createTcp());
    const gateway = gatewayAt(url.replace('http:', 'https:'), { ...SHORT, connectMs: 200 });
    expect(await gateway.push(CHARGE)).toMatchObject(UNREACHABLE);
  });

  test('because the gateway was closed before is declined, and no request arrives', async () => {
    const { url, seen } = await respondingWith(200, ACCEPTED);
    const gateway = gatewayAt(url);
    await gateway.close();
    expect(await gateway.push(CHARGE)).toMatchObject({ ...UNREACHABLE, evidence: { raw: 'CLOSED' } });
    expect(seen).toEqual([]);
  });
});

describe('a query', () => {
  test('in a later turn of the event loop reuses the connection of the query before it', async () => {
    const { url, connections } = await respondingWith(200, REFUSED);
    const gateway = gatewayAt(url);
    for (let n = 0; n < 10; n += 1) {
      await gateway.query(QUERY);
      await turn();
      await turn();
    }
    expect(connections()).toBe(1);
  });

  test.each([301, 302, 307, 308])('does not follow a %i, and has no answer', async (status) => {
    const other = await respondingWith(200, PAID);
    const { url, seen } = await respondingWith(status, PAID, { location: `${other.url}/query` });
    expect(await gatewayAt(url).query(QUERY)).toMatchObject({
      kind: 'no-answer',
      why: 'redirect',
      overloaded: false,
    });
    expect([seen.length, other.connections()]).toEqual([1, 0]);
  });

  test.each<[number, string | string[], number | undefined]>([
    [429, '0', 0],
    [429, '600', 600_000],
    [429, '601', 600_000],
    [503, '30', 30_000],
    [429, '-1', undefined],
    [429, '1.5', undefined],
    [429, '1e3', undefined],
    [429, '99999999999', undefined],
    [429, ['5', '6'], undefined],
    [429, '', undefined],
  ])('with HTTP %i and Retry-After %j reports a wait of %s ms', async (status, header, retryAfterMs) => {
    const { url } = await respondingWith(status, '', { 'retry-after': header });
    expect(await gatewayAt(url).query(QUERY)).toMatchObject({
      kind: 'no-answer',
      why: 'http-error',
      overloaded: true,
      retryAfterMs,
    });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no answer comes', () => undefined, 'timed-out'],
    ['the body stops', (socket) => socket.write(framed(lengthOf(PAID), PAID.slice(0, -1))), 'timed-out'],
    ['the body is cut', (socket) => socket.end(framed(lengthOf(PAID), PAID.slice(0, -1))), 'cut-off'],
    [
      'a payment lacks its last chunk',
      (socket) => socket.end(framed('transfer-encoding: chunked', chunk(PAID))),
      'cut-off',
    ],
    ['the connection is closed', (socket) => socket.end(), 'cut-off'],
    ['HTML comes', (socket) => socket.end(framed('connection: close', '<h1>It works!</h1>')), 'unreadable'],
    [
      'a payment is followed by more than 64 KiB',
      (socket) => socket.end(framed('connection: close', PAID + ' '.repeat(65_537))),
      'too-large',
    ],
  ])('has no answer when %s, and is sent once', async (_what, act, why) => {
    const { url, requests } = await tcpServer(act);
    const gateway = gatewayAt(url, why === 'timed-out' ? SHORT : PATIENT);
    expect(await gateway.query(QUERY)).toMatchObject({ kind: 'no-answer', why, overloaded: false });
    expect(requests()).toBe(1);
  });

  test('to a gateway that does not listen has no answer', async () => {
    const before = await listen(createTcp());
    await before.close();
    expect(await gatewayAt(before.url).query(QUERY)).toMatchObject({ kind: 'no-answer', overloaded: false });
  });
});

const changed = (from: string, to: string): string => PAID.replace(from, to);
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
/** Bodies of HTTP 200. Each has the id only in the field of a query, so none is the success of a push. */
const HOSTILE: readonly (readonly [what: string, body: string, meaning: string])[] = [
  ['has status -0', changed('"status":0', '"status":-0'), 'no-answer'],
  ['has status "-0"', changed('"status":0', '"status":"-0"'), 'no-answer'],
  ['has status 0 and then "error"', changed('}', ',"status":"error"}'), 'no-answer'],
  ['has our id as a number of 19 digits', changed(`"${ID}"`, ID), 'mismatch: transaction'],
  ['has our id and then another', changed('}', ',"B0smi_Id":"other"}'), 'no-answer'],
  [
    'has our id only in __proto__',
    changed(`"B0smi_Id":"${ID}"`, `"__proto__":{"B0smi_Id":"${ID}"}`),
    'mismatch: transaction',
  ],
  ['has our id with a line break', changed(ID, ID.replace('7', '\\n')), 'mismatch: transaction'],
  ['has our id with a space', changed(ID, ID.replace('7', ' ')), 'mismatch: transaction'],
  ['has an id of 101 characters', changed(ID, ID.padEnd(101, '0')), 'mismatch: transaction'],
  ['has our amount and then another', changed('}', ',"amount":5}'), 'no-answer'],
  ['has an amount of 1e400', changed('"amount":500', '"amount":1e400'), 'mismatch: amount'],
  ['has an amount in other digits', changed('"amount":500', '"amount":"५००"'), 'mismatch: amount'],
  ['has an amount 10,000 lists deep', changed('"amount":500', `"amount":${deep}`), 'mismatch: amount'],
  ['has a phone of true', changed('254712345678', 'true'), 'mismatch: phone'],
  ['has a receipt and then null', changed('}', ',"mpesa_receipt":null}'), 'no-answer'],
  [
    'has a receipt only in __proto__',
    changed('"mpesa_receipt":"UKO4H7XK2P"', '"__proto__":{"mpesa_receipt":"UKO4H7XK2P"}'),
    'pending',
  ],
  ['has a receipt 10,000 lists deep', changed('"UKO4H7XK2P"', deep), 'mismatch: receipt'],
  [
    'has half a surrogate pair in its receipt',
    changed('UKO4H7XK2P', 'UKO4H7XK2\\ud800'),
    'mismatch: receipt',
  ],
];

describe('an answer with HTTP 200', () => {
  test('is a payment before these tests change it', async () => {
    const { url } = await respondingWith(200, PAID);
    expect(meaning(await gatewayAt(url).query(QUERY))).toBe('paid UKO4H7XK2P');
  });

  test.each(HOSTILE)('that %s is not our payment', async (_what, body, expected) => {
    const { url } = await respondingWith(200, body);
    expect(meaning(await gatewayAt(url).query(QUERY))).toBe(expected);
  });

  test.each<[string, string]>([
    ['is a whole payment', PAID],
    ['has status -0', ACCEPTED.replace('"0"', '-0')],
    ['has status "-0"', ACCEPTED.replace('"0"', '"-0"')],
    ['has a list of status 0', ACCEPTED.replace('"0"', '["0"]')],
    ['has status 0 and then "error"', ACCEPTED.replace('}', ',"status":"error"}')],
    ['has status 0 only in __proto__', ACCEPTED.replace('"status":"0"', '"__proto__":{"status":"0"}')],
    ['has an id that is a number of 19 digits', ACCEPTED.replace(`"${ID}"`, ID)],
    ['has an id and then null', ACCEPTED.replace('}', ',"transaction_id":null}')],
    [
      'has an id only in __proto__',
      ACCEPTED.replace(`"transaction_id":"${ID}"`, `"__proto__":{"transaction_id":"${ID}"}`),
    ],
    ['has an id of 101 characters', ACCEPTED.replace(ID, ID.padEnd(101, '0'))],
    ['has an id with a space', ACCEPTED.replace(ID, `${ID} ${ID}`)],
    ['has an id with a NUL', ACCEPTED.replace(ID, `${ID}\\u0000`)],
    ['has an id with half a surrogate pair', ACCEPTED.replace(ID, `${ID}\\ud800`)],
    ['has an id 10,000 lists deep', ACCEPTED.replace(`"${ID}"`, deep)],
  ])('that %s does not accept a push, and the push went out once', async (_what, body) => {
    const { url, seen } = await respondingWith(200, body);
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'unreadable' });
    expect(seen).toHaveLength(1);
  });
});

/** The ways to compress a body. Our requests ask for none of them. */
const ENCODINGS: readonly (readonly [string, string, (body: string | Uint8Array) => Uint8Array])[] = [
  ['gzip', 'gzip', gzipSync],
  ['gzip by its old name', 'X-Gzip', gzipSync],
  ['deflate', 'deflate', deflateSync],
  ['deflate without zlib’s header', 'deflate', deflateRawSync],
  ['br', 'br', brotliCompressSync],
];

describe('an answer that is compressed without being asked for,', () => {
  test.each(ENCODINGS)('with %s is decoded', async (_what, encoding, encode) => {
    const push = await respondingWith(200, encode(ACCEPTED), { 'content-encoding': encoding });
    expect(await gatewayAt(push.url).push(CHARGE)).toMatchObject({
      kind: 'accepted',
      evidence: { raw: ACCEPTED },
    });
    const query = await respondingWith(200, encode(`\ufeff${PAID}`), { 'content-encoding': encoding });
    expect(meaning(await gatewayAt(query.url).query(QUERY))).toBe('paid UKO4H7XK2P');
  });

  test.each(ENCODINGS)(
    'with %s is too large when it becomes more than 64 KiB',
    async (_what, encoding, encode) => {
      // On the wire it is within the limit.
      const bomb = encode(ACCEPTED + ' '.repeat(5_000_000));
      expect(bomb.length).toBeLessThan(10_000);
      const { url } = await respondingWith(200, bomb, { 'content-encoding': encoding });
      const outcome = await gatewayAt(url).push(CHARGE);
      expect(outcome).toMatchObject({ kind: 'unknown', why: 'too-large', evidence: { httpStatus: 200 } });
      expect(await gatewayAt(url).query(QUERY)).toMatchObject({ kind: 'no-answer', why: 'too-large' });
    },
  );

  test.each(ENCODINGS)('with %s is read up to the limit', async (_what, encoding, encode) => {
    const body = encode(ACCEPTED.padEnd(65_536));
    const { url } = await respondingWith(200, body, { 'content-encoding': encoding });
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'accepted' });
  });

  test.each<[string, string, string | Uint8Array]>([
    ['is cut', 'gzip', gzipSync(ACCEPTED).subarray(0, -12)],
    ['is damaged', 'deflate', deflateSync(ACCEPTED).fill(0, 5, 20)],
    ['is in two codings', 'gzip, gzip', gzipSync(gzipSync(ACCEPTED))],
    ['is in an unknown coding', 'sdch', gzipSync(ACCEPTED)],
    ['has another coding than its header says', 'gzip', deflateSync(ACCEPTED)],
    ['is empty', 'gzip', ''],
  ])('and %s, is unreadable', async (_what, encoding, body) => {
    const { url, seen } = await respondingWith(200, body, { 'content-encoding': encoding });
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'unknown', why: 'unreadable' });
    expect(seen).toHaveLength(1);
  });

  test('but only according to its header, is read as it is', async () => {
    const { url } = await respondingWith(200, ACCEPTED, { 'content-encoding': 'gzip' });
    expect(await gatewayAt(url).push(CHARGE)).toMatchObject({ kind: 'accepted' });
  });

  test('and cannot be decoded, counts as overload if its status says so', async () => {
    const { url } = await respondingWith(503, gzipSync(PAID).subarray(0, -12), {
      'content-encoding': 'gzip',
    });
    expect(await gatewayAt(url).query(QUERY)).toMatchObject({ why: 'http-error', overloaded: true });
  });
});

test('a payer’s number as a SHA-256 fits its charge, and the hash is not kept, because trying all numbers reveals the number', async () => {
  const hash = createHash('sha256').update(CHARGE.msisdn).digest('hex').toUpperCase();
  const { url } = await respondingWith(200, PAID.replace('254712345678', `"${hash}"`));
  const outcome = await gatewayAt(url).query(QUERY);
  expect(meaning(outcome)).toBe('paid UKO4H7XK2P');
  expect(outcome.evidence.raw).toContain('0712 ••• 678');
  expect(outcome.evidence.raw).not.toContain(hash);
});

describe('a push leaves behind', () => {
  const forever = new AbortController().signal;

  test('no connection, even if the server offers to keep it for an hour', async () => {
    let closed = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await tcpServer((socket) => {
      socket.on('close', () => closed());
      socket.write(framed(`keep-alive: timeout=3600\r\n${lengthOf(ACCEPTED)}`, ACCEPTED));
    });
    await postOnFreshConnection(new URL(server.url), {}, PATIENT, forever);
    await gone;
    expect(server.connections()).toBe(1);
  }, 15_000);

  test('no listener on the signal that ends the program', async () => {
    const { url } = await respondingWith(200, ACCEPTED);
    const closing = new AbortController().signal;
    for (let n = 0; n < 3; n += 1) await postOnFreshConnection(new URL(url), {}, PATIENT, closing);
    expect(getEventListeners(closing, 'abort')).toEqual([]);
  });

  test('nothing in flight when the gateway is closed during the connect', async () => {
    const { url } = await listen(createTcp());
    // The server never answers the handshake. The limits are longer than this test may take.
    const gateway = gatewayAt(url.replace('http:', 'https:'), {
      ...PATIENT,
      connectMs: 60_000,
      totalMs: 90_000,
    });
    const pushed = gateway.push(CHARGE);
    await turn();
    await gateway.close();
    expect(await pushed).toMatchObject({ kind: 'declined', cause: 'unreachable' });
  }, 15_000);
});

describe('the reason for a missing answer', () => {
  const forever = new AbortController().signal;
  const SHORT_READS: ExchangeLimits = { ...PATIENT, headersMs: 300, bodyMs: 300 };

  /** An HTTP client that fails with the given fault. */
  class Failing extends Dispatcher {
    readonly #fault: unknown;
    constructor(fault: unknown) {
      super();
      this.#fault = fault;
    }
    override dispatch(): boolean {
      throw this.#fault;
    }
  }
  const failingWith = (fault: unknown) =>
    post(new URL('http://gateway.invalid'), {}, PATIENT, new Failing(fault), forever);

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'is “unreachable” after %s',
    async (code) => {
      expect(await failingWith(Object.assign(new Error('fault'), { code }))).toEqual({
        kind: 'failed',
        why: 'unreachable',
        mayHaveArrived: true,
        httpStatus: undefined,
        code,
      });
    },
  );

  test.each<[string, unknown, string]>([
    ['a fault with an unknown code', Object.assign(new Error('fault'), { code: 'EPIPE' }), 'EPIPE'],
    ['a fault without a code', new Error('fault'), 'UNKNOWN'],
    ['a fault that is not an Error', 'fault', 'UNKNOWN'],
  ])('is “cut-off” after %s', async (_what, fault, code) => {
    expect(await failingWith(fault)).toMatchObject({ kind: 'failed', why: 'cut-off', code });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no headers come', () => undefined, 'UND_ERR_HEADERS_TIMEOUT'],
    [
      'no more of the body comes',
      (socket) => socket.write(framed(lengthOf(PAID), PAID.slice(0, -1))),
      'UND_ERR_BODY_TIMEOUT',
    ],
  ])('is “timed-out” when %s, long before the limit of the whole exchange', async (_what, act, raw) => {
    const { url } = await tcpServer(act);
    expect(await gatewayAt(url, SHORT_READS).query(QUERY)).toMatchObject({
      kind: 'no-answer',
      why: 'timed-out',
      evidence: { raw },
    });
  });

  test('is “unreachable” when nobody answers the TLS handshake of a query', async () => {
    const { url } = await listen(createTcp());
    const gateway = gatewayAt(url.replace('http:', 'https:'), { ...PATIENT, connectMs: 200 });
    expect(await gateway.query(QUERY)).toMatchObject({
      why: 'unreachable',
      evidence: { raw: 'UND_ERR_CONNECT_TIMEOUT' },
    });
    // Half of undici's own limit.
  }, 5_000);

  test('is “unreachable” for a push to a closed port, which cannot have arrived', async () => {
    const before = await listen(createTcp());
    await before.close();
    expect(await postOnFreshConnection(new URL(before.url), {}, PATIENT, forever)).toEqual({
      kind: 'failed',
      why: 'unreachable',
      mayHaveArrived: false,
      httpStatus: undefined,
      code: 'ECONNREFUSED',
    });
  });

  test('is “unreachable” for a push after the gateway was closed, too', async () => {
    expect(
      await postOnFreshConnection(new URL('http://gateway.invalid'), {}, PATIENT, AbortSignal.abort()),
    ).toEqual({
      kind: 'failed',
      why: 'unreachable',
      mayHaveArrived: false,
      httpStatus: undefined,
      code: 'CLOSED',
    });
  });
});

test('a Retry-After with blanks around it is read as a number of seconds', async () => {
  const { url } = await tcpServer((socket) =>
    socket.end('HTTP/1.1 429 Too Many\r\nretry-after:  7 \t\r\ncontent-length: 0\r\n\r\n'),
  );
  expect(await gatewayAt(url).query(QUERY)).toMatchObject({ overloaded: true, retryAfterMs: 7_000 });
});

/** All parts of an outcome that are kept or shown. */
const shown = (outcome: PushOutcome | QueryOutcome): string =>
  [outcome.evidence.raw, 'gatewayMessage' in outcome ? outcome.gatewayMessage : ''].join('\n');

describe('nothing that is kept or shown holds the key, the e-mail or the whole number', () => {
  const FORMS: readonly (readonly [string, (body: string) => string])[] = [
    ['as it is', (body) => body],
    ['inside an error message', (body) => JSON.stringify({ status: 'error', message: `No: ${body}` })],
    ['as values', (body) => Object.values(JSON.parse(body) as object).join(' ')],
    ['as a form', (body) => new URLSearchParams(JSON.parse(body) as Record<string, string>).toString()],
    ['inside a URL', (body) => `https://gateway.example/?request=${encodeURIComponent(body)}`],
  ];
  const CASES = [200, 302, 401, 429, 500].flatMap((status) =>
    FORMS.map(([how, echo]) => [status, how, echo] as const),
  );

  test.each(CASES)('when HTTP %i echoes the request %s', async (status, _how, echo) => {
    const { url } = await httpServer((response, body) => void response.writeHead(status).end(echo(body)));
    const gateway = gatewayAt(url);
    const texts = [shown(await gateway.push(CHARGE)), shown(await gateway.query(QUERY))];
    for (const text of texts) {
      expect(text).toContain('[secret]');
      expect(text).not.toMatch(/Sd4|HFS|mama(@|%40)duka|712345678/);
    }
  });

  test.each(['254712345678', '0712345678', '712345678', '+254712345678'])(
    'when the gateway’s message contains %s',
    async (number) => {
      const { url } = await respondingWith(
        200,
        JSON.stringify({ status: 'error', message: `${number} is busy` }),
      );
      const gateway = gatewayAt(url);
      for (const outcome of [await gateway.push(CHARGE), await gateway.query(QUERY)]) {
        expect(shown(outcome)).toContain('0712 ••• 678 is busy');
        expect(shown(outcome)).not.toContain('345');
      }
    },
  );

  test('when the answer is cut off, timed out or too large, because only the name of the fault is kept', async () => {
    const echo = JSON.stringify({ ...ACCOUNT, phone: '0712345678' });
    const cut = await tcpServer((socket) => socket.end(framed('content-length: 9000', echo)));
    const slow = await tcpServer((socket) => socket.write(framed('content-length: 9000', echo)));
    const large = await tcpServer((socket) => socket.end(framed('connection: close', echo.repeat(1_000))));
    for (const { url } of [cut, slow, large]) {
      expect(shown(await gatewayAt(url, SHORT).push(CHARGE)).trim()).toMatch(/^[A-Z_]+$/);
    }
  });

  // The gateway's message is cut to 300 characters. The secret starts at the 295th.
  test.each([
    ['key', ACCOUNT.apiKey, /Sd4/],
    ['e-mail', ACCOUNT.email, /mama/],
    ['number', '0712345678', /07123/],
  ])('when the message is cut inside the %s', async (_what, secret, part) => {
    const before = 'x'.repeat(293);
    const { url } = await respondingWith(
      200,
      JSON.stringify({ status: 'error', message: `${before} ${secret} and so on` }),
    );
    const outcome = await gatewayAt(url).push(CHARGE);
    expect(outcome).toMatchObject({ kind: 'declined', gatewayMessage: expect.stringMatching(/^x{293}/) });
    expect(shown(outcome)).not.toMatch(part);
  });

  // PHP, which the gateway is written in, writes "/" in JSON as "\/" and encodes "!" in a URL.
  test.each([
    ['JSON', 'Sd4"kHFS', JSON.stringify({ api_key: 'Sd4"kHFS' })],
    ['JSON inside JSON', 'Sd4"kHFS', JSON.stringify({ error: JSON.stringify({ api_key: 'Sd4"kHFS' }) })],
    ['JSON as PHP writes it', 'Sd4/kHFS', '{"api_key":"Sd4\\/kHFS"}'],
    ['a form', 'Sd4!kHFS', new URLSearchParams({ api_key: 'Sd4!kHFS' }).toString()],
    ['a URL with small hexadecimal digits', 'Sd4[kHFS', 'api_key=Sd4%5bkHFS'],
  ])('when an answer echoes, in %s, the key %s', async (_how, apiKey, body) => {
    const { url } = await respondingWith(200, body);
    const gateway = gatewayAt(url, PATIENT, { ...ACCOUNT, apiKey });
    expect(shown(await gateway.push(CHARGE))).not.toMatch(/Sd4|HFS/);
  });
});
