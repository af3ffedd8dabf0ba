import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Sandbox } from './sandbox.ts';
import type { WhenFinished } from './store.ts';

const TIMEOUT_MS = 30_000;

/** Opens a sandbox's page, and waits until its bot is up. A fault in the page's scripts, or a request to elsewhere, fails the test. */
export async function openPage(
  browser: Browser,
  sandbox: Pick<Sandbox, 'url'>,
  whenFinished: WhenFinished,
  options: BrowserContextOptions = {},
) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(sandbox.url)) faults.push(`asked for ${request.url()}`);
  });
  whenFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  await page.goto(sandbox.url);
  await page.getByText('The bot is up', { exact: true }).waitFor();
  return { page, ...actionsOn(page) };
}

/** What a person does on the page. */
function actionsOn(page: Page) {
  const messages = page.getByRole('log', { name: 'Messages' });
  const sees = (text: string | RegExp) => messages.getByText(text).first().waitFor();
  return {
    messages,
    sees,
    async say(text: string) {
      await page.getByLabel('Message', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    },
    async enterPin(phone: string) {
      await page.getByLabel(`M-PESA PIN of ${phone}`).fill('1234');
      await page
        .getByRole('group', { name: `Prompt on ${phone}` })
        .getByRole('button', { name: 'OK' })
        .click();
    },
    cancelPrompt: (phone: string) =>
      page
        .getByRole('group', { name: `Prompt on ${phone}` })
        .getByRole('button', { name: 'Cancel' })
        .click(),
    handset: (phone: string) => page.getByRole('article', { name: `Phone ${phone}` }),
    chat: (title: string) => page.getByRole('tab', { name: title }).click(),
  };
}
