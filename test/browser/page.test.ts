// @module-tag slow
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { CHROMIUM_FLAGS } from '../support/browser.ts';
import { openPage } from '../support/sandbox-page.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { WhenFinished } from '../support/store.ts';

const CHROMIUM = inject('chromium');

describe.skipIf(CHROMIUM === undefined).concurrent('on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: CHROMIUM_FLAGS });
  });
  afterAll(() => browser?.close());

  /** Opens the page of a new sandbox as a newcomer does. */
  async function open(onTestFinished: WhenFinished, options: BrowserContextOptions = {}) {
    const sandbox = await startSandbox(onTestFinished);
    return { sandbox, ...(await openPage(browser, sandbox, onTestFinished, options)) };
  }

  test('a click on a suggestion charges, the phone rings, and its PIN brings the paid notice', async ({
    onTestFinished,
  }) => {
    const { page, sees, enterPin, handset, messages } = await open(onTestFinished);
    await page.getByRole('button', { name: '/charge 0712345678 500 two bags of unga' }).click();
    await sees('Prompt sent');
    await enterPin('0712345678');
    await sees('✅ Paid: KES 500');
    const receipt = await handset('0712345678').locator('li b').textContent();
    await sees(`Receipt ${receipt}`);
    expect(await messages.locator('> li.flash', { hasText: '✅ Paid' }).count()).toBe(1);
    // The command and the notice: the card goes when the charge is paid.
    await expect.poll(() => messages.locator('> li').count()).toBe(2);
    await page.getByLabel('Timeline').getByText('pending → paid').waitFor();
  });

  test('a conversation asks for phone and amount, and a double click on Send is one push', async ({
    onTestFinished,
  }) => {
    const { messages, say, sees, sandbox } = await open(onTestFinished);
    await say('/charge');
    await sees('Which phone should I charge?');
    await say('0712 345 678');
    await sees('How many shillings from 0712 345 678?');
    await say('1,500');
    await messages.getByRole('button', { name: 'Send', exact: true }).dblclick();
    await sees('Prompt sent');
    expect((await sandbox.state()).prompts).toHaveLength(1);
  });

  test('a canceled prompt and a prompt that runs out are not called failed', async ({ onTestFinished }) => {
    const { say, sees, cancelPrompt, handset, messages } = await open(onTestFinished);
    await say('/charge 0712345678 500');
    await sees('Prompt sent');
    await cancelPrompt('0712345678');
    await handset('0712345678').getByText('You canceled the request to pay KES 500').waitFor();
    await say('/charge 0712345679 700');
    await handset('0712345679').getByText('ran out: no PIN was entered').waitFor({ timeout: 90_000 });
    await sees('⌛ Not confirmed: KES 500');
    await sees('⌛ Not confirmed: KES 700');
    expect(await messages.textContent()).not.toMatch(/fail/i);
  }, 120_000);

  test('a bot that is killed in the middle of a charge still announces it', async ({ onTestFinished }) => {
    const { page, say, sees, enterPin } = await open(onTestFinished);
    await say('/charge 0712345678 500');
    await sees('Prompt sent');
    await page.getByRole('button', { name: 'Kill the bot' }).click();
    await page.getByText('The bot is dead', { exact: true }).waitFor();
    await enterPin('0712345678');
    await page.getByText('The bot is up', { exact: true }).waitFor();
    await sees('✅ Paid: KES 500');
  });

  test('two cashiers in a group each answer their own question', async ({ onTestFinished }) => {
    const { page, messages, say, sees, chat, enterPin } = await open(onTestFinished);
    await chat('Mama Duka');
    await say('/charge');
    await sees('Which phone should I charge?');
    await page.getByText('Reply to Tillbot: Which phone should I charge?').waitFor();
    await page.getByLabel('Juma').check();
    await say('/charge 0712345679 700 chai');
    await sees('Ombi limetumwa');
    await page.getByLabel('Asha', { exact: true }).check();
    await page
      .getByRole('button', { name: /^Reply to: Which phone/ })
      .first()
      .click();
    await say('0712345678');
    await sees('How many shillings from 0712 ••• 678?');
    await say('500');
    await messages.getByRole('button', { name: 'Send', exact: true }).click();
    await enterPin('0712345679');
    await enterPin('0712345678');
    await sees('✅ Limelipwa: KES 700');
    await sees('✅ Paid: KES 500');
    await sees('Ombi la Juma');
    await sees('Charged by Asha');
  });

  test('a stranger is refused, and a badge counts the unread messages of another chat', async ({
    onTestFinished,
  }) => {
    const { page, say, sees, chat, enterPin } = await open(onTestFinished);
    await say('/charge 0712345678 500');
    await sees('Prompt sent');
    await chat('Mallory');
    await say('/charge 0712345678 500');
    await sees('I don’t know you');
    await enterPin('0712345678');
    await page.getByRole('tab', { name: /Asha.*1 unread/ }).waitFor();
    await chat('Asha');
    await sees('✅ Paid: KES 500');
  });

  test('the switches break the gateway and repair it', async ({ onTestFinished }) => {
    const { page, say, sees } = await open(onTestFinished);
    await page.getByRole('group', { name: 'The gateway' }).getByLabel('is down').check();
    await page.getByLabel('Timeline').getByText('The gateway from now on: down').waitFor();
    await say('/charge 0712345678 500');
    await sees('could not be reached, so nothing was sent');
    await page.getByRole('group', { name: 'The gateway' }).getByLabel('works').check();
    await page.getByLabel('Timeline').getByText('The gateway works again').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await sees('Prompt sent');
  });

  test('the page works with the keyboard alone, from the command menu to the PIN', async ({
    onTestFinished,
  }) => {
    const { page, sees, handset } = await open(onTestFinished);
    const field = page.getByLabel('Message', { exact: true });
    await field.focus();
    await page.keyboard.type('/ch');
    await page.getByRole('option', { name: /charge/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('0712345678 500');
    await page.keyboard.press('Enter');
    await sees('Prompt sent');
    await page.getByLabel('M-PESA PIN of 0712345678').focus();
    await page.keyboard.type('1234');
    await page.keyboard.press('Enter');
    await handset('0712345678').getByText('Confirmed').waitFor();
    await page.getByRole('tab', { name: /Asha/ }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: /Juma/ }).getAttribute('aria-selected')).toBe('true');
    await field.focus();
    await page.keyboard.type('/');
    const pending = page.getByRole('option', { name: /^\/pending/ });
    do await page.keyboard.press('ArrowDown');
    while ((await pending.getAttribute('aria-selected')) !== 'true');
    await page.keyboard.press('Enter');
    await sees(/yanayosubiriwa/);
  });

  test('everything fits a phone’s width, in light and in dark', async ({ onTestFinished }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, say, sees } = await open(onTestFinished, {
        viewport: { width: 360, height: 740 },
        colorScheme,
      });
      await say(
        '/charge 0733123456 1,500 a long note about two bags of unga, sugar, tea and a loaf of bread',
      );
      await sees('Airtel');
      const root = page.locator('html');
      const [width, scrolled] = await root.evaluate((html: { clientWidth: number; scrollWidth: number }) => [
        html.clientWidth,
        html.scrollWidth,
      ]);
      expect(scrolled).toBe(width);
      const box = await page.getByRole('button', { name: 'Charge anyway' }).boundingBox();
      expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    }
  });
});
