import { z } from 'zod';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Delivery } from '../../payments/messenger.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { BeingMade, MadeFile, MakeFile } from '../../reports/made-file.ts';
import { anyResult, type Api } from '../api/bounded-api.ts';
import { localeOf } from '../locales/locales.ts';
import { deliveryOf } from './delivery.ts';
import type { FilePayload, MessagePayload } from './payload.ts';
import { isQuoteRefused, withoutReply } from './refused-quote.ts';

/** An upload may take this long on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
/** How often a file is made. After that its caption is sent without it, so that what waits behind it goes on. */
const MAX_ATTEMPTS = 3;

const METHODS = { photo: 'sendPhoto', document: 'sendDocument' } as const;
const sentMessage = z.looseObject({ message_id: z.int() });

/** How often a chat is told how far a long file is. */
const PROGRESS_EVERY_MS = 3_000;

/**
 * Makes a sender of files. It returns undefined if the file cannot be made or is refused; then the caller sends the caption without
 * it.
 */
export const fileSender =
  ({ api, makeFile, clock }: FileSenderParts) =>
  async (row: DueMessage['row'], payload: FilePayload): Promise<Delivery | undefined> => {
    const tell = progressTeller(api, clock, row.chatId, payload);
    let made: MadeFile | BeingMade;
    try {
      made = await makeFile(payload.file, { id: row.id, onProgress: tell.progress });
    } catch (error) {
      if (row.attempts + 1 >= MAX_ATTEMPTS) return undefined;
      return {
        kind: 'later',
        afterMs: undefined,
        why: `no file: ${error instanceof Error ? error.name : ''}`,
      };
    }
    if (made.kind === 'being-made')
      return { kind: 'later', afterMs: undefined, why: 'the file is being made' };
    try {
      const upload = (message: MessagePayload) =>
        api.call(METHODS[made.kind], uploadOf(row.chatId, message, made), sentMessage, {
          timeoutMs: UPLOAD_TIMEOUT_MS,
        });
      let result = await upload(payload.message);
      if (isQuoteRefused(result)) result = await upload(withoutReply(payload.message));
      const delivery = deliveryOf(result, ({ message_id }) => message_id);
      if (row.attempts > 0) tell.end();
      if (delivery.kind === 'impossible') return undefined;
      // An upload that never succeeds must not hold up what waits behind it for good.
      if (delivery.kind === 'later' && delivery.why !== 'limited' && row.attempts + 1 >= 2 * MAX_ATTEMPTS)
        return undefined;
      return delivery;
    } finally {
      await made.dispose?.();
    }
  };

interface FileSenderParts {
  readonly api: Api;
  readonly makeFile: MakeFile;
  readonly clock: Clock;
}

/** Tells in a chat how far a long file is, by editing a message in place. Nothing waits for it, and nothing is lost if it fails. */
function progressTeller(api: Api, clock: Clock, chatId: number, { progress, language }: FilePayload) {
  let nextAt = clock.steady() + PROGRESS_EVERY_MS;
  const edit = (text: string): void => {
    if (progress === undefined) return;
    const body = { chat_id: chatId, message_id: progress.messageId, text };
    void api.call('editMessageText', body, anyResult).catch(() => undefined);
  };
  return {
    progress(rows: number): void {
      if (clock.steady() < nextAt) return;
      nextAt = clock.steady() + PROGRESS_EVERY_MS;
      edit(`${progress?.text ?? ''}\n${localeOf(language).fileProgress(rows.toLocaleString('en-KE'))}`);
    },
    end: (): void => edit(progress?.text ?? ''),
  };
}

/** Makes an upload. It is a form, in which Telegraf drops `reply_parameters` unless it is a JSON string. */
function uploadOf(chatId: number, message: MessagePayload, { kind, source, filename }: MadeFile): object {
  const { text, entities, reply_parameters, link_preview_options: _preview, ...rest } = message;
  return {
    chat_id: chatId,
    [kind]: { source, filename },
    caption: text,
    ...(entities === undefined ? {} : { caption_entities: entities }),
    ...(reply_parameters === undefined ? {} : { reply_parameters: JSON.stringify(reply_parameters) }),
    ...rest,
  };
}

/** Returns the caption as a message that says that the file could not be made. */
export function withoutFile({ message, language }: FilePayload): MessagePayload {
  return { ...message, text: `${message.text}\n\n${localeOf(language).fileNotMade}` };
}
