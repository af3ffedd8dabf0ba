import { fmt, bold } from 'telegraf/format';
import { expect, onTestFinished, test } from 'vitest';
import type { QueuedMessage } from '../../../src/domain/messages.ts';
import type { MadeFile } from '../../../src/reports/made-file.ts';
import { startTelegram } from '../../../src/sandbox/bot-api/server.ts';
import { boundedApi, type Api } from '../../../src/telegram/api/bounded-api.ts';
import { newTelegraf } from '../../../src/telegram/bot/bot.ts';
import { fileSender, withoutFile } from '../../../src/telegram/outbound/files.ts';
import { messagePayload, type FilePayload } from '../../../src/telegram/outbound/payload.ts';
import { localeOf } from '../../../src/telegram/locales/locales.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { fastClock } from '../../support/fast-clock.ts';

const TOKEN = '700000001:AAfiles-token-000000000000000000001';
const asha = { id: 501, is_bot: false, first_name: 'Asha', language_code: 'en' };

async function rig(make: () => Promise<MadeFile>) {
  const telegram = await startTelegram({ token: TOKEN, clock: fastClock(50) });
  onTestFinished(() => telegram.close());
  telegram.openPrivateChat(asha);
  const asked = telegram.sendText(asha, asha.id, '/today');
  const send = fileSender({
    api: boundedApi(newTelegraf(TOKEN, telegram.url).telegram),
    makeFile: make,
    clock: fastClock(1),
  });
  const payload: FilePayload = {
    file: { kind: 'receipt', chargeId: 1, language: 'en' },
    language: 'en',
    message: messagePayload(fmt`${bold('KES 500')} paid`, {
      replyTo: { messageId: asked.message_id },
      markup: { kind: 'buttons', rows: [[{ text: 'OK', callback_data: 'x' }]] },
    }),
  };
  const row = (attempts: number) => ({ chatId: asha.id, attempts }) as QueuedMessage;
  return { telegram, payload, send: (attempts = 0, what = payload) => send(row(attempts), what), asked };
}

const picture: MadeFile = { kind: 'photo', filename: 'receipt.png', source: Buffer.from('png') };

test('a picture arrives with its caption, its bold text, its buttons and as a reply', async () => {
  const { telegram, send, asked } = await rig(async () => picture);
  const delivery = await send();
  const message = telegram.messages(asha.id).at(-1);
  expect(delivery).toEqual({ kind: 'delivered', messageId: message?.message_id });
  expect(message).toMatchObject({
    caption: 'KES 500 paid',
    caption_entities: [{ type: 'bold', offset: 0, length: 7 }],
    reply_markup: { inline_keyboard: [[{ text: 'OK' }]] },
    reply_to_message: { message_id: asked.message_id },
  });
  expect(telegram.file(message?.photo?.[0]?.file_id ?? '')?.bytes.toString()).toBe('png');
});

test('a picture that quotes what is no longer in a message arrives as no reply', async () => {
  const { telegram, send, asked, payload } = await rig(async () => picture);
  const replyTo = { messageId: asked.message_id, quote: '/today' };
  const quoting = { ...payload, message: messagePayload('KES 500 paid', { replyTo }) };
  await send(0, quoting);
  expect(telegram.messages(asha.id).at(-1)?.quote?.text).toBe('/today');
  telegram.editText(asha, asha.id, asked.message_id, 'never mind');
  expect((await send(0, quoting))?.kind).toBe('delivered');
  expect(telegram.messages(asha.id).at(-1)).toMatchObject({ caption: 'KES 500 paid', photo: [{}] });
  expect(telegram.messages(asha.id).at(-1)?.reply_to_message).toBeUndefined();
});

test('a document arrives under its name, and is disposed of once it was sent', async () => {
  let disposed = 0;
  const dispose = async () => void (disposed += 1);
  const source = Buffer.from('a,b\n');
  const { telegram, send } = await rig(async () => ({
    kind: 'document',
    filename: 'november.csv',
    source,
    dispose,
  }));
  expect((await send())?.kind).toBe('delivered');
  expect(telegram.messages(asha.id).at(-1)?.document?.file_name).toBe('november.csv');
  expect(disposed).toBe(1);
});

test('a file that cannot be made is tried again, and then its caption goes without it', async () => {
  const { payload, send } = await rig(() => Promise.reject(new Error('no font')));
  expect(await send(0)).toEqual({ kind: 'later', afterMs: undefined, why: 'no file: Error' });
  expect((await send(1))?.kind).toBe('later');
  expect(await send(2)).toBeUndefined();
  const { text, entities, reply_markup } = withoutFile(payload);
  expect(text).toBe(`KES 500 paid\n\n${localeOf('en').fileNotMade}`);
  expect(entities).toHaveLength(1);
  expect(reply_markup).toBeDefined();
});

test('a file that Telegram refuses is disposed of, and its caption goes without it', async () => {
  let disposed = 0;
  const dispose = async () => void (disposed += 1);
  const { send } = await rig(async () => ({ ...picture, source: Buffer.alloc(0), dispose }));
  expect(await send()).toBeUndefined();
  expect(disposed).toBe(1);
});

test('a limit of Telegram’s makes a file wait as long as it says, however often it was tried', async () => {
  const { telegram, send } = await rig(async () => picture);
  telegram.faults.add({
    kind: 'answer',
    status: 429,
    body: JSON.stringify({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    }),
  });
  expect(await send(50)).toEqual({ kind: 'later', afterMs: 7_000, why: 'limited' });
});

test('a file that takes long is asked for again, and its chat is told every few seconds how far it is', async () => {
  const clock = manualClock();
  const calls: string[] = [];
  const api: Api = {
    async call(method, payload, shape) {
      calls.push(`${method} ${(payload as { readonly text?: string }).text ?? ''}`);
      return { kind: 'ok', result: shape.parse({ message_id: 9, date: 0 }) };
    },
  };
  let isReady = false;
  const asked: number[] = [];
  const send = fileSender({
    api,
    clock,
    async makeFile(_recipe, { id, onProgress }) {
      asked.push(id);
      if (isReady) return picture;
      for (const rows of [500, 1_000, 12_000]) {
        await clock.advance(2_000);
        onProgress(rows);
      }
      return { kind: 'being-made' };
    },
  });
  const payload: FilePayload = {
    file: { kind: 'receipt', chargeId: 1, language: 'en' },
    language: 'en',
    message: messagePayload('November', {}),
    progress: { messageId: 5, text: '📄 November' },
  };
  const row = (attempts: number) => ({ id: 77, chatId: asha.id, attempts }) as QueuedMessage;
  expect(await send(row(0), payload)).toMatchObject({ kind: 'later', why: 'the file is being made' });
  isReady = true;
  expect(await send(row(1), payload)).toEqual({ kind: 'delivered', messageId: 9 });
  expect(asked).toEqual([77, 77]);
  expect(calls).toEqual([
    'editMessageText 📄 November\n⏳ 1,000 rows so far…',
    'sendPhoto ',
    'editMessageText 📄 November',
  ]);
});
