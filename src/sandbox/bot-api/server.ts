import type { Clock } from '../../runtime/clock.ts';
import { checkpoints, type Checkpoints } from '../checkpoints.ts';
import { faults, type Answer, type Fault, type Faults } from '../faults.ts';
import { startServer, type Outcome, type SimulatedServer } from '../http.ts';
import { callMethod, type Press } from './methods.ts';
import { readPayload } from './payload.ts';
import { fileAt } from './stored-files.ts';
import { Refusal, type Call, type SimFile, type SimMessage, type SimUser } from './types.ts';
import { updateQueue, type SimUpdate } from './updates.ts';
import { userChats, type UserChats } from './user-chats.ts';
import { userMessages, type UserMessages } from './user-messages.ts';
import { webhookDelivery } from './webhook.ts';
import { world as newWorld, type What, type World } from './world.ts';

export interface TelegramOptions {
  readonly port?: number;
  readonly token: string;
  readonly clock: Clock;
  readonly username?: string;
}

type CallListener = (call: Call, outcome: Outcome) => void;

export interface RecordedCall extends Call {
  readonly at: number;
  /** Telegram's answer code, 0 where there was none. */
  code: number;
}

/** Telegram, simulated: the Bot API over HTTP for the bot, and functions for the people who talk to it. */
export interface TelegramServer extends SimulatedServer, UserMessages, UserChats {
  readonly me: SimUser;
  readonly calls: readonly RecordedCall[];
  /** The command menu by language code. The default menu is `''`. */
  readonly commands: ReadonlyMap<string, unknown>;
  readonly faults: Faults<Call>;
  /** Delivers an update again, under the same id. */
  redeliver(update: SimUpdate): void;
  readonly delivered: readonly SimUpdate[];
  /** How many updates the bot has not confirmed. */
  unconfirmed(): number;
  messages(chatId: number): readonly SimMessage[];
  file(id: string): SimFile | undefined;
  onChange(listener: (message: SimMessage, what: What) => void): () => void;
  /** Every call, when it has ended. */
  onCall(listener: CallListener): () => void;
  /** Every call at each of its checkpoints. */
  readonly onCheckpoint: Checkpoints<Call>['onCheckpoint'];
}

const FIRST_UPDATE_ID = 800_000_001;
/** A bot may send files of up to 50 MB (https://core.telegram.org/bots/api#senddocument), with its form around it. */
const MAX_UPLOAD_BYTES = 51 * 1024 * 1024;

export async function startTelegram({
  port = 0,
  token,
  clock,
  username = 'SandboxTillBot',
}: TelegramOptions): Promise<TelegramServer> {
  const me: SimUser = { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Tillbot', username };
  const world = newWorld(clock);
  const updates = updateQueue(clock, FIRST_UPDATE_ID);
  const webhook = webhookDelivery(updates, clock);
  const presses = new Map<string, Press>();
  const commands = new Map<string, unknown>();
  const calls: RecordedCall[] = [];
  const delivered: SimUpdate[] = [];
  const planned = faults<Call>();
  const { reached, onCheckpoint } = checkpoints<Call>();
  const callListeners = new Set<CallListener>();

  const deliver = (kind: string, content: object): void => {
    const update = updates.push(kind, content);
    if (update !== undefined) delivered.push(update);
  };

  const server = await startServer<Call>(port, {
    maxBodyBytes: MAX_UPLOAD_BYTES,
    read: (path, body, { 'content-type': type }) =>
      readFile(token, path, world) ?? readCall(token, path, body, type),
    ended(call, outcome) {
      for (const listener of callListeners) listener(call, outcome);
    },
    now: () => clock.now(),
    fault: (call) => planned.next(call),
    reached,
    async answer(call, gone) {
      const record: RecordedCall = { ...call, at: clock.now(), code: 0 };
      calls.push(record);
      const answer = await answerTo(() =>
        callMethod(call, { world, updates, webhook, presses, commands, me, clock }, gone),
      );
      record.code = answer.status;
      return answer;
    },
  });

  const users = { world, presses, me, clock, deliver };
  return {
    ...server,
    async close() {
      webhook.clear();
      await server.close();
    },
    ...userMessages(users),
    ...userChats(users),
    me,
    calls,
    commands,
    faults: planned,
    delivered,
    redeliver: (update) => updates.redeliver(update),
    unconfirmed: () => updates.waiting(),
    messages: (chatId) => world.chat(chatId)?.messages ?? [],
    file: (id) => world.files.get(id),
    onChange: (listener) => world.onChange(listener),
    onCall(listener) {
      callListeners.add(listener);
      return () => callListeners.delete(listener);
    },
    onCheckpoint,
  };
}

/** Answers who loads a file; undefined for another path. */
function readFile(token: string, path: string, world: World): { readonly answer: Answer } | undefined {
  const [, given, place] = /^\/file\/bot([^/]+)\/(.+)$/.exec(path) ?? [];
  if (place === undefined) return undefined;
  if (given !== token) return { answer: refusal(new Refusal(401, 'Unauthorized')) };
  const file = fileAt(world, place);
  if (file === undefined) return { answer: refusal(new Refusal(404, 'Not Found')) };
  return {
    answer: { status: 200, body: file.bytes, headers: { 'content-type': 'application/octet-stream' } },
  };
}

/** Reads a call, or answers it at once: with a wrong token, or a body that cannot be read. */
async function readCall(
  token: string,
  path: string,
  body: Buffer,
  contentType: string | undefined,
): Promise<{ readonly request: Call } | { readonly answer: Answer }> {
  const [, given, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
  if (method === undefined) return { answer: refusal(new Refusal(404, 'Not Found')) };
  if (given !== token) return { answer: refusal(new Refusal(401, 'Unauthorized')) };
  try {
    return { request: { method, ...(await readPayload(body, contentType)) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: refusal(error) };
  }
}

/** Wraps the result of a call, or Telegram's refusal of it, as the Bot API does. */
async function answerTo(call: () => Promise<unknown>): Promise<Answer> {
  try {
    return { status: 200, body: JSON.stringify({ ok: true, result: await call() }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusal(error);
  }
}

const refusal = ({ code, message, parameters }: Refusal): Answer => ({
  status: code,
  body: JSON.stringify({
    ok: false,
    error_code: code,
    description: message,
    ...(parameters === undefined ? {} : { parameters }),
  }),
});

/** A 429 as Telegram gives it. */
export const tooManyRequests = (retryAfterS: number): Fault => ({
  kind: 'answer',
  ...refusal(new Refusal(429, `Too Many Requests: retry after ${retryAfterS}`, { retry_after: retryAfterS })),
});

/** A 502 as the proxy before Telegram gives it. */
export const badGateway: Fault = {
  kind: 'answer',
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};
