import { MAX_SHOP_NAME, readShopName } from '../../../domain/shop-name.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { Account } from '../../../domain/account.ts';
import type { Provider } from '../../../gateway/provider.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { Membership } from '../../../store/port/members.ts';
import type { ConnectStep, Draft, DraftStep } from '../../../domain/draft.ts';
import { FIRST_MERCHANT } from '../../../domain/merchant.ts';
import type { BotServices, BotContext } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { beginsWith, CANCEL_COMMAND, CONNECT_COMMAND, readCommand } from './command.ts';
import { ask, openAnswers } from './connect-draft.ts';
import {
  firstMissing,
  firstOf,
  firstOfAccount,
  keyOf,
  mayBeKey,
  providerCalled,
  questionAt,
  shownKey,
  stepOf,
  type Answers,
  type Question,
} from './connect-questions.ts';
import { keysFor } from './keyboard.ts';
import { onPress } from './press.ts';
import { welcomeHelp } from './about.ts';

export const isConnectStep = (step: DraftStep): step is ConnectStep => step.startsWith('shop-');

/**
 * Asks the first question of `/connect`: for a new shop of a person who was let in, or for another account of a shop that the
 * person owns.
 *
 * @param shop the shop whose account changes; undefined for a new shop
 * @param payload the text behind the command
 */
export function beginConnect(
  services: BotServices,
  turn: Turn,
  shop: Membership | undefined,
  payload: string,
): void {
  const { words } = turn;
  // It may be the key: some people type it before they are asked.
  if (payload !== '' && turn.messageId !== undefined) turn.remove(turn.messageId);
  if (turn.chatKind !== 'private') return turn.say(words.inPrivate);
  if (services.keyring === undefined) return turn.say(words.noSecretKey);
  if (shop?.merchantId === FIRST_MERCHANT) return turn.say(words.accountInSettings);
  const first: Question = shop === undefined ? { kind: 'name' } : firstOfAccount();
  ask(turn, services.keyring, shop?.merchantId ?? null, first, {});
}

/**
 * Takes the answer to a question of `/connect`. After a wrong answer the question is asked again, and the answers before it stay. The
 * message with a key is deleted, whether the key is right or wrong.
 */
export async function answerConnect(
  services: BotServices,
  turn: Turn,
  draft: Draft,
  said: string,
): Promise<void> {
  const { words } = turn;
  const { keyring } = services;
  const { merchantId } = draft;
  const question = questionAt(draft.step);
  if (mayBeKey(question) && turn.messageId !== undefined) turn.remove(turn.messageId);
  if (keyring === undefined) {
    turn.dropDraft(draft);
    return turn.say(words.noSecretKey);
  }
  const answers = openAnswers(keyring, turn, draft.answers);
  const text = oneLine(said, Number.POSITIVE_INFINITY);
  const next = (question: Question, answers: Answers, problem?: string): void =>
    ask(turn, keyring, merchantId, question, answers, problem);
  switch (question?.kind) {
    case undefined:
      // Another version of the program asked. Its answers may have other names.
      return merchantId === null && answers.name === undefined
        ? next({ kind: 'name' }, {})
        : next(firstOfAccount(), { name: answers.name });
    case 'name': {
      const name = readShopName(said);
      return name === undefined
        ? next(question, answers, words.wrongShopName(MAX_SHOP_NAME))
        : next(firstOfAccount(), { name });
    }
    case 'provider': {
      const provider = providerCalled(text);
      if (provider === undefined) return next(question, answers, words.wrongProvider);
      return next(firstOf(provider), { name: answers.name });
    }
    case 'credential': {
      const { provider, name, credential } = question;
      const due = firstMissing(provider, answers);
      if (due !== undefined && stepOf(due) !== draft.step) return next(due, answers);
      if (!credential.answer.safeParse(text).success)
        return next(question, answers, words.credentials[keyOf(question)].wrong);
      const answered = { ...answers, credentials: { ...answers.credentials, [name]: text } };
      const following = firstMissing(provider, answered);
      if (following !== undefined) return next(following, answered);
      return await finish(services, keyring, turn, draft, provider, answered);
    }
  }
}

/**
 * Deletes a message that may hold a key and came after its question had expired, and tells the person.
 *
 * @returns whether the message was one
 */
export async function isLateKey(services: BotServices, turn: Turn): Promise<boolean> {
  const draft = await services.store.users.expiredDraft(turn.chatId, turn.userId, turn.at);
  if (draft === undefined || !isConnectStep(draft.step) || turn.messageId === undefined) return false;
  if (!mayBeKey(questionAt(draft.step))) return false;
  turn.dropDraft(draft);
  turn.remove(turn.messageId);
  turn.say(turn.words.keyTooLate);
  return true;
}

/** Commits the new shop, or the other account of a shop, and opens the account's gateway. */
async function finish(
  services: BotServices,
  keyring: Keyring,
  turn: Turn,
  draft: Draft,
  provider: Provider,
  { name, credentials = {} }: Answers,
): Promise<void> {
  const { words, userId, userName, at } = turn;
  const { merchants } = services.store;
  turn.dropDraft(draft);
  const account: Account = { provider: provider.name, credentials };
  const key = shownKey(provider, account);
  const entered = { userId, language: words.language, shownKey: key };
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
    if (accountId !== undefined) return services.openAccount(draft.merchantId, accountId, account, entered);
  } else {
    const shop = { name: name ?? userName, account };
    turn.say(words.connected(shop.name, key));
    turn.say(welcomeHelp(words, 'owner'), { markup: await keysFor(services, turn) });
    const connected = await merchants.connect(shop, { userId, name: userName }, keyring, at, turn.effects());
    if (connected !== undefined) {
      services.menus.show({ userId, role: 'owner', language: words.language });
      return services.openAccount(connected.merchantId, connected.accountId, account, entered);
    }
  }
  // The permission was taken back meanwhile, or the shop was connected already.
  turn.forget();
  if (turn.messageId !== undefined) turn.remove(turn.messageId);
  turn.say(words.notLetIn);
}

/** Any command. A key may begin with a slash, but not with a slash and letters alone. */
const COMMAND = /^\/[a-z]+(?:@\w*)?(?:\s|$)/i;

/** Handles an update of a person who was let in to connect a shop and has none yet. */
export async function applicantTurn(services: BotServices, turn: Turn, ctx: BotContext): Promise<void> {
  const { words } = turn;
  if (ctx.callbackQuery !== undefined) return await leaveByButton(services, turn, ctx);
  if (ctx.message === undefined || ctx.text === undefined) return;
  const draft = await services.store.users.draft(turn.chatId, turn.userId, turn.at);
  if (beginsWith(ctx.text, CANCEL_COMMAND)) {
    turn.dropDraft(turn);
    return turn.say(draft === undefined ? words.letIn : words.leftConnect);
  }
  const connecting = readCommand(ctx.text, CONNECT_COMMAND);
  if (connecting !== undefined) return beginConnect(services, turn, undefined, connecting.payload);
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
