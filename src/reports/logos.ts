import { MAX_LOGO_BYTES, type Logo } from '../domain/merchant-settings.ts';
import type { Clock } from '../runtime/clock.ts';

/** Loads a picture that an owner sent; undefined if that fails, or if it is larger than `maxBytes`. */
export type LoadPicture = (fileId: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/** Returns a shop's logo as PNG or JPEG, or null if it cannot be loaded now. Never throws. */
export type LogoBytes = (logo: Logo) => Promise<Uint8Array | null>;

/** How many logos are kept in memory: those of the shops that send receipts at the moment. */
const LOGOS_KEPT = 8;
/** How long receipts do without a logo that could not be loaded, so that a rush of them does not wait for it again and again. */
const RETRY_MS = 60_000;

/** Loads logos, each once while it is in use. */
export function logos(load: LoadPicture, clock: Pick<Clock, 'steady'>): LogoBytes {
  /** By Telegram's lasting name of the picture: the least recently used first. */
  const kept = new Map<string, { readonly bytes: Uint8Array | null; readonly until: number }>();

  return async ({ fileId, uniqueId }) => {
    const known = kept.get(uniqueId);
    const found =
      known !== undefined && known.until > clock.steady() ? known : await loaded(load, fileId, clock);
    kept.delete(uniqueId);
    kept.set(uniqueId, found);
    const [oldest] = kept.keys();
    if (kept.size > LOGOS_KEPT && oldest !== undefined) kept.delete(oldest);
    return found.bytes;
  };
}

async function loaded(load: LoadPicture, fileId: string, clock: Pick<Clock, 'steady'>) {
  const bytes = await load(fileId, MAX_LOGO_BYTES);
  return bytes === undefined || !isPicture(bytes)
    ? { bytes: null, until: clock.steady() + RETRY_MS }
    : { bytes, until: Number.POSITIVE_INFINITY };
}

/** The first bytes of a JPEG and of a PNG. Other forms of pictures can refer to files and addresses. */
const BEGINNINGS = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
];

const isPicture = (bytes: Uint8Array): boolean =>
  BEGINNINGS.some((beginning) => beginning.every((byte, at) => bytes[at] === byte));
