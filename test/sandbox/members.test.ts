import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { startTelegram } from '../../src/sandbox/bot-api/server.ts';
import { asha, GROUP, juma, stranger, TOKEN } from '../support/shop.ts';

/** The simulated Telegram with a group that Asha made and Juma administers, and a way to ask it. */
async function groupWithAdmins() {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(() => telegram.close());
  telegram.addGroup({ id: GROUP, type: 'supergroup', title: 'Mama Duka' }, { admins: [asha, juma] });
  const call = async (method: string, payload: object): Promise<unknown> => {
    const response = await fetch(`${telegram.url}/bot${TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const { result, description } = (await response.json()) as { result?: unknown; description?: string };
    return result ?? description;
  };
  const statusOf = async (user: { readonly id: number }): Promise<unknown> => {
    const member = await call('getChatMember', { chat_id: GROUP, user_id: user.id });
    return typeof member === 'string' ? member : (member as { readonly status: string }).status;
  };
  return { telegram, call, statusOf };
}

test('the simulated Telegram tells the status of each member, and refuses what Telegram refuses', async () => {
  const { telegram, call, statusOf } = await groupWithAdmins();
  expect(await statusOf(asha)).toBe('creator');
  expect(await statusOf(juma)).toBe('administrator');
  expect(await statusOf(telegram.me)).toBe('member');
  expect(await statusOf(stranger)).toBe('Bad Request: user not found');
  telegram.sendText(stranger, GROUP, 'hello');
  expect(await statusOf(stranger)).toBe('member');
  telegram.setMember(stranger, GROUP, 'kicked', { by: asha });
  expect(await statusOf(stranger)).toBe('kicked');
  expect(await call('getChatMember', { chat_id: -1, user_id: asha.id })).toBe('Bad Request: chat not found');
  expect(await call('getChatMember', { chat_id: GROUP })).toMatch(/^Bad Request: /);
  expect(await call('getChat', { chat_id: GROUP })).toMatchObject({ id: GROUP, title: 'Mama Duka' });
});

test('a group that hides its members shows only its administrators to a bot that is no administrator', async () => {
  const { telegram, call, statusOf } = await groupWithAdmins();
  telegram.hideMembers(GROUP);
  expect(await statusOf(asha)).toBe('Bad Request: member list is inaccessible');
  expect(await call('getChatAdministrators', { chat_id: GROUP })).toMatchObject([
    { status: 'creator', user: { id: asha.id } },
    { status: 'administrator', user: { id: juma.id } },
  ]);
  telegram.setMember(telegram.me, GROUP, 'administrator');
  expect(await statusOf(asha)).toBe('creator');
});

test('a bot is told that a member left and what becomes of itself, and other changes only if it is an administrator', async () => {
  const { telegram } = await groupWithAdmins();
  const kinds = () => telegram.delivered.map(({ update_id: _id, ...content }) => Object.keys(content)[0]);
  telegram.setMember(juma, GROUP, 'member', { by: asha });
  telegram.setMember(juma, GROUP, 'left', { isLarge: true });
  expect(kinds()).toEqual([]);
  telegram.setMember(asha, GROUP, 'left');
  telegram.setMember(telegram.me, GROUP, 'administrator');
  telegram.setMember(asha, GROUP, 'member');
  expect(kinds()).toEqual(['message', 'my_chat_member', 'chat_member']);
});
