import { describe, expect, test } from 'vitest';
import { asha, juma, openShop, stranger, type Shop } from '../support/shop.ts';
import { connectSecond, SECOND, wanjiru } from '../support/second-shop.ts';

const MINUTE = 60_000;
const counted = (shop: Shop, userId: number, pattern: RegExp): number =>
  shop
    .chat(userId)
    .texts()
    .filter((text) => pattern.test(text)).length;

/** Lets time pass in steps, in which everything that waits takes its turn. */
async function passMinutes(shop: Shop, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    shop.skip(MINUTE);
    await shop.pass(1_000);
  }
}

describe('/operator', () => {
  test('shows the state in one message, in both languages', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    const { text } = await chat.sees(/^This bot/, chat.say('/operator'));
    expect(text).toMatch(/^Version \d+\.\d+\.\d+ · up for \d+ \w+$/m);
    expect(text).toMatch(/^Shops: 1$/m);
    expect(text).toMatch(/^Open charges: 1$/m);
    expect(text).toMatch(/^To be handled: 0$/m);
    expect(text).toMatch(/^To be looked up: 1/m);
    expect(text).toMatch(/^Disk: 50 % free$/m);
    expect(text).not.toMatch(/0712|undefined|null|NaN/);
    // A phone of 360 pixels shows about so many characters in a line.
    for (const line of text?.split('\n') ?? []) expect(line.length).toBeLessThan(45);
    const theirs = shop.chat(juma.id);
    expect((await theirs.sees(/^Bot hii/, theirs.say('/mwendeshaji', {}, juma))).text).toMatch(
      /^Maduka: 1$/m,
    );
  });

  test('is for the operators alone', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    const chat = shop.chat(wanjiru.id);
    await chat.sees(/^Only the person who runs this bot/, chat.say('/operator', {}, wanjiru));
    shop.chat(stranger.id).say('/operator', {}, stranger);
    await shop.pass(5_000);
    expect(shop.chat(stranger.id).texts().join('\n')).not.toContain('Version');
  });
});

describe('the operators are told, once,', () => {
  test('that the gateway is away for long, and that it is back', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    await chat.sees(/Waiting/, chat.say('/charge 0712345678 500'));
    await shop.bosmi.down();
    await passMinutes(shop, 2);
    expect(counted(shop, asha.id, /given no answer/)).toBe(0);
    await passMinutes(shop, 8);
    await chat.sees(/^⚠️ The gateway of BOSMI has given no answer for 3 minutes\./);
    await shop.chat(juma.id).sees(/given no answer for 3 minutes/);
    const state = await chat.sees(/^This bot/, chat.say('/operator'));
    expect(state.text).toContain('⚠️ The gateway gives no answer.');
    await passMinutes(shop, 5);
    await shop.bosmi.up();
    await passMinutes(shop, 3);
    await chat.sees(/^✅ The gateway of BOSMI answers again\./);
    expect(counted(shop, asha.id, /given no answer/)).toBe(1);
    expect(counted(shop, asha.id, /^✅.*answers again/)).toBe(1);
  });

  test('that the gateway refuses the account of another shop, and takes it again', async () => {
    const shop = await openShop();
    await connectSecond(shop);
    shop.bosmi.faults.add(
      { kind: 'answer', status: 200, body: '{"status":"error","message":"Invalid API credentials."}' },
      ({ body }) => body['api_key'] === SECOND.apiKey,
      2,
    );
    const theirs = shop.chat(wanjiru.id);
    await theirs.sees(/^❌ Not sent/, theirs.say('/charge 0712345678 500', {}, wanjiru));
    await theirs.sees(/^❌ Not sent/, theirs.say('/charge 0722000000 70', {}, wanjiru));
    await shop.chat(asha.id).sees(/^⚠️ The gateway refuses the account of Mama Duka Two/);
    await theirs.sees(/📲 Prompt sent/, theirs.say('/charge 0722000001 70', {}, wanjiru));
    await shop.chat(asha.id).sees(/^✅ The gateway takes the account of Mama Duka Two again/);
    await theirs.sees(/^✅ The gateway takes the account of Mama Duka Two again/);
    expect(counted(shop, asha.id, /refuses the account/)).toBe(1);
    expect(counted(shop, asha.id, /takes the account/)).toBe(1);
  });

  test('that Telegram slows the bot down for long, and that it does not any more', async () => {
    const shop = await openShop();
    const chat = shop.chat(asha.id);
    shop.telegram.faults.add(
      {
        kind: 'answer',
        status: 429,
        body: '{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":20}}',
      },
      ({ method, payload }) => method === 'sendMessage' && payload['chat_id'] === juma.id,
      60,
    );
    shop.chat(juma.id).say('/msaada', {}, juma);
    await passMinutes(shop, 16);
    await chat.sees(/^⚠️ Telegram has slowed this bot down for 10 minutes/);
    shop.telegram.faults.clear();
    await passMinutes(shop, 8);
    await chat.sees(/^✅ Telegram takes this bot’s messages at their usual pace again/);
    expect(counted(shop, asha.id, /slowed this bot down/)).toBe(1);
  });

  test('that the disk is nearly full, and that it has room again', async () => {
    let free = 0.09;
    const shop = await openShop({ freeRatio: () => free });
    const chat = shop.chat(asha.id);
    await chat.sees(/^⚠️ Only 9 % of this bot’s disk is free\./);
    free = 0.11;
    await passMinutes(shop, 3);
    free = 0.08;
    await passMinutes(shop, 3);
    free = 0.4;
    await passMinutes(shop, 2);
    await chat.sees(/^✅ This bot’s disk has room again: 40 % is free\./);
    expect(counted(shop, asha.id, /disk is free/)).toBe(1);
  });
});
