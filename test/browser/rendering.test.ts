// @module-tag slow
import { chromium, type Browser } from 'playwright-core';
import { Telegram } from 'telegraf';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { startTelegram } from '../../src/sandbox/bot-api/server.ts';
import { startBosmi } from '../../src/sandbox/bosmi/server.ts';
import { ASHA, CHATS, JUMA } from '../../src/sandbox/people.ts';
import { startPageServer } from '../../src/sandbox/page-server.ts';
import { simulation as startSimulation } from '../../src/sandbox/simulation.ts';
import { CHROMIUM_FLAGS } from '../support/browser.ts';
import { TOKEN } from '../support/shop.ts';

const CHROMIUM = inject('chromium');
const GROUP = -4545;
/** A picture of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(CHROMIUM === undefined)('the chat shows', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: CHROMIUM_FLAGS });
  });
  afterAll(() => browser?.close());

  /** Opens a page without a bot. The test sends the bot's messages through the library that the bot uses. */
  async function open() {
    const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
    const account = { apiKey: 'k', username: 'u', email: 'e' };
    const bosmi = await startBosmi({ clock: systemClock, random: Math.random, account });
    for (const user of [ASHA, JUMA]) telegram.openPrivateChat(user);
    telegram.addGroup(CHATS[2]!.chat);
    const simulation = startSimulation({
      telegram,
      bosmi,
      databasePath: '/nowhere',
      timeZone: 'Africa/Nairobi',
      startedAt: 0,
    });
    const server = await startPageServer({
      port: 0,
      telegram,
      bosmi,
      simulation,
      killBot: () => undefined,
      history: { fillIn: () => Promise.reject(new Error('there is no bot')) },
    });
    const context = await browser.newContext();
    onTestFinished(async () => {
      await context.close();
      simulation.close();
      await Promise.all([server.close(), telegram.close(), bosmi.close()]);
    });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('tab', { name: /Asha/ }).waitFor();
    const bot = new Telegram(TOKEN, { apiRoot: telegram.url });
    return { page, bot, telegram, bubbles: page.getByRole('log', { name: 'Messages' }).locator('> li') };
  }

  test('bold, code, links and nested formatting as elements, and markup in a text as plain text', async () => {
    const { bot, bubbles } = await open();
    const text = '🧺 bold code https://example.com <b>not</b> nested';
    const at = (part: string) => ({ offset: text.indexOf(part), length: part.length });
    await bot.sendMessage(ASHA.id, text, {
      entities: [
        { type: 'bold', ...at('bold') },
        { type: 'code', ...at('code') },
        { type: 'url', ...at('https://example.com') },
        { type: 'italic', ...at('nested') },
        { type: 'underline', offset: text.indexOf('nested'), length: 4 },
        { type: 'text_link', url: 'javascript:alert(1)', ...at('not') },
      ],
    });
    const shown = bubbles.first().locator('.text');
    expect(await shown.innerHTML()).toBe(
      '🧺 <b>bold</b> <code title="Click to copy">code</code> ' +
        '<a href="https://example.com" target="_blank" rel="noreferrer noopener">https://example.com</a> ' +
        '&lt;b&gt;<span>not</span>&lt;/b&gt; <i><u>nest</u>ed</i>',
    );
  });

  test('documents to save and photos to see, with their captions', async () => {
    const { page, bot, bubbles } = await open();
    await bot.sendDocument(
      ASHA.id,
      { source: Buffer.from('date,amount\n'), filename: 'day-1.csv' },
      { caption: 'The day' },
    );
    await bot.sendPhoto(ASHA.id, { source: PNG, filename: 'chart.png' }, { caption: 'The week' });
    await bubbles.nth(1).waitFor();
    expect(await bubbles.first().textContent()).toContain('day-1.csv (12 bytes)');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      bubbles.first().getByRole('link').click(),
    ]);
    expect(download.suggestedFilename()).toBe('day-1.csv');
    const photo = bubbles.nth(1).getByRole('img', { name: 'The week' });
    const width = () => photo.evaluate((image: { naturalWidth: number }) => image.naturalWidth);
    await expect.poll(width).toBe(1);
  });

  test('an edited message in its place, and its button keeps the focus', async () => {
    const { page, bot, bubbles } = await open();
    const reply_markup = { inline_keyboard: [[{ text: 'Press', callback_data: 'x' }]] };
    const { message_id } = await bot.sendMessage(ASHA.id, 'first', { reply_markup });
    await bot.sendMessage(ASHA.id, 'second');
    await bubbles.nth(1).waitFor();
    await page.getByRole('button', { name: 'Press' }).focus();
    await bot.editMessageText(ASHA.id, message_id, undefined, 'changed', { reply_markup });
    await bubbles.first().getByText('changed').waitFor();
    expect(await bubbles.count()).toBe(2);
    expect(await bubbles.first().textContent()).toContain('edited');
    expect(await page.locator(':focus').textContent()).toBe('Press');
  });

  test('a reply keyboard, whose keys send their text, until it is removed', async () => {
    const { page, bot, bubbles } = await open();
    await bot.sendMessage(ASHA.id, 'Which?', {
      reply_markup: { keyboard: [[{ text: 'One' }, { text: 'Two' }]] },
    });
    await page.getByRole('button', { name: 'Two', exact: true }).click();
    await bubbles.nth(1).waitFor();
    expect(await bubbles.nth(1).locator('.text').textContent()).toBe('Two');
    await bot.sendMessage(ASHA.id, 'Thanks', { reply_markup: { remove_keyboard: true } });
    await bubbles.nth(2).waitFor();
    expect(await page.getByRole('button', { name: 'One', exact: true }).count()).toBe(0);
  });

  test('a reply with its quote, and a force-reply only to the person who was asked', async () => {
    const { page, bot, telegram, bubbles } = await open();
    await page.getByRole('tab', { name: /Mama Duka/ }).click();
    const hers = telegram.sendText(ASHA, GROUP, 'hers');
    const his = telegram.sendText(JUMA, GROUP, 'his');
    const ask = (text: string, replyTo: number) =>
      bot.sendMessage(GROUP, text, {
        reply_markup: { force_reply: true, selective: true },
        reply_parameters: { message_id: replyTo },
      });
    await ask('Juma?', his.message_id);
    await bubbles.nth(2).waitFor();
    expect(await bubbles.nth(2).locator('.quote').textContent()).toBe('Jumahis');
    expect(await page.getByText('Reply to Tillbot: Juma?').count()).toBe(0);
    await ask('Asha?', hers.message_id);
    await page.getByText('Reply to Tillbot: Asha?').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('me');
    await page.keyboard.press('Enter');
    await bubbles.nth(4).waitFor();
    expect(await bubbles.nth(4).locator('.quote').textContent()).toBe('TillbotAsha?');
  });

  test('a flash for a message that rings, and none for a silent one', async () => {
    const { bot, bubbles } = await open();
    await bot.sendMessage(ASHA.id, 'quiet', { disable_notification: true });
    await bot.sendMessage(ASHA.id, 'loud');
    await bubbles.nth(1).waitFor();
    expect(await bubbles.first().getAttribute('class')).not.toContain('flash');
    expect(await bubbles.nth(1).getAttribute('class')).toContain('flash');
  });

  test('a deleted message no more, and the others as they were', async () => {
    const { bot, page, bubbles } = await open();
    const gone = await bot.sendMessage(ASHA.id, 'gone');
    await bot.sendMessage(ASHA.id, 'loud');
    await bubbles.nth(1).waitFor();
    await bot.deleteMessage(ASHA.id, gone.message_id);
    await page.getByText('gone', { exact: true }).waitFor({ state: 'detached' });
    expect(await bubbles.first().getAttribute('class')).toContain('flash');
  });

  test('a text that could not be sent still in the input line', async () => {
    const { page, bubbles } = await open();
    const field = page.getByLabel('Message', { exact: true });
    await page.route('**/api/send', (route) => route.abort());
    await field.fill('/charge 0712345678 500');
    await page.keyboard.press('Enter');
    await page.getByText('The sandbox does not answer').waitFor();
    expect(await field.inputValue()).toBe('/charge 0712345678 500');
    expect(await bubbles.count()).toBe(0);
  });
});
