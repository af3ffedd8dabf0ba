/**
 * Takes the pictures of the README in the sandbox: `npm run docs:pictures`, with `-- /path/to/chromium` if it is elsewhere than in
 * /usr/bin. Writes docs/sale.png, docs/report.png, docs/list.png and docs/sandbox.png. Look at them before you commit them.
 */
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../test/support/browser.ts';
import { openPage } from '../test/support/sandbox-page.ts';
import { startSandbox, type Sandbox } from '../test/support/sandbox.ts';

const PHONE = { viewport: { width: 360, height: 740 } };
const SCREEN = { viewport: { width: 1180, height: 1150 } };
const MARGIN = 7;
const CUSTOMER = '0712345678';

type End = () => void | Promise<void>;

const pictureNamed = (name: string): string => fileURLToPath(new URL(`${name}.png`, import.meta.url));

/** A chat on a phone: the command, and the paid notice with its buttons. */
async function takeSale(browser: Browser, sandbox: Sandbox, whenFinished: (end: End) => void): Promise<void> {
  const { page, say, sees, enterPin, messages } = await openPage(browser, sandbox, whenFinished, PHONE);
  await say(`/charge ${CUSTOMER} 500 two bags of unga`);
  await sees('Prompt sent');
  await enterPin(CUSTOMER);
  await sees('✅ Paid: KES 500');
  await messages.getByRole('button', { name: 'Receipt' }).waitFor();
  // The notice takes the card's place.
  await messages.getByText('Prompt sent').waitFor({ state: 'detached' });
  await atRest(page);
  await page.locator('section.chat').screenshot({ path: pictureNamed('sale') });
}

/** The board of a list: some have paid, some have not. */
async function takeBoard(
  browser: Browser,
  sandbox: Sandbox,
  whenFinished: (end: End) => void,
): Promise<void> {
  const tall = { viewport: { width: PHONE.viewport.width, height: 2_000 } };
  const { page, say, enterPin, messages } = await openPage(browser, sandbox, whenFinished, tall);
  const payers = ['0712000021 Wanjiku', '0712000022 Otieno', '0712000023 Amina', '0712000024 Baraka 2000'];
  await say(`/collect 1500 rent\n${payers.join('\n')}`);
  await messages.getByRole('button', { name: 'Send to 4' }).click();
  const board = messages.locator('> li.bot').filter({ hasText: /^Tillbot👥 rent/ });
  for (const paid of ['0712000021', '0712000023']) await enterPin(paid);
  await sandbox.rings('0712000024');
  await board.getByText('2 of 4 paid').waitFor();
  await page.locator('section.chat').evaluate((chat: { style: { height: string } }) => {
    chat.style.height = 'auto';
  });
  await atRest(page);
  const { x, y, width, height } = await boxOf(board);
  const clip = { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  await page.screenshot({ path: pictureNamed('list'), clip });
}

/** Yesterday's report and its chart: the day is whole, whenever the pictures are taken. */
async function takeReport(
  browser: Browser,
  sandbox: Sandbox,
  whenFinished: (end: End) => void,
): Promise<void> {
  const tall = { viewport: { width: PHONE.viewport.width, height: 4_000 } };
  const { page, say, messages } = await openPage(browser, sandbox, whenFinished, tall);
  await say('/report yesterday');
  const report = messages.locator('> li.bot').filter({ hasText: /By cashier/ });
  await report.getByRole('button', { name: 'Chart' }).click();
  const chart = messages.locator('> li.bot').filter({ has: page.getByRole('img') });
  await chart.getByRole('img').waitFor();
  await page.locator('section.chat').evaluate((chat: { style: { height: string } }) => {
    // As high as what is in it.
    chat.style.height = 'auto';
  });
  await atRest(page);
  const [from, to] = [await boxOf(report), await boxOf(chart)];
  const clip = {
    x: from.x - MARGIN,
    y: from.y - MARGIN,
    width: Math.max(from.width, to.width) + 2 * MARGIN,
    height: to.y + to.height - from.y + 2 * MARGIN,
  };
  await page.screenshot({ path: pictureNamed('report'), clip });
}

/** The whole page on a large screen, while a customer's phone rings. */
async function takePage(browser: Browser, sandbox: Sandbox, whenFinished: (end: End) => void): Promise<void> {
  const { page, say, handset } = await openPage(browser, sandbox, whenFinished, SCREEN);
  await say('/charge 0722000111 250');
  await handset('0722000111').getByLabel('M-PESA PIN').waitFor();
  await atRest(page);
  await page.screenshot({ path: pictureNamed('sandbox') });
}

/** Messages that come in are lit up for a moment. */
async function atRest(page: Page): Promise<void> {
  await page
    .locator('li.flash')
    .waitFor({ state: 'detached' })
    .catch(() => undefined);
  await page.waitForTimeout(1_500);
  // The ring around the line to write on would not be there on a phone.
  await page.getByLabel('Message', { exact: true }).blur();
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('what the picture shows is not there');
  return box;
}

const ends: End[] = [];
const whenFinished = (end: End): void => void ends.unshift(end);
try {
  const [executablePath = '/usr/bin/chromium'] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  whenFinished(() => browser.close());
  const sandbox = await startSandbox(whenFinished);
  await takeSale(browser, sandbox, whenFinished);
  await takePage(browser, sandbox, whenFinished);
  await takeBoard(browser, sandbox, whenFinished);
  await sandbox.post('/api/history', {});
  await takeReport(browser, sandbox, whenFinished);
} finally {
  for (const end of ends) await end();
}
