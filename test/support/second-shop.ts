import type { BosmiCredentials } from '../../src/sandbox/bosmi/accounts.ts';
import type { SimUser } from '../../src/sandbox/bot-api/types.ts';
import { asha, type Shop } from './shop.ts';

export const wanjiru: SimUser = { id: 801, is_bot: false, first_name: 'Wanjiru', language_code: 'en' };
export const otieno: SimUser = { id: 802, is_bot: false, first_name: 'Otieno', language_code: 'en' };

export const SECOND: BosmiCredentials = {
  apiKey: 'Sd4#k[HFS-second',
  username: 'wanjiru',
  email: 'wanjiru@duka.example',
};

/** Returns the code of the link in a text. */
export const codeIn = (text: string | undefined): string =>
  /\?start=([\w-]+)/.exec(text ?? '')?.[1] ?? 'none';

/** Connects Wanjiru's shop as she does it herself: with the operator's link and her own account. */
export async function connectSecond(shop: Shop, account: BosmiCredentials = SECOND): Promise<void> {
  shop.telegram.openPrivateChat(wanjiru);
  shop.bosmi.addAccount(account);
  const operator = shop.chat(asha.id);
  const asked = operator.say('/newmerchant');
  const link = await operator.sees(/connect a shop/, asked);
  const chat = shop.chat(wanjiru.id);
  chat.say(`/start ${codeIn(link.text)}`, {}, wanjiru);
  await chat.sees(/send \/connect/);
  chat.say('/connect', {}, wanjiru);
  await chat.sees(/business called/);
  chat.say('Mama Duka Two', {}, wanjiru);
  await chat.sees(/username at BOSMI/);
  chat.say(account.username, {}, wanjiru);
  await chat.sees(/e-mail address/);
  chat.say(account.email, {}, wanjiru);
  await chat.sees(/API key from the BOSMI portal/);
  chat.say(account.apiKey, {}, wanjiru);
  await chat.sees(/Mama Duka Two is connected/);
}

/** Makes somebody a member by an invite of another member. `role` is the label of the role's button. */
export async function letIn(shop: Shop, by: SimUser, who: SimUser, role: string): Promise<void> {
  shop.telegram.openPrivateChat(who);
  const chat = shop.chat(by.id);
  const asked = chat.say('/invite', {}, by);
  const question = await chat.sees(/Who are you inviting|makes whoever opens it/, asked);
  const link = /Who are you inviting/.test(question.text ?? '')
    ? (await chat.press(question, role, by), await chat.sees(/makes whoever opens it/, asked))
    : question;
  shop.chat(who.id).say(`/start ${codeIn(link.text)}`, {}, who);
  await shop.chat(who.id).sees(/You’re|Karibu/);
}

/** Removes somebody as an owner does: the list, the name, the confirmation. */
export async function removeByButtons(shop: Shop, by: SimUser, name: string): Promise<void> {
  const chat = shop.chat(by.id);
  const asked = chat.say('/staff', {}, by);
  const list = await chat.sees(/Who works/, asked);
  await chat.press(list, `Remove ${name}`, by);
  await chat.press(await chat.sees(new RegExp(`^Remove ${name}`), asked), `Remove ${name}`, by);
  await chat.sees(new RegExp(`^${name} is removed`), asked);
}
