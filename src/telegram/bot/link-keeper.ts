import type { Clock } from '../../runtime/clock.ts';
import type { LinkOutcome } from '../../store/port/links.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';
import type { LinkedChat, LinkRequest } from '../../domain/merchant-chats.ts';
import type { Store } from '../../store/port/store.ts';
import { retryUntilCommitted } from '../../runtime/retry-until-committed.ts';
import type { Log } from '../../runtime/log.ts';
import type { Work } from '../../runtime/worker.ts';
import type { Api } from '../api/bounded-api.ts';
import { mayDeleteIn, standingIn, titleOf, type Standing } from './group-admins.ts';
import { messagePayload, replyInGroup } from '../outbound/payload.ts';
import type { Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

export interface LinkKeeperParts {
  readonly api: Api;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a message may have been committed to the outbox. */
  readonly wakeNotifier: () => void;
  /** Aborted when the program must end. */
  readonly ending: AbortSignal;
}

export const LINK_LIMITS = {
  /** How many groups the keeper asks about at once. No money depends on it. */
  concurrency: 2,
  /** The keeper gives up a request after so many calls without an answer: about ten minutes. */
  attempts: 14,
  firstRetryMs: 1_000,
  maxRetryMs: 60_000,
  /** How often the keeper asks whether the person who linked a group is still an administrator, in case no update told it. */
  checkEveryMs: 6 * 3_600_000,
  checkRetryMs: 10 * 60_000,
} as const;

type Task =
  | { readonly kind: 'request'; readonly request: LinkRequest }
  | { readonly kind: 'check'; readonly chat: LinkedChat };

/**
 * Links the groups that owners asked for, once Telegram has said that the owners are administrators there. Checks linked groups from time
 * to time for whether they still are. Handlers never wait for Telegram, so a request is stored until the keeper has done it.
 */
export function linkKeeper(parts: LinkKeeperParts): Work<Task> {
  const { store, clock, log } = parts;
  const busyRequests = new Set<number>();
  const busyChats = new Set<number>();

  return {
    name: 'link keeper',
    async claim(now, limit) {
      const requests = await store.merchants.dueLinkRequests(now, limit, [...busyRequests]);
      const checks = await store.merchants.dueChecks(
        { now, farthest: now + LINK_LIMITS.checkEveryMs },
        limit - requests.length,
        [...busyChats],
      );
      for (const { id } of requests) busyRequests.add(id);
      for (const { chatId } of checks) busyChats.add(chatId);
      return [
        ...requests.map((request) => ({ kind: 'request', request }) as const),
        ...checks.map((chat) => ({ kind: 'check', chat }) as const),
      ];
    },
    async perform(task) {
      const commit =
        task.kind === 'request' ? await answer(task.request, parts) : await check(task.chat, parts);
      try {
        // A task that stayed due would be done again at once.
        await retryUntilCommitted(commit, {
          clock,
          ending: parts.ending,
          onFailure: (error) =>
            log.error({ err: error }, 'an answer of Telegram about a group could not be stored'),
        });
      } finally {
        if (task.kind === 'request') busyRequests.delete(task.request.id);
        else busyChats.delete(task.chat.chatId);
        parts.wakeNotifier();
      }
    },
    nextDueAt: () => store.merchants.nextLinkWorkAt(),
  };
}

type Commit = () => Promise<unknown>;

/** Asks Telegram about a request. Returns the transaction that stores the answer. */
async function answer(request: LinkRequest, { api, store, clock, log }: LinkKeeperParts): Promise<Commit> {
  const { merchants } = store;
  const standing = await standingIn(api, request.chatId, request.userId);
  const shop = (await merchants.find(request.merchantId))?.name ?? '';
  const at = clock.now();
  const words = localeOf(request.language);
  log.info(
    { request: request.id, merchant: request.merchantId, standing: standing.kind },
    'Telegram answered a request to link a group',
  );
  switch (standing.kind) {
    case 'admin': {
      const botMayDelete = await mayDeleteIn(api, request.chatId);
      const messagesFor = (outcome: LinkOutcome) => [reply(request, linkWords(words, shop)[outcome])];
      const checkAt = clock.steady() + LINK_LIMITS.checkEveryMs;
      return () => merchants.link(request, checkAt, at, messagesFor, botMayDelete);
    }
    case 'no-admin':
      return () => merchants.refuseLink(request, [reply(request, words.linkNotAdmin)], at);
    case 'unclear':
      return () => merchants.refuseLink(request, [reply(request, words.linkUnclear)], at);
    case 'gone':
      return () => merchants.refuseLink(request, [], at);
    case 'moved':
      return () => store.outbox.chatMoved(request.chatId, standing.toChatId, at);
    case 'later':
      if (request.attempts + 1 >= LINK_LIMITS.attempts)
        return () => merchants.refuseLink(request, [reply(request, words.linkNotAsked)], at);
      return () => merchants.linkRequestLater(request, clock.steady() + retryMs(standing, request.attempts));
  }
}

/** Asks Telegram about a linked group. Returns the transaction that stores the answer. */
async function check(chat: LinkedChat, { api, store, clock }: LinkKeeperParts): Promise<Commit> {
  const standing: Standing =
    chat.linkedBy === null ? { kind: 'unclear' } : await standingIn(api, chat.chatId, chat.linkedBy);
  const at = clock.now();
  if (standing.kind === 'moved') return () => store.outbox.chatMoved(chat.chatId, standing.toChatId, at);
  const title = await titleOf(api, chat.chatId);
  const botMayDelete = await mayDeleteIn(api, chat.chatId);
  const { checkRetryMs, checkEveryMs } = LINK_LIMITS;
  const isAdmin = standing.kind === 'admin' ? true : standing.kind === 'no-admin' ? false : undefined;
  return () =>
    store.merchants.checked(
      chat,
      { isAdmin, title, botMayDelete },
      clock.steady() + (standing.kind === 'later' ? checkRetryMs : checkEveryMs),
      at,
    );
}

const retryMs = ({ afterMs }: Standing & { readonly kind: 'later' }, attempts: number): number =>
  Math.min(afterMs ?? LINK_LIMITS.firstRetryMs * 2 ** attempts, LINK_LIMITS.maxRetryMs);

/** What the bot says about each outcome of a request to link a group. */
export const linkWords = (words: Locale, shop: string): Readonly<Record<LinkOutcome, string>> => ({
  linked: words.linked(shop),
  already: words.linked(shop),
  anothers: words.linkedToAnother,
  'not-yours': words.ownersOnly,
});

function reply(
  { chatId, threadId, commandMessageId, commandWord }: LinkRequest,
  text: string,
): OutgoingMessage {
  const replyTo = replyInGroup(commandMessageId, commandWord);
  return { kind: 'message', chatId, payload: messagePayload(text, { threadId, replyTo }) };
}
