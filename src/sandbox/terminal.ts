import { createInterface } from 'node:readline';
import { formatKes } from '../charge/amount.ts';
import type { TelegramServer } from './bot-api/server.ts';
import type { SimButton, SimMessage, SimUser } from './bot-api/types.ts';
import { MAGIC_CUSTOMERS } from './bosmi/customers.ts';
import type { BosmiServer } from './bosmi/server.ts';

export interface TerminalParts {
  readonly telegram: TelegramServer;
  readonly bosmi: BosmiServer;
  readonly merchant: SimUser;
  readonly logFile: string;
  readonly closing: AbortSignal;
}

const WELCOME = `
Tillbot sandbox: a merchant's chat in this terminal. No accounts, no real money.

  Type a message and press Enter. Try:   /charge 0700000001 500
  Press a button by its number:          :1
  Customers to try:                      :customers
  Leave:                                 :quit
`;

/**
 * The merchant's chat in the terminal: what is typed is sent, what the bot says or changes is shown, buttons have numbers.
 * Resolves when the person leaves; when the input ends without one (no terminal), it stays until it is closed.
 */
export async function runTerminal({
  telegram,
  bosmi,
  merchant,
  logFile,
  closing,
}: TerminalParts): Promise<void> {
  let buttons: readonly { readonly messageId: number; readonly button: SimButton }[] = [];

  const stopShowing = telegram.onChange((message, what) => {
    if (message.from.id !== telegram.me.id) return;
    const rows = message.reply_markup?.inline_keyboard?.flat() ?? [];
    const labels = rows.map((button) => {
      buttons = [...buttons, { messageId: message.message_id, button }];
      return `[:${buttons.length} ${button.text}]`;
    });
    print(bubble(message, what, labels));
  });
  const stopRinging = bosmi.onPush(({ phone, amount }) => {
    const customer = MAGIC_CUSTOMERS.find((magic) => magic.phone === phone);
    print(
      `    📱 ${phone} shows: pay ${formatKes(amount)}? (this customer ${customer?.does ?? 'pays after a few seconds'})`,
    );
  });

  print(WELCOME);
  print(`  (The bot's log: ${logFile})\n`);

  const press = async (number: number): Promise<void> => {
    const shown = buttons[number - 1];
    if (shown === undefined) return print(`There is no button :${number}.`);
    const said = await telegram.press(
      merchant,
      merchant.id,
      shown.messageId,
      shown.button.callback_data ?? '',
    );
    if (said !== undefined) print(`    (${said})`);
  };

  const input = createInterface({ input: process.stdin, terminal: false });
  const left = new Promise<void>((resolve) => {
    input.on('line', (line) => {
      const text = line.trim();
      const number = /^:(\d{1,4})$/.exec(text)?.[1];
      if (text === ':quit') return resolve();
      if (number !== undefined) return void press(Number(number));
      if (text === ':customers') return print(customers());
      if (text.startsWith(':')) return print('I know :customers, :quit and the numbers of buttons.');
      if (text !== '') telegram.sendText(merchant, merchant.id, text);
    });
    // Ctrl-D at a terminal leaves; the end of a pipe or no input at all does not.
    input.on('close', () => {
      if (process.stdin.isTTY) resolve();
    });
    closing.addEventListener('abort', () => resolve());
  });
  await left;
  stopShowing();
  stopRinging();
  input.close();
  process.stdin.destroy();
}

const print = (text: string): void => console.log(text);

function bubble(message: SimMessage, what: 'new' | 'edited', labels: readonly string[]): string {
  const mark = what === 'edited' ? '✎' : message.silent === true ? '·' : '♪';
  const [first = '', ...rest] = (message.text ?? '').split('\n');
  const lines = [`${mark} Tillbot: ${first}`, ...rest.map((line) => `           ${line}`)];
  if (labels.length > 0) lines.push(`           ${labels.join(' ')}`);
  return lines.join('\n');
}

const customers = (): string =>
  [
    ...MAGIC_CUSTOMERS.map(({ phone, does }) => `  ${phone}  ${does}`),
    '  any other   pays after a few seconds',
  ].join('\n');
