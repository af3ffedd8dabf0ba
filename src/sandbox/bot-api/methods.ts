import type { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { change, openChat, remove, send, sendFile, uploaded } from './bot-messages.ts';
import * as check from './check.ts';
import { administratorsOf, fullInfo, memberOf } from './members.ts';
import { openFile } from './stored-files.ts';
import { Refusal, type Call, type Payload, type SimUser } from './types.ts';
import type { UpdateQueue } from './updates.ts';
import type { WebhookDelivery } from './webhook.ts';
import type { World } from './world.ts';

/** A press of a button. It waits for the bot's answer. */
export interface Press {
  readonly id: string;
  readonly at: number;
  answered: ((text: string | undefined) => void) | undefined;
}

export interface MethodParts {
  readonly world: World;
  readonly updates: UpdateQueue;
  readonly webhook: WebhookDelivery;
  readonly presses: Map<string, Press>;
  readonly commands: Map<string, unknown>;
  readonly me: SimUser;
  readonly clock: Clock;
}

/** How long Telegram takes an answer to a callback query. */
const PRESS_LIFE_MS = 150_000;

/** How the bot gets its updates: it asks for them, or has them brought. */
async function receive(
  { method, payload }: Call,
  { updates, webhook }: MethodParts,
  gone: AbortSignal,
): Promise<unknown> {
  switch (method) {
    case 'setWebhook': {
      const { url, secret_token: secret, allowed_updates } = check.parse(check.setWebhook, payload);
      if (allowed_updates !== undefined) updates.allow(allowed_updates);
      webhook.set({ url, secret });
      return true;
    }
    case 'deleteWebhook':
      webhook.clear();
      return true;
    case 'getWebhookInfo':
      return {
        url: webhook.url(),
        has_custom_certificate: false,
        pending_update_count: updates.waiting(),
        ...webhook.lastError(),
      };
    default:
      if (webhook.url() !== '')
        throw new Refusal(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      return await updates.get(defined(check.parse(check.getUpdates, payload)), gone);
  }
}

/** Does what the bot calls for. Returns Telegram's result, or throws its refusal. `gone` aborts when the bot closes the connection. */
export async function callMethod(call: Call, parts: MethodParts, gone: AbortSignal): Promise<unknown> {
  const { world, commands, me, clock } = parts;
  const { method, payload } = call;
  switch (method) {
    case 'getMe':
      return {
        ...me,
        can_join_groups: true,
        can_read_all_group_messages: false,
        supports_inline_queries: false,
      };
    case 'setWebhook':
    case 'deleteWebhook':
    case 'getWebhookInfo':
    case 'getUpdates':
      return await receive(call, parts, gone);
    case 'setMyCommands': {
      const menu = check.parse(check.setMyCommands, payload);
      commands.set(menuKey(menu), menu.commands);
      return true;
    }
    case 'deleteMyCommands':
      commands.delete(menuKey(check.parse(check.deleteMyCommands, payload)));
      return true;
    case 'answerCallbackQuery':
      return answerPress(payload, parts);
    case 'getChatMember': {
      const { chat_id, user_id } = check.parse(check.getChatMember, payload);
      return memberOf(openChat(world, chat_id), user_id, me);
    }
    case 'getChatAdministrators':
      return administratorsOf(openChat(world, check.parse(check.getChatAdministrators, payload).chat_id), me);
    case 'getChat':
      return fullInfo(openChat(world, check.parse(check.getChat, payload).chat_id));
    case 'getFile':
      return openFile(world, check.parse(check.getFile, payload).file_id);
    case 'sendMessage':
      return send(parts, check.parse(check.sendMessage, payload));
    case 'sendDocument': {
      const { document, ...message } = check.parse(check.sendDocument, payload);
      return sendFile(parts, 'document', uploaded(call, 'document', document), message);
    }
    case 'sendPhoto': {
      const { photo, ...message } = check.parse(check.sendPhoto, payload);
      return sendFile(parts, 'photo', uploaded(call, 'photo', photo), message);
    }
    case 'editMessageText': {
      const { chat_id, message_id, text, entities, reply_markup } = check.parse(
        check.editMessageText,
        payload,
      );
      check.checkText(text, entities);
      const edit_date = Math.floor(clock.now() / 1_000);
      return change(parts, chat_id, message_id, { edit_date, text, entities, reply_markup });
    }
    case 'editMessageReplyMarkup': {
      const { chat_id, message_id, reply_markup } = check.parse(check.editMessageReplyMarkup, payload);
      return change(parts, chat_id, message_id, { reply_markup });
    }
    case 'deleteMessage': {
      const { chat_id, message_id } = check.parse(check.deleteMessage, payload);
      return remove(parts, chat_id, message_id);
    }
    default:
      throw new Refusal(404, 'Not Found');
  }
}

function answerPress(payload: Payload, { presses, clock }: MethodParts): true {
  const answer = check.parse(check.answerCallbackQuery, payload);
  const press = presses.get(answer.callback_query_id);
  if (press === undefined || clock.now() - press.at > PRESS_LIFE_MS) {
    throw new Refusal(
      400,
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
  }
  press.answered?.(answer.text);
  press.answered = undefined;
  return true;
}

/** Without the keys that are undefined. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(value)) as { [K in keyof T]: Exclude<T[K], undefined> };

/** Names a command menu by its scope and language: `default:`, `all_group_chats:sw`, `chat/501:`. */
const menuKey = ({ scope, language_code = '' }: z.infer<typeof check.deleteMyCommands>): string => {
  const chat = scope !== undefined && 'chat_id' in scope ? `/${scope.chat_id}` : '';
  return `${scope?.type ?? 'default'}${chat}:${language_code}`;
};
