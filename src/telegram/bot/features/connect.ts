import { z } from 'zod';
import { bold } from 'telegraf/format';
import { MAX_SHOP_NAME } from '../../../domain/roles.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Keyring, Sealed } from '../../../security/keyring.ts';
import type { Membership } from '../../../store/members.ts';
import type { Account } from '../../../store/accounts.ts';
import { FIRST_MERCHANT, type Draft, type DraftStep } from '../../../store/schema.ts';
import { button } from '../callback-data.ts';
import { newToken, type BotServices, type BotContext } from '../bot-services.ts';
import { lines } from '../../outbound/payload.ts';
import type { Turn } from '../turn.ts';
import { DRAFT_LIFE_MS } from './request-charge.ts';
import { onPress } from './press.ts';

/** How much of a key is shown, so that a person sees which it is. */
const SHOWN_OF_KEY = 3;

type ConnectStep = Extract<DraftStep, `shop-${string}`>;

/** What was answered so far. */
const answersShape = z.object({
  name: z.string().optional(),
  username: z.string().optional(),
  email: z.string().optional(),
});
type Answers = z.infer<typeof answersShape>;

/** What each step's answer must look like. */
const NAME = z.string().min(1).max(MAX_SHOP_NAME);
const USERNAME = z.string().regex(/^\S{1,100}$/);
const EMAIL = z.email().max(200);
const API_KEY = z.string().regex(/^[\x21-\x7e]{8,200}$/);

export const isConnectStep = (step: DraftStep): step is ConnectStep => step.startsWith('shop-');

/**
 * Begins to connect a shop's account at the gateway: a new shop of somebody who was let in, or another account for a shop of
 * one's own.
 *
 * @param shop whose account is to be changed; undefined for a new one
 * @param payload what stood behind the command
 */
export function beginConnect(
  services: BotServices,
  turn: Turn,
  shop: Membership | undefined,
  payload: string,
): void {
  const { words } = turn;
  // Whoever puts the key behind the command did not know yet that it is asked for.
  if (payload !== '' && turn.messageId !== undefined) turn.remove(turn.messageId);
  if (turn.chatKind !== 'private') return turn.say(words.inPrivate);
  if (services.keyring === undefined) return turn.say(words.noSecretKey);
  if (shop?.merchantId === FIRST_MERCHANT) return turn.say(words.accountInSettings);
  ask(
    turn,
    services.keyring,
    shop === undefined ? 'shop-name' : 'shop-username',
    shop?.merchantId ?? null,
    {},
  );
}

/** Takes an answer. A wrong one is asked again, and nothing is lost; a key is deleted from the chat, right or wrong. */
export async function answerConnect(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  said: string,
): Promise<void> {
  const { words } = turn;
  const { keyring } = services;
  if (draft.step === 'shop-key' && turn.messageId !== undefined) turn.remove(turn.messageId);
  if (keyring === undefined) {
    turn.dropDraft(draft);
    return turn.say(words.noSecretKey);
  }
  const answers = read(keyring, turn, draft.answers);
  const text = oneLine(said, Number.POSITIVE_INFINITY);
  const { merchantId } = draft;
  switch (draft.step as ConnectStep) {
    case 'shop-name':
      if (!NAME.safeParse(text).success)
        return ask(turn, keyring, 'shop-name', merchantId, answers, words.wrongShopName(MAX_SHOP_NAME));
      return ask(turn, keyring, 'shop-username', merchantId, { ...answers, name: text });
    case 'shop-username':
      if (!USERNAME.safeParse(text).success)
        return ask(turn, keyring, 'shop-username', merchantId, answers, words.wrongUsername);
      return ask(turn, keyring, 'shop-email', merchantId, { ...answers, username: text });
    case 'shop-email':
      if (!EMAIL.safeParse(text).success)
        return ask(turn, keyring, 'shop-email', merchantId, answers, words.wrongEmail);
      return ask(turn, keyring, 'shop-key', merchantId, { ...answers, email: text });
    case 'shop-key': {
      const { username, email } = answers;
      if (username === undefined || email === undefined)
        return ask(turn, keyring, 'shop-username', merchantId, answers);
      if (!API_KEY.safeParse(text).success)
        return ask(turn, keyring, 'shop-key', merchantId, answers, words.wrongKey);
      return await finish(services, keyring, turn, draft, answers.name, { apiKey: text, username, email });
    }
  }
}

/** Whether a text came too late to be a key: it is deleted all the same, and said so. */
export async function isLateKey(services: BotServices, turn: Turn): Promise<boolean> {
  const draft = await services.store.users.expiredDraft(turn.chatId, turn.userId, turn.at);
  if (draft?.step !== 'shop-key' || turn.messageId === undefined) return false;
  turn.dropDraft(draft);
  turn.remove(turn.messageId);
  turn.say(turn.words.keyTooLate);
  return true;
}

/** Commits the shop, or its other account, and goes to work for it. */
async function finish(
  services: BotServices,
  keyring: Keyring,
  turn: Turn,
  draft: Draft,
  name: string | undefined,
  account: Account,
): Promise<void> {
  const { words, userId, userName, at } = turn;
  const { merchants } = services.store;
  turn.dropDraft(draft);
  const key = `•••${account.apiKey.slice(-SHOWN_OF_KEY)}`;
  if (draft.merchantId !== null) {
    turn.say(words.accountChanged(key));
    const accountId = await merchants.changeAccount(
      draft.merchantId,
      account,
      userId,
      keyring,
      at,
      turn.effects(),
    );
    if (accountId !== undefined) return services.openAccount(draft.merchantId, accountId, account);
  } else {
    const shop = { name: name ?? userName, account };
    turn.say(words.connected(shop.name, key));
    turn.say(words.help);
    const connected = await merchants.connect(shop, { userId, name: userName }, keyring, at, turn.effects());
    if (connected !== undefined)
      return services.openAccount(connected.merchantId, connected.accountId, account);
  }
  // Whoever let them in has thought better of it, or it was done already.
  turn.forget();
  if (turn.messageId !== undefined) turn.remove(turn.messageId);
  turn.say(words.notLetIn);
}

/** Any other command. A key may begin with a slash, but has more than letters behind it. */
const COMMAND = /^\/[a-z]+(?:@\w*)?(?:\s|$)/i;

/** What somebody may do who was let in to connect a shop, and has none yet. */
export async function applicantTurn(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  const { words } = turn;
  if (ctx.callbackQuery !== undefined) return await leaveByButton(services, turn, ctx);
  if (ctx.message === undefined || ctx.text === undefined) return;
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (/^\/cancel\b/i.test(ctx.text)) {
    turn.dropDraft(turn);
    return turn.say(draft === undefined ? words.letIn : words.leftConnect);
  }
  const [command, payload = ''] = /^\/connect(?:@\w+)?(?:\s+(\S.*))?$/is.exec(ctx.text) ?? [];
  if (command !== undefined) return beginConnect(services, turn, undefined, payload);
  if (draft === undefined && !COMMAND.test(ctx.text) && (await isLateKey(services, turn))) return;
  if (COMMAND.test(ctx.text) || draft === undefined) return turn.say(words.letIn);
  await answerConnect(services, turn, draft, ctx.text);
}

const leaveByButton = (services: BotServices, turn: Turn, ctx: BotContext): Promise<void> =>
  onPress(services, ctx, async (action) => {
    const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
    if (action.kind !== 'leave' || draft?.token !== action.token) return turn.words.questionClosed;
    turn.dropDraft(draft);
    turn.say(turn.words.leftConnect);
    return undefined;
  });

function ask(
  turn: Turn,
  keyring: Keyring,
  step: ConnectStep,
  merchantId: number | null,
  answers: Answers,
  problem?: string,
): void {
  const { words } = turn;
  const token = newToken();
  turn.putDraft({
    chatId: turn.chatId,
    userId: turn.userId,
    merchantId,
    answers: keyring.seal(JSON.stringify(answers), placeOf(turn)),
    token,
    step,
    msisdn: null,
    amountKes: null,
    note: null,
    doubts: [],
    threadId: null,
    commandMessageId: null,
    askedAt: turn.at,
    expiresAt: turn.at + DRAFT_LIFE_MS,
  });
  const rows = [[button(words.buttons.cancel, { kind: 'leave', token })]];
  turn.say(lines(problem, bold(words.connect[step])), {
    markup: { kind: 'buttons', rows },
    draftToken: token,
  });
}

const placeOf = ({ chatId, userId }: Turn): string => `draft:${chatId}:${userId}`;

const read = (keyring: Keyring, turn: Turn, sealed: Sealed | null): Answers =>
  sealed === null ? {} : answersShape.parse(JSON.parse(keyring.open(sealed, placeOf(turn))));
