import { expect, test, vi } from 'vitest';
import type { Provider } from '../../src/gateway/provider.ts';
import type { Locale } from '../../src/telegram/locales/locale.ts';
import { asha, openShop } from '../support/shop.ts';
import { codeIn, wanjiru } from '../support/second-shop.ts';

// A second provider adds only this: its entry in the list, and the texts that ask for its credentials.
vi.mock('../../src/gateway/providers.ts', async (original) => {
  const { PROVIDERS } = await original<{ readonly PROVIDERS: readonly Provider[] }>();
  return { PROVIDERS: [...PROVIDERS, (await import('../support/paymoja.ts')).paymoja] };
});
vi.mock('../../src/telegram/locales/en.ts', async (original) => {
  const { english } = await original<{ readonly english: Locale }>();
  const credentials = {
    ...english.credentials,
    'paymoja.till': { ask: 'Which till at PayMoja?', wrong: 'That is no till.' },
    'paymoja.secret': { ask: 'And its secret?', wrong: 'That is no secret.' },
  };
  return { english: { ...english, credentials } };
});

const TILL = 'mamatill';
const SECRET = 'pm-Sd4#k[HFS';

test('a shop connects an account at a second provider, charges through it, and does so after a restart', async () => {
  const shop = await openShop();
  shop.telegram.openPrivateChat(wanjiru);
  shop.bosmi.addAccount({ apiKey: SECRET, username: TILL, email: `${TILL}@paymoja.example` });
  const [operator, chat] = [shop.chat(asha.id), shop.chat(wanjiru.id)];
  operator.say('/newmerchant');
  chat.say(`/start ${codeIn((await operator.sees(/connect a shop/)).text)}`, {}, wanjiru);
  await chat.sees(/send \/connect/);
  for (const [say, pattern] of [
    ['/connect', /business called/],
    ['Mama Duka Two', /Which payment gateway is your account at: BOSMI, PayMoja\?/],
    ['M-Pesa', /I don’t know that gateway[\s\S]*Which payment gateway/],
    ['paymoja', /Which till at PayMoja/],
    ['MAMA TILL', /That is no till[\s\S]*Which till/],
    [TILL, /And its secret/],
    ['Sd4#k[HFS', /That is no secret[\s\S]*And its secret/],
    [SECRET, /Mama Duka Two is connected, with the key •••HFS/],
  ] as const) {
    const said = chat.say(say, {}, wanjiru);
    await chat.sees(pattern, said);
  }
  const left = shop.telegram.messages(wanjiru.id).map(({ text }) => text ?? '');
  expect(left.join('\n')).not.toContain('Sd4#k');

  const pushed = () => shop.bosmi.requests.filter(({ body }) => body['api_key'] === SECRET).length;
  chat.say('/charge 0712345678 500', {}, wanjiru);
  await chat.sees(/#1\n📲 Prompt sent/);
  expect(pushed()).toBeGreaterThan(0);
  await shop.stop();
  await shop.start();
  shop.bosmi.pay(shop.bosmi.latest('0712345678')!.id);
  await chat.sees(/^✅ Paid: KES 500/);
});
