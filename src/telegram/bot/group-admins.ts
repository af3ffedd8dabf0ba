import { z } from 'zod';
import { oneLine } from '../../domain/one-line.ts';
import type { Api, ApiResult } from '../api/bounded-api.ts';

/** What a person is in a group, as far as linking the group needs it. */
export type Standing =
  | { readonly kind: 'admin' }
  | { readonly kind: 'no-admin' }
  /** Telegram does not tell this bot. */
  | { readonly kind: 'unclear' }
  /** The group has another id now. */
  | { readonly kind: 'moved'; readonly toChatId: number }
  /** The group is gone, or the bot is not in it. */
  | { readonly kind: 'gone' }
  /** Telegram did not answer. Ask again after `afterMs`, if Telegram gave it. */
  | { readonly kind: 'later'; readonly afterMs: number | undefined };

const memberShape = z.looseObject({ status: z.string() });
const administratorsShape = z.array(
  z.looseObject({
    user: z.looseObject({ id: z.int(), is_bot: z.boolean().optional().catch(undefined) }),
    can_delete_messages: z.boolean().optional().catch(undefined),
  }),
);
const chatShape = z.looseObject({ title: z.string().optional() });

/** The statuses of administrators. Source: Bot API, ChatMember. */
const ADMINS: ReadonlySet<string> = new Set(['creator', 'administrator']);

/**
 * Asks Telegram whether a person is an administrator of a group. `getChatMember` is only sure to work for a bot that is an administrator
 * itself (Bot API). If it fails, this asks for the list of administrators, which any member may see.
 */
export async function standingIn(api: Api, chatId: number, userId: number): Promise<Standing> {
  const member = await api.call('getChatMember', { chat_id: chatId, user_id: userId }, memberShape);
  if (member.kind === 'ok') return { kind: ADMINS.has(member.result.status) ? 'admin' : 'no-admin' };
  const failed = failureOf(member);
  if (failed.kind !== 'unclear') return failed;
  const admins = await api.call('getChatAdministrators', { chat_id: chatId }, administratorsShape);
  if (admins.kind === 'ok')
    return { kind: admins.result.some(({ user }) => user.id === userId) ? 'admin' : 'no-admin' };
  return failureOf(admins);
}

/** Asks Telegram whether this bot may delete other people's messages in a group. Returns undefined if there is no answer. */
export async function mayDeleteIn(api: Api, chatId: number): Promise<boolean | undefined> {
  const admins = await api.call('getChatAdministrators', { chat_id: chatId }, administratorsShape);
  if (admins.kind !== 'ok') return undefined;
  // The list leaves out all bots but this one.
  return admins.result.some(
    ({ user, can_delete_messages }) => user.is_bot === true && can_delete_messages === true,
  );
}

/** Asks Telegram for a group's title. Returns undefined if there is no answer or no title. */
export async function titleOf(api: Api, chatId: number): Promise<string | undefined> {
  const chat = await api.call('getChat', { chat_id: chatId }, chatShape);
  return chat.kind === 'ok' ? (titleIn(chat.result) ?? undefined) : undefined;
}

/** How much of a title is stored and shown, in characters. */
const TITLE_LENGTH = 40;

/** A chat's title as it is stored; null if it has no visible character. */
export const titleIn = (chat: { readonly title?: string | undefined }): string | null =>
  oneLine(chat.title ?? '', TITLE_LENGTH) || null;

function failureOf(result: Exclude<ApiResult<unknown>, { readonly kind: 'ok' }>): Standing {
  switch (result.kind) {
    case 'limited':
      return { kind: 'later', afterMs: result.retryAfterMs };
    case 'fault':
      return { kind: 'later', afterMs: undefined };
    case 'refused':
      if (result.migratedTo !== undefined) return { kind: 'moved', toChatId: result.migratedTo };
      // The token is wrong, not the question. The operator can correct it.
      if (result.code === 401 || result.code === 404) return { kind: 'later', afterMs: undefined };
      return { kind: result.code === 403 || /chat not found/i.test(result.description) ? 'gone' : 'unclear' };
  }
}
