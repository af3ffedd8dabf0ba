import assert from 'node:assert/strict';
import * as check from '../../src/sandbox/bot-api/check.ts';
import type { Store } from '../../src/store/port/store.ts';
import type { ChatKind } from '../../src/domain/charge.ts';
import { beginTurn, type Turn } from '../../src/telegram/bot/turn.ts';
import type { Locale } from '../../src/telegram/locales/locale.ts';
import { localeOf } from '../../src/telegram/locales/locales.ts';

export const LANGUAGES = ['en', 'sw'] as const;
export const CHAT_KINDS = ['private', 'group'] as const;

/** A message as Telegram would take it. */
export interface Taken {
  readonly text: string;
  readonly entities: readonly { readonly type: string; readonly offset: number; readonly length: number }[];
}

/**
 * Puts a message through the simulated Telegram's checks, by way of the JSON that the outbox keeps.
 *
 * @throws where Telegram would refuse it, or change what it shows without a word
 */
export function telegramTakes(payload: object): Taken {
  const sent = check.parse(check.sendMessage, {
    chat_id: 1,
    ...(JSON.parse(JSON.stringify(payload)) as object),
  });
  check.checkText(sent.text, sent.entities);
  check.checkMarkup(sent.reply_markup);
  assert.equal(sent.text, sent.text.trim(), 'Telegram takes white space away at both ends of a message');
  const entities = sent.entities ?? [];
  for (const { type, offset, length } of entities) {
    assert.ok(type === 'bold' || type === 'code', `nothing of ours is marked as ${type}`);
    const marked = sent.text.slice(offset, offset + length);
    assert.equal(marked, marked.trim(), 'Telegram moves the ends of a mark off white space');
  }
  // Telegram drops marks after the hundredth without a word.
  assert.ok(entities.length <= 100, 'there are more than a hundred marks');
  return { text: sent.text, entities };
}

/** The turn of an update, to hear what is said in it. Nothing is ever asked of its store. */
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
      words,
    },
    {} as Store,
  );

/** Every language in every kind of chat. */
export const PLACES = LANGUAGES.flatMap((language) =>
  CHAT_KINDS.map((chatKind) => ({ language, chatKind, words: localeOf(language) })),
);
