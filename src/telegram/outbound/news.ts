import { hashOfCode } from '../../security/keyring.ts';
import { formatKes } from '../../domain/amount.ts';
import type { News, NewsPayload } from '../../domain/news.ts';
import { button } from '../bot/callback-data.ts';
import { lines, messagePayload, type Keyboard, type MessagePayload } from './payload.ts';
import { shopLine } from './render.ts';
import type { Text, Locale } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';

/** Makes a message from a row of the outbox: the payload itself, or the words of news, which are chosen only now. */
export const messageIn = (
  payload: MessagePayload | NewsPayload,
  codeOf: (ref: string) => string,
): MessagePayload => ('news' in payload ? newsMessage(payload, codeOf) : payload);

/** Says what happened, with the buttons to act on it. */
function newsMessage(payload: NewsPayload, codeOf: (ref: string) => string): MessagePayload {
  const { news, language, threadId } = payload;
  const words = localeOf(language);
  const rows = buttonsOf(news, words);
  return messagePayload(textOf(payload, words, codeOf), {
    threadId: threadId ?? null,
    markup: rows.length === 0 ? undefined : { kind: 'buttons', rows },
  });
}

function textOf(
  { news, shop, isOfSeveral = shop !== '' }: NewsPayload,
  words: Locale,
  codeOf: (ref: string) => string,
): Text {
  switch (news.kind) {
    case 'chat-ended':
      return words.chatEnded({ ...news, shop });
    case 'no-admin':
      return words.linkerNoAdmin({ ...news, shop });
    case 'chat-lost':
      return words.chatLost(news.title, shop);
    case 'summary-ended':
      return words.summaryEnded({ ...news, shop });
    case 'invite': {
      const code = codeOf(news.ref);
      // The program's token has changed since, so this is not the code whose hash is stored.
      if (hashOfCode(code) !== news.codeHash) return words.linkNotMade;
      const url = `https://t.me/${news.bot}?start=${code}`;
      return news.role === null ? words.merchantLink(url) : words.staffLink(words.role[news.role], url);
    }
    case 'let-in':
      return words.hasBeenLetIn(news.name);
    case 'connected':
      return words.hasConnected(news.name, news.newShop);
    case 'refund':
      return lines(
        words.refundTold({
          ...news,
          amount: formatKes(news.amountKes),
          paid: formatKes(news.paidKes),
        }),
        shopLine(isOfSeveral ? shop : null, words),
      );
  }
}

function buttonsOf(news: News, { buttons }: Locale): Keyboard {
  switch (news.kind) {
    case 'chat-ended':
    case 'no-admin':
      return [
        [
          button(buttons.keep, { kind: 'keepChat', ref: news.ref }),
          button(buttons.endIt, { kind: 'endChat', ref: news.ref }),
        ],
      ];
    case 'invite':
      return [[button(buttons.revoke, { kind: 'revoke', ref: news.ref })]];
    case 'let-in':
      return [[button(buttons.revoke, { kind: 'revokeApplicant', userId: news.userId })]];
    case 'chat-lost':
    case 'summary-ended':
    case 'connected':
    case 'refund':
      return [];
  }
}
