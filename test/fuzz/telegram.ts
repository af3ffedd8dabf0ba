import assert from 'node:assert/strict';
import * as check from '../../src/sandbox/bot-api/check.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { ChatKind } from '../../src/domain/charge.ts';
import { beginTurn, type Turn } from '../../src/telegram/bot/turn.ts';
import type { Locale } from '../../src/telegram/locales/locale.ts';
import { localeOf } from '../../src/telegram/locales/locales.ts';

export const LANGUAGES = ['en', 'sw'] as const;
export const CHAT_KINDS = ['private', 'group'] as const;

/** A message that Telegram accepts. */
export interface AcceptedMessage {
  readonly text: string;
  readonly entities: readonly { readonly type: string; readonly offset: number; readonly length: number }[];
}

/**
 * Checks a message as the simulated Telegram does, after the way through the JSON of the outbox.
 *
 * @throws if Telegram would refuse the message, or show it changed
 */
export function telegramAccepts(payload: object): AcceptedMessage {
  const sent = check.parse(check.sendMessage, {
    chat_id: 1,
    ...(JSON.parse(JSON.stringify(payload)) as object),
  });
  check.checkText(sent.text, sent.entities);
  check.checkMarkup(sent.reply_markup);
  assert.equal(sent.text, sent.text.trim(), 'Telegram removes white space at both ends of a message');
  const entities = sent.entities ?? [];
  for (const { type, offset, length } of entities) {
    assert.ok(type === 'bold' || type === 'code', `the bot sends no entity of the type ${type}`);
    const marked = sent.text.slice(offset, offset + length);
    assert.equal(marked, marked.trim(), 'Telegram moves the ends of an entity away from white space');
  }
  // Telegram drops entities after the hundredth without an error.
  assert.ok(entities.length <= 100, 'there are more than a hundred entities');
  return { text: sent.text, entities };
}

/** A turn for rendering a refusal. Its store is never used. */
export const aTurn = (words: Locale, chatKind: ChatKind): Turn =>
  beginTurn(
    {
      updateId: 1,
      at: 0,
      userId: 7,
      userName: 'Asha',
      chatId: chatKind === 'private' ? 7 : -7,
      chatKind,
      threadId: undefined,
      messageId: 1,
      quote: '/charge',
      words,
    },
    {} as Store,
  );

/** Every language in every kind of chat. */
export const PLACES = LANGUAGES.flatMap((language) =>
  CHAT_KINDS.map((chatKind) => ({ language, chatKind, words: localeOf(language) })),
);
