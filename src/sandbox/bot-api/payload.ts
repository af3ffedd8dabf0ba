import { randomUUID } from 'node:crypto';
import { Refusal, type Payload, type SimFile } from './types.ts';

/** The fields of a call, and the files that were uploaded with it, by field name. */
export interface ReadPayload {
  readonly payload: Payload;
  readonly files: ReadonlyMap<string, SimFile>;
}

/**
 * Reads a call's body as the Bot API does: JSON, or multipart/form-data where files are uploaded. Every field of a form is a text,
 * and an object is JSON in it.
 */
export async function readPayload(body: Buffer, contentType: string | undefined): Promise<ReadPayload> {
  if (contentType?.startsWith('multipart/form-data') !== true)
    return { payload: fromJson(body), files: new Map() };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw new Refusal(400, 'Bad Request: the form cannot be read');
    });
  const payload: Record<string, unknown> = {};
  const files = new Map<string, SimFile>();
  for (const [name, value] of form) {
    // The form may name the method too. The address names it already.
    if (name === 'method') continue;
    if (typeof value === 'string') payload[name] = fieldValue(name, value);
    else {
      files.set(name, {
        id: randomUUID(),
        name: value.name,
        type: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      });
    }
  }
  return { payload, files };
}

function fromJson(body: Buffer): Payload {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as Payload;
  } catch {
    throw new Refusal(400, 'Bad Request: the body is no JSON');
  }
}

/** Fields whose text is never read as JSON. */
const TEXTS: ReadonlySet<string> = new Set(['text', 'caption']);

function fieldValue(name: string, text: string): unknown {
  if (TEXTS.has(name)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
