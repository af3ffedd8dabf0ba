import { z } from 'zod';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Delivery } from '../../payments/messenger.ts';
import type { MadeFile, MakeFile } from '../../reports/made-file.ts';
import type { Api } from '../api/bounded-api.ts';
import { localeOf } from '../locales/locales.ts';
import { deliveryOf } from './delivery.ts';
import type { FilePayload, MessagePayload } from './payload.ts';

/** An upload may take this long on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
/** How often a file is made. After that its caption is sent without it, so that what waits behind it goes on. */
const MAX_ATTEMPTS = 3;

const METHODS = { photo: 'sendPhoto', document: 'sendDocument' } as const;
const sentMessage = z.looseObject({ message_id: z.int() });

/**
 * Makes a sender of files. It returns undefined if the file cannot be made or is refused; then the caller sends the caption without
 * it.
 */
export const fileSender =
  ({ api, makeFile }: { readonly api: Api; readonly makeFile: MakeFile }) =>
  async (row: DueMessage['row'], payload: FilePayload): Promise<Delivery | undefined> => {
    let made: MadeFile;
    try {
      made = await makeFile(payload.file);
    } catch (error) {
      if (row.attempts + 1 >= MAX_ATTEMPTS) return undefined;
      return {
        kind: 'later',
        afterMs: undefined,
        why: `no file: ${error instanceof Error ? error.name : ''}`,
      };
    }
    try {
      const delivery = deliveryOf(
        await api.call(METHODS[made.kind], uploadOf(row.chatId, payload, made), sentMessage, {
          timeoutMs: UPLOAD_TIMEOUT_MS,
        }),
        ({ message_id }) => message_id,
      );
      if (delivery.kind === 'impossible') return undefined;
      // An upload that never succeeds must not hold up what waits behind it for good.
      if (delivery.kind === 'later' && delivery.why !== 'limited' && row.attempts + 1 >= 2 * MAX_ATTEMPTS)
        return undefined;
      return delivery;
    } finally {
      await made.dispose?.();
    }
  };

/** Makes an upload. It is a form, in which Telegraf drops `reply_parameters` unless it is a JSON string. */
function uploadOf(chatId: number, { message }: FilePayload, { kind, source, filename }: MadeFile): object {
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
