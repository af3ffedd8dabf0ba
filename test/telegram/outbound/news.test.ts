import { describe, expect, test } from 'vitest';
import { hashOfCode, inviteCodes } from '../../../src/security/keyring.ts';
import * as check from '../../../src/sandbox/bot-api/check.ts';
import type { News } from '../../../src/domain/news.ts';
import { messageIn } from '../../../src/telegram/outbound/news.ts';
import { TOKEN } from '../../support/shop.ts';

const codeOf = inviteCodes(TOKEN);
const LONGEST = { title: 'T'.repeat(40), person: 'P'.repeat(40) };
/** News of every kind: with every field at its greatest length, and with none. */
const ALL: readonly News[] = [
  { kind: 'chat-ended', ref: 'r'.repeat(16), ...LONGEST, isLinked: true, isAnnounced: true },
  { kind: 'chat-ended', ref: 'r'.repeat(16), ...LONGEST, isLinked: true, isAnnounced: false },
  { kind: 'chat-ended', ref: 'r'.repeat(16), ...LONGEST, isLinked: false, isAnnounced: true },
  { kind: 'chat-ended', ref: 'r', title: null, person: null, isLinked: true, isAnnounced: false },
  { kind: 'no-admin', ref: 'r'.repeat(16), ...LONGEST },
  { kind: 'no-admin', ref: 'r', title: null, person: null },
  { kind: 'chat-lost', title: LONGEST.title },
  { kind: 'chat-lost', title: null },
  { kind: 'invite', ref: 'abcdefgh', codeHash: hashOfCode(codeOf('abcdefgh')), role: 'cashier', bot: 'B' },
  { kind: 'invite', ref: 'abcdefgh', codeHash: hashOfCode(codeOf('abcdefgh')), role: null, bot: 'B' },
  { kind: 'let-in', userId: 999_999_999_999_999, name: LONGEST.person },
  { kind: 'connected', name: LONGEST.person, newShop: LONGEST.title },
];

describe.each(['en', 'sw'] as const)('news in %s', (language) => {
  test.each(ALL)('of the kind $kind is a message that Telegram accepts', (news) => {
    for (const shop of ['', 'S'.repeat(40)]) {
      const message = messageIn({ news, shop, language }, codeOf);
      const sent = check.parse(check.sendMessage, { chat_id: 1, ...message });
      check.checkText(sent.text);
      check.checkMarkup(sent.reply_markup);
      expect(sent.text).not.toMatch(/undefined|null|NaN|\[object| {2}/);
    }
  });
});

test('the code of a link is made with the bot’s token, and the message says so when it was made with another', () => {
  const news = {
    kind: 'invite',
    ref: 'abcdefgh',
    codeHash: hashOfCode(codeOf('abcdefgh')),
    role: null,
    bot: 'B',
  };
  const textWith = (make: (ref: string) => string) =>
    messageIn({ news: news as News, shop: '', language: 'en' }, make).text;
  expect(textWith(codeOf)).toContain(`?start=${codeOf('abcdefgh')}`);
  expect(codeOf('abcdefgh')).toMatch(/^[\w-]{24}$/);
  expect(codeOf('abcdefgi')).not.toBe(codeOf('abcdefgh'));
  expect(textWith(inviteCodes('1:another'))).toMatch(/couldn’t make this link/);
});
