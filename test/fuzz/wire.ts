import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { AmountKes } from '../../src/domain/amount.ts';
import { verifyPayment } from '../../src/domain/verify-payment.ts';
import type { Msisdn } from '../../src/domain/msisdn.ts';
import { bosmiGateway } from '../../src/gateway/bosmi/gateway.ts';
import type { ExchangeLimits } from '../../src/gateway/connections.ts';
import type { Gateway, PushOutcome, QueryOutcome } from '../../src/gateway/gateway.ts';
import { bytesNear, pushAnswer, structured } from './answers.ts';
import { isTrulyPaid, pushSays, refusesAccount, type Ours } from './oracle.ts';
import { property } from './property.ts';

const LIMITS: ExchangeLimits = {
  connectMs: 5_000,
  headersMs: 5_000,
  bodyMs: 5_000,
  totalMs: 10_000,
  bodyBytes: 65_536,
};
const HEAD_END = '\r\n\r\n';

/** The real client, and a server that answers every request with the same bytes, which need not be HTTP, and hangs up. */
interface Wire {
  readonly gateway: Gateway;
  reply: Uint8Array;
  requests: number;
}

async function openWire() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const [head = '', body = ''] = text.split(HEAD_END);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (body.length < length || Number.isNaN(length)) return;
      text = '';
      wire.requests += 1;
      socket.end(wire.reply);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const account = { apiKey: 'Sd4#k[HFS', username: 'admin', email: 'mama@duka.example' };
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = bosmiGateway({ ...account, baseUrl }, { push: LIMITS, query: LIMITS });
  const wire: Wire = { gateway, reply: new Uint8Array(), requests: 0 };
  return {
    context: wire,
    async close() {
      await gateway.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

type Framing = 'length' | 'close' | 'chunked';

const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
/** The encodings of a body, which no request asks for. The last one is only in the header. */
const ENCODINGS: Readonly<Record<string, readonly [string, (body: Uint8Array) => Uint8Array]>> = {
  none: ['X-Nothing: at all', (body) => body],
  gzip: ['Content-Encoding: gzip', gzipSync],
  deflate: ['Content-Encoding: deflate', deflateSync],
  'raw deflate': ['Content-Encoding: Deflate', deflateRawSync],
  br: ['content-encoding:br', (body) => brotliCompressSync(body, FAST)],
  'says gzip': ['Content-Encoding: gzip', (body) => body],
};
/** How much white space follows a body. The greatest are above the limit of what is read. */
const PADDINGS = [0, 0, 0, 0, 0, 0, 0, 60_000, 65_536, 200_000];

function framed(status: number, headers: readonly string[], body: Uint8Array, framing: Framing): Uint8Array {
  const how = {
    length: [`Content-Length: ${body.length}`],
    close: ['Connection: close'],
    chunked: ['Transfer-Encoding: chunked'],
  }[framing];
  const head = [`HTTP/1.1 ${status} Whatever`, ...headers, ...how].join('\r\n') + HEAD_END;
  const content =
    framing !== 'chunked'
      ? [body]
      : body.length === 0
        ? [Buffer.from('0\r\n\r\n')]
        : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')];
  return Uint8Array.from(Buffer.concat([Buffer.from(head), ...content]));
}

const headers = fc.subarray([
  'Content-Type: text/html; charset=utf-16',
  'Retry-After: 5',
  'Retry-After: -1',
  'Location: http://127.0.0.1:9/query',
  'Set-Cookie: a=b',
  'X-Nothing:',
]);
const status = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(200, 201, 299) },
  { weight: 2, arbitrary: fc.constantFrom(300, 302, 307, 400, 401, 404, 422, 429, 500, 502, 503, 599) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
);

/** A charge and the body of an answer to its push or to a query. */
const about = fc.oneof(
  structured,
  fc.tuple(structured, pushAnswer).map(([{ ours }, body]) => ({ ours, body })),
);

async function exchange(wire: Wire, ours: Ours, reply: Uint8Array): Promise<[PushOutcome, QueryOutcome]> {
  wire.reply = reply;
  wire.requests = 0;
  const msisdn = ours.msisdn as Msisdn;
  const pushed = await wire.gateway.push({ msisdn, amountKes: ours.amountKes as AmountKes });
  assert.equal(wire.requests, 1, 'a push is one request');
  const queried = await wire.gateway.query({ transactionId: ours.transactionId, msisdn });
  assert.equal(wire.requests, 2, 'a query is one request');
  for (const { evidence } of [pushed, queried]) assert.ok(evidence.raw.length < 1_100);
  return [pushed, queried];
}

const isPaid = (outcome: QueryOutcome, { transactionId, amountKes, msisdn }: Ours): boolean =>
  outcome.kind === 'reported' &&
  verifyPayment(
    { transactionId, amountKes: amountKes as AmountKes, msisdn: msisdn as Msisdn },
    outcome.report,
  ).kind === 'paid';

/** Returns the outcome that a push with this answer must have. */
function pushMeans(httpStatus: number, body: string): PushOutcome['kind'] {
  const says = pushSays(body);
  if (says === 'accepted' && httpStatus < 300) return 'accepted';
  const isReadable = httpStatus < 300 || (httpStatus >= 400 && httpStatus < 500);
  return says === 'refused' && isReadable ? 'declined' : 'unknown';
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export const WIRE = [
  property({
    name: 'an HTTP answer with any status and body gives the right outcome after one request',
    cases: 200,
    most: 20_000,
    sides: { paid: 0.05, accepted: 0.01, declined: 0.01, unknown: 0.3, account: 0.005 },
    given: fc.tuple(
      about.chain(({ ours, body }) =>
        fc.tuple(
          fc.constant(ours),
          fc.oneof(
            { weight: 3, arbitrary: fc.constant(Uint8Array.from(Buffer.from(body))) },
            { weight: 1, arbitrary: bytesNear(body) },
          ),
        ),
      ),
      status,
      headers,
      fc.constantFrom<Framing>('length', 'close', 'chunked'),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant('none') },
        { weight: 1, arbitrary: fc.constantFrom(...Object.keys(ENCODINGS)) },
      ),
      fc.constantFrom(...PADDINGS),
    ),
    open: openWire,
    async holds([[ours, bytes], httpStatus, extra, framing, how, padding], saw, wire) {
      const [header = '', encode = Uint8Array.from] = ENCODINGS[how] ?? [];
      const whole = Uint8Array.from(Buffer.concat([bytes, Buffer.alloc(padding, ' ')]));
      const reply = framed(httpStatus, [...extra, header], encode(whole), framing);
      const [pushed, queried] = await exchange(wire, ours, reply);
      // These two statuses have no body. A body that is too large is not read.
      const isNothing = httpStatus === 204 || httpStatus === 304 || whole.length > LIMITS.bodyBytes;
      const body = isNothing ? '' : decode(whole);
      assert.equal(pushed.kind, pushMeans(httpStatus, body));
      saw(pushed.kind);
      const truth = httpStatus < 300 && isTrulyPaid(body, ours);
      assert.equal(isPaid(queried, ours), truth);
      if (truth) saw('paid');
      const refused = refusesAccount(httpStatus, body);
      assert.equal(queried.kind === 'account', refused);
      if (refused) saw('account');
      if (httpStatus >= 300 && !refused) assert.equal(queried.kind, 'no-answer');
    },
  }),

  property({
    name: 'any bytes as an HTTP answer give an outcome after one request, and a payment only if they contain a true success',
    cases: 200,
    most: 20_000,
    sides: { 'not paid': 0.5, paid: 0.01 },
    given: fc
      .tuple(about, status, headers)
      .chain(([{ ours, body }, code, extra]) =>
        fc.tuple(fc.constant(ours), bytesNear(framed(code, extra, Buffer.from(body), 'length'))),
      ),
    open: openWire,
    async holds([ours, bytes], saw, wire) {
      const [pushed, queried] = await exchange(wire, ours, bytes);
      const body = decode(bytes.subarray(Buffer.from(bytes).indexOf(HEAD_END) + HEAD_END.length));
      // A changed Content-Length may cut the body.
      const some = (holds: (part: string) => boolean): boolean =>
        Array.from(body, (_, at) => body.slice(0, body.length - at)).some((part) => holds(part));
      if (pushed.kind === 'accepted') assert.ok(some((part) => pushSays(part) === 'accepted'));
      if (!isPaid(queried, ours)) return saw('not paid');
      saw('paid');
      assert.ok(some((part) => isTrulyPaid(part, ours)));
    },
  }),
];
