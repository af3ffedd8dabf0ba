import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { OperatorError } from '../runtime/operator-error.ts';
import type { TelegramServer } from './bot-api/server.ts';
import type { SimUser } from './bot-api/types.ts';
import type { BosmiServer } from './bosmi/server.ts';
import { CHATS } from './people.ts';
import type { History } from './history/history.ts';
import type { Simulation } from './simulation.ts';
import { GATEWAY_MODES, TELEGRAM_MODES } from './state.ts';

export interface PageParts {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly simulation: Simulation;
  readonly killBot: () => void;
  readonly history: History;
}

/** Does what a request asks for. Returns what is answered as JSON, or throws a 400 that says what is wrong. */
type Action = (body: unknown) => unknown;

/** How long a press waits for the bot's answer. The bot may be dead. */
const PRESS_TIMEOUT_MS = 10_000;

const id = z.int();
const requests = {
  send: z.strictObject({ chat: id, from: id, text: z.string().min(1).max(4_096), replyTo: id.optional() }),
  contact: z.strictObject({ chat: id, from: id, phone: z.string().max(32), name: z.string().max(64) }),
  edit: z.strictObject({ chat: id, from: id, message: id, text: z.string().min(1).max(4_096) }),
  press: z.strictObject({ chat: id, from: id, message: id, button: z.string().min(1).max(64) }),
  prompt: z.strictObject({ prompt: z.string() }),
  set: z.strictObject({
    gateway: z.enum(GATEWAY_MODES).optional(),
    telegram: z.enum(TELEGRAM_MODES).optional(),
  }),
  nothing: z.strictObject({}),
};

/** What can be asked of the sandbox by POST, by path. */
export const pageActions = (parts: PageParts): Readonly<Record<string, Action>> => ({
  ...chatActions(parts),
  ...customerActions(parts),
  ...faultActions(parts),
  ...historyActions(parts),
});

/** What people do in Telegram. */
const chatActions = ({ telegram }: PageParts): Record<string, Action> => ({
  '/api/send'(body) {
    const { chat, from, text, replyTo } = read(requests.send, body);
    const options = replyTo === undefined ? {} : { replyTo };
    return telegram.sendText(speaker(chat, from), chat, text, options);
  },
  '/api/contact'(body) {
    const { chat, from, phone, name } = read(requests.contact, body);
    return telegram.shareContact(speaker(chat, from), chat, { phone_number: phone, first_name: name });
  },
  '/api/edit'(body) {
    const { chat, from, message, text } = read(requests.edit, body);
    const user = speaker(chat, from);
    const mine = telegram.messages(chat).find(({ message_id }) => message_id === message);
    if (mine?.from.id !== user.id) throw badRequest('People can only edit their own messages.');
    telegram.editText(user, chat, message, text);
    return {};
  },
  async '/api/press'(body) {
    const { chat, from, message, button } = read(requests.press, body);
    const said = telegram.press(speaker(chat, from), chat, message, button);
    return {
      said: (await Promise.race([said, sleep(PRESS_TIMEOUT_MS, undefined, { ref: false })])) ?? null,
    };
  },
});

/** What customers do with the prompt on their phone. */
function customerActions({ bosmi }: PageParts): Record<string, Action> {
  const openPrompt = (body: unknown): string => {
    const transaction = bosmi.transactions.get(read(requests.prompt, body).prompt);
    if (transaction === undefined) throw badRequest('There is no such prompt.');
    if (transaction.prompt !== 'open') throw badRequest(`The prompt is not open: ${transaction.prompt}.`);
    return transaction.id;
  };
  return {
    '/api/pay'(body) {
      bosmi.pay(openPrompt(body));
      return {};
    },
    '/api/cancel'(body) {
      bosmi.dismiss(openPrompt(body), 'canceled');
      return {};
    },
  };
}

/** What makes things go wrong. */
const faultActions = ({ simulation, killBot }: PageParts): Record<string, Action> => ({
  async '/api/set'(body) {
    const { gateway, telegram } = read(requests.set, body);
    await simulation.set({
      ...(gateway === undefined ? {} : { gateway }),
      ...(telegram === undefined ? {} : { telegram }),
    });
    return simulation.state().switches;
  },
  '/api/kill'(body) {
    read(requests.nothing, body);
    killBot();
    return {};
  },
});

/** What gives reports something to show. */
const historyActions = ({ simulation, history }: PageParts): Record<string, Action> => ({
  async '/api/history'(body) {
    read(requests.nothing, body);
    // The first start makes the database and its owners.
    if (simulation.state().bot.status === 'starting')
      throw badRequest('The bot is starting. Try again in a moment.');
    try {
      return await history.fillIn();
    } catch (error) {
      throw error instanceof OperatorError ? badRequest(error.message) : error;
    }
  },
});

const badRequest = (message: string): HTTPException => new HTTPException(400, { message });

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw badRequest(z.prettifyError(result.error));
}

function speaker(chatId: number, userId: number): SimUser {
  const chat = CHATS.find(({ chat }) => chat.id === chatId);
  if (chat === undefined) throw badRequest(`There is no chat ${chatId}.`);
  const user = chat.speakers.find(({ id }) => id === userId);
  if (user === undefined) throw badRequest(`Nobody with the id ${userId} writes in the chat ${chat.title}.`);
  return user;
}
