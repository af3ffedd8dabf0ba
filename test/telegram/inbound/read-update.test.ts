import { describe, expect, test } from 'vitest';
import { hashOfCode } from '../../../src/security/keyring.ts';
import { readUpdate, senderOf } from '../../../src/telegram/inbound/read-update.ts';

const from = { id: 7, is_bot: false, first_name: 'Asha', language_code: 'sw' };
const person = { id: 7, type: 'private', first_name: 'Asha' };
const group = { id: -5, type: 'supergroup', title: 'Duka' };
const message = { message_id: 1, date: 1, from };
const read = (update: object) => readUpdate({ update_id: 3, ...update });

describe('the reader of an update finds', () => {
  test('the sender, the chat and the code of the opened link', () => {
    expect(read({ message: { ...message, chat: person, text: '/start abc' } })).toMatchObject({
      updateId: 3,
      chatId: 7,
      userId: 7,
      codeHash: hashOfCode('abc'),
      isPress: false,
      isFarewell: false,
    });
  });

  test('the press of a button, under any message', () => {
    const press = {
      callback_query: { id: '99', from, data: 'paid:1', message: { ...message, chat: group } },
    };
    expect(read(press)).toMatchObject({ chatId: -5, userId: 7, isPress: true, isAddressed: true });
    expect(read({ callback_query: { id: '99', from, data: 'x' } })).toMatchObject({
      chatId: 0,
      isPress: true,
    });
    expect(senderOf(press)).toEqual({ press: '99', languageCode: 'sw' });
  });

  test.each<[what: string, isAddressed: boolean, update: object]>([
    ['anything in private', true, { message: { ...message, chat: person, text: 'hello' } }],
    ['a contact in private', true, { message: { ...message, chat: person, contact: {} } }],
    ['a command in a group', true, { message: { ...message, chat: group, text: '/today' } }],
    ['a photo with a command below it', true, { message: { ...message, chat: group, caption: '/charge 1' } }],
    ['an answer in a group', true, { message: { ...message, chat: group, text: '5', reply_to_message: {} } }],
    ['an edited command', true, { edited_message: { ...message, chat: group, text: '/charge 1' } }],
    ['talk in a group', false, { message: { ...message, chat: group, text: 'habari' } }],
    ['a photo in a group', false, { message: { ...message, chat: group, photo: [] } }],
  ])('whether the bot is addressed: %s', (_what, isAddressed, update) => {
    expect(read(update)).toMatchObject({ userId: 7, isAddressed });
  });

  test.each([
    ['kicked', true],
    ['left', true],
    ['member', false],
    ['administrator', false],
  ])('whether the bot is removed from the chat: its status is %s', (status, isFarewell) => {
    const change = { chat: person, from, date: 1, new_chat_member: { status, user: {} } };
    expect(read({ my_chat_member: change })).toMatchObject({ chatId: 7, userId: 7, isFarewell });
  });

  test('nothing about the sender of an unknown kind of update, and nothing at all without an id', () => {
    expect(read({ poll: {} })).toMatchObject({ updateId: 3, chatId: 0, userId: undefined });
    for (const update of [null, 'x', {}, { update_id: 'y' }]) expect(readUpdate(update)).toBeUndefined();
  });
});
