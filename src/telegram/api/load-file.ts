import { request as requestHttp, type Agent, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { z } from 'zod';
import { readAtMost } from '../../runtime/read-at-most.ts';
import type { Api } from './bounded-api.ts';

/** The time limit of the whole load. After it, the caller continues without the file. */
const TIMEOUT_MS = 5_000;

/**
 * A path as Telegram gives it: `photos/file_12.jpg`. A Bot API server in local mode gives the path of a file on its own machine; such a
 * path, and one that leads elsewhere, is not asked for.
 */
const filePlace = z.looseObject({ file_path: z.string().regex(/^\w+(?:\/\w+)*(?:\.\w+)?$/) });

export interface FileLoaderParts {
  readonly api: Api;
  readonly apiRoot: string;
  readonly token: string;
  /** Reaches Telegram where the API root is https. */
  readonly agent?: Agent | undefined;
  readonly timeoutMs?: number;
}

/** Loads a file that a person sent, by Telegram's id of it. Returns undefined if that fails, or if the file is larger than `maxBytes`. */
export type LoadFile = (fileId: string, maxBytes: number) => Promise<Buffer | undefined>;

/**
 * Makes a loader of files. It follows no redirect. The address holds the bot's token, and errors hold the address, so that no error leaves
 * it.
 */
export function fileLoader({
  api,
  apiRoot,
  token,
  agent,
  timeoutMs = TIMEOUT_MS,
}: FileLoaderParts): LoadFile {
  return async (fileId, maxBytes) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const place = await api.call('getFile', { file_id: fileId }, filePlace, { timeoutMs, signal });
    if (place.kind !== 'ok') return undefined;
    try {
      const url = new URL(`${apiRoot.replace(/(?<!\/)\/+$/, '')}/file/bot${token}/${place.result.file_path}`);
      return await get(url, { signal, agent, maxBytes });
    } catch {
      return undefined;
    }
  };
}

interface Bounds {
  readonly signal: AbortSignal;
  readonly agent: Agent | undefined;
  readonly maxBytes: number;
}

const get = (url: URL, { signal, agent, maxBytes }: Bounds): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const options = { signal, ...(isSecure && agent !== undefined ? { agent } : {}) };
    const asked = (isSecure ? requestHttps : requestHttp)(url, options, (response) => {
      bodyOf(response, maxBytes).then(resolve, reject);
    });
    asked.on('error', reject);
    asked.end();
  });

/** Reads an answer up to a size. */
async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (response.statusCode !== 200) {
    response.destroy();
    return undefined;
  }
  return await readAtMost(response, maxBytes);
}
