// @module-tag slow
import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { CHROMIUM_FLAGS } from '../support/browser.ts';
import { faintTexts, sideways, smallTargets } from '../support/page-measures.ts';
import { openPage } from '../support/sandbox-page.ts';
import { NEEMA, startSandbox, type Sandbox } from '../support/sandbox.ts';
import { until } from '../support/until.ts';

const CHROMIUM = inject('chromium');
const PHONE = { viewport: { width: 360, height: 740 } };
/** A calendar month of which at least a week is filled in. */
const MONTH = DateTime.now().setZone('Africa/Nairobi').minus({ days: 7 });
/** The other tests need the machine as well. */
const TIMEOUT_MS = 120_000;

describe.skipIf(CHROMIUM === undefined)('with a month of sales, the page', { timeout: TIMEOUT_MS }, () => {
  let browser: Browser;
  let sandbox: Sandbox;
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: CHROMIUM_FLAGS });
    sandbox = await startSandbox((end) => void ends.unshift(end));
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    for (const end of ends) await end();
  });

  const open = (options: BrowserContextOptions = PHONE) =>
    openPage(browser, sandbox, onTestFinished, options);
  /** The last message of the bot with a text that begins like this. */
  const last = (messages: Locator, text: RegExp): Locator =>
    messages.locator('> li.bot').filter({ hasText: text }).last();
  const shillings = (text: string | null, pattern: RegExp): number =>
    Number(pattern.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? 0);

  test('fills it in with one press; a second press says that it is there', async () => {
    const { page } = await open();
    const button = page.getByRole('button', { name: 'Fill in a month of sales' });
    await button.click();
    await page.getByText(/^Filled in [78]\d\d charges/).waitFor({ timeout: TIMEOUT_MS });
    await button.click();
    await page.getByText('The month is there already').waitFor();
    // What was filled in has not happened now, and nobody was told of it.
    const { timeline, messages } = await sandbox.state();
    expect(timeline.filter(({ lane }) => lane === 'charge')).toEqual([]);
    expect(messages.map(({ text }) => text).join('\n')).not.toContain('Paid');
  });

  test('shows a report, which its buttons turn in place, and its chart as a picture that opens', async () => {
    const { page, say, messages } = await open();
    await say('/report week');
    const report = last(messages, /^Tillbot📊/);
    await report.getByText(/This week/).waitFor();
    const count = await messages.locator('> li').count();
    await report.getByRole('button', { name: /^‹/ }).click();
    await report.getByRole('button', { name: /›$/ }).first().waitFor();
    expect(await report.locator('.text').textContent()).toMatch(/payments · average/);
    expect(await messages.locator('> li').count()).toBe(count);

    await report.getByRole('button', { name: 'Chart' }).click();
    const picture = messages.getByRole('img').last();
    const measures = () =>
      picture.evaluate((image: { naturalWidth: number; naturalHeight: number; alt: string }) => ({
        width: image.naturalWidth,
        height: image.naturalHeight,
        alt: image.alt,
      }));
    await expect.poll(async () => (await measures()).width, { timeout: 30_000 }).toBeGreaterThan(300);
    const { width, height, alt } = await measures();
    expect(height).toBeGreaterThan(150);
    expect(alt).toMatch(/KES/);
    expect(await coloursOfLastPicture(page)).toBeGreaterThan(5);
    const box = await picture.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(360);
    expect(width).toBeGreaterThanOrEqual(box!.width);
    const [opened] = await Promise.all([page.context().waitForEvent('page'), picture.click()]);
    await expect.poll(() => opened.url()).toMatch(/\/api\/file\//);
  });

  test('saves an export that another library opens, and that agrees with the report to the shilling', async () => {
    const { page, say, messages } = await open();
    await say(`/report ${MONTH.toFormat('yyyy-MM')}`);
    const report = last(messages, new RegExp(`^Tillbot📊.*${MONTH.toFormat('LLLL yyyy')}`));
    await report.getByText(/payments · average/).waitFor();
    const text = (await report.locator('.text').textContent())?.replaceAll('\u00a0', ' ') ?? '';
    const confirmedKes = shillings(text, /\nKES ([\d,]+)/);
    const byHandKes = shillings(text, /Marked by hand: KES ([\d,]+)/);
    expect(confirmedKes).toBeGreaterThan(1_000);
    // The sums are what is left. An export has refunds beside what was paid, and on the day of the payment.
    const takenKes = / taken, KES/.test(text)
      ? shillings(text, /KES ([\d,]+) taken, KES/)
      : confirmedKes + byHandKes;

    await say(`/export ${MONTH.toFormat('yyyy-MM')}`);
    await last(messages, /which file/)
      .getByRole('button', { name: '📄 Excel' })
      .click();
    const link = messages.getByRole('link', { name: /charges-.*\.xlsx/ }).last();
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/^charges-\d{4}-\d\d-01-to-\d{4}-\d\d-\d\d\.xlsx$/);
    const [charges, days, cashiers] = (await readXlsxFile(await readFile(await download.path()))).map(
      ({ data }) => data.slice(1),
    );
    const sum = (rows: typeof charges, column: number) =>
      (rows ?? []).reduce((total, row) => total + Number(row.at(column)), 0);
    expect(sum(charges, 4)).toBe(takenKes);
    for (const sheet of [days, cashiers]) expect(sum(sheet, 2) + sum(sheet, 4)).toBe(takenKes);
    expect(cashiers?.map(([name]) => name).toSorted()).toEqual(['Asha', 'Juma']);
  });

  test('speaks as the owner of the second shop, whose sales and reports are its own', async () => {
    const { page, chat, say, sees, messages } = await open({ ...PHONE, colorScheme: 'dark' });
    const month = MONTH.toFormat('yyyy-MM');
    const totalOfMonth = async (): Promise<number> => {
      await say(`/report ${month}`);
      const report = last(messages, new RegExp(`^Tillbot📊.*${MONTH.toFormat('LLLL yyyy')}`));
      await report.getByText(/payments · average/).waitFor();
      return shillings(await report.locator('.text').textContent(), /\nKES\s([\d,]+)/);
    };
    const first = await totalOfMonth();
    await chat('Neema');
    await say('/charge 0700000001 300 braids');
    await sees('✅ Paid: KES 300');
    const second = await totalOfMonth();
    expect(second).toBeGreaterThan(1_000);
    expect(second).not.toBe(first);
    expect(await messages.textContent()).not.toMatch(/Asha|Juma/);
    expect(await smallTargets(page)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    const { messages: all } = await sandbox.state();
    const told = all.filter(({ text }) => /^✅ Paid: KES.300/.test(text ?? ''));
    expect(told.map(({ chat: { id } }) => id)).toEqual([NEEMA]);
  });

  test.each([
    ['dark', '0712345678'],
    ['light', '0712345679'],
  ] as const)(
    'fits a %s phone: targets of 40 px, contrast of 4.5, no scrolling to the side',
    async (colorScheme, phone) => {
      const { page, say, messages, sees } = await open({ ...PHONE, colorScheme });
      await say(`/charge ${phone} 500 two bags of unga`);
      await sees('Waiting for the customer');
      await say('/report month');
      await last(messages, /📊 This month/)
        .getByRole('button', { name: /Chart/ })
        .waitFor();
      await page.getByLabel(`M-PESA PIN of ${phone}`).waitFor();
      expect(await smallTargets(page)).toEqual([]);
      expect(await faintTexts(page)).toEqual([]);
      expect(await sideways(page)).toBe(0);
    },
  );

  test('keeps the phones that ring on top, also after a reload', async () => {
    const { page, enterPin, handset } = await open();
    const phones = () =>
      page
        .getByRole('article')
        .evaluateAll((all: { dataset: { phone: string } }[]) => all.map(({ dataset }) => dataset.phone));
    for (const phone of ['0712000001', '0712000002']) {
      await sandbox.say(4545, `/charge ${phone} 700`);
      await sandbox.rings(phone);
      await page.getByLabel(`M-PESA PIN of ${phone}`).waitFor();
    }
    expect((await phones()).slice(0, 2)).toEqual(['0712000002', '0712000001']);
    await enterPin('0712000002');
    await handset('0712000002').getByText('Confirmed').waitFor();
    const isOpen = async (phone: string) => (await page.getByLabel(`M-PESA PIN of ${phone}`).count()) > 0;
    const ringFirst = async () => {
      const ringing = await Promise.all((await phones()).map(isOpen));
      expect(ringing).toEqual(ringing.toSorted((a, b) => Number(b) - Number(a)));
      expect(ringing[0]).toBe(true);
    };
    await ringFirst();
    await page.reload();
    await page.getByLabel('M-PESA PIN of 0712000001').waitFor();
    await ringFirst();
    await enterPin('0712000001');
    await until('both payments are told', async () => {
      const { messages } = await sandbox.state();
      return messages.filter(({ text }) => /^✅ Paid: KES.700/.test(text ?? '')).length === 2;
    });
  });

  test('collects from many: one question, a board that fills up in place, and one message at the end', async () => {
    const { page, say, messages, enterPin } = await open();
    await say('/collect 300 chama\n0712000011 Wanjiku\n0712000012 Otieno 450\n07120');
    const question = last(messages, /Ask 2 customers for KES.750/);
    await question.getByText(/Left out \(1\)/).waitFor();
    await question.getByRole('button', { name: 'Send to 2' }).click();
    const board = last(messages, /^Tillbot👥 chama/);
    await board.getByText(/0 of 2 paid/).waitFor();
    await sandbox.rings('0712000012');
    const count = await messages.locator('> li').count();
    await enterPin('0712000011');
    await board.getByText(/1 of 2 paid · KES.300 of KES.750/).waitFor();
    expect(await messages.locator('> li').count()).toBe(count);
    expect(await smallTargets(page)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    await enterPin('0712000012');
    await last(messages, /All 2 have paid: KES.750/).waitFor();
    await board.getByText(/2 of 2 paid/).waitFor();
  });

  test('closes the day: the figures first, then the closing with its number, once', async () => {
    const { say, messages } = await open();
    await say('/close');
    const question = last(messages, /Close day 1\?/);
    const total = shillings(await question.locator('.text').textContent(), /KES\s([\d,]+)/);
    expect(total).toBeGreaterThan(100_000);
    await question.getByRole('button', { name: 'Close the day' }).click();
    const closing = last(messages, /🔒 Day 1/);
    await closing.waitFor();
    expect(shillings(await closing.locator('.text').textContent(), /KES\s([\d,]+)/)).toBe(total);
    await say('/close');
    await last(messages, /nothing to close/).waitFor();
  });
});

/** How many colours the last picture has that is shown. */
const coloursOfLastPicture = (page: Page): Promise<number> =>
  page.evaluate(`(() => {
    const image = [...document.querySelectorAll('img.photo')].at(-1);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
