import type { InlineKeyboardButton } from 'telegraf/types';

/**
 * What a button says when it is pressed. Callback data is forgeable and old keyboards live for ever, so it only names what
 * was shown: whether the presser may do it, and whether it still stands, is decided at the press.
 */
export type ButtonAction =
  /** Answers to a draft's question, named by its token. */
  | { readonly kind: 'send'; readonly token: string }
  | { readonly kind: 'leave'; readonly token: string }
  | { readonly kind: 'customer'; readonly token: string; readonly chargeId: number }
  /** About a charge. */
  | { readonly kind: 'again'; readonly chargeId: number }
  | { readonly kind: 'paid'; readonly chargeId: number }
  | { readonly kind: 'unpaid'; readonly chargeId: number }
  /** Goes on with the database that was restored from the copy of this time (epoch ms). */
  | { readonly kind: 'goOn'; readonly copiedAt: number }
  | { readonly kind: 'language'; readonly language: 'en' | 'sw' };

/** Within Telegram's 64 bytes: the longest is `customer`, a token of 16 and a number of at most 16 digits. */
export function encodeAction(action: ButtonAction): string {
  switch (action.kind) {
    case 'send':
    case 'leave':
      return `${action.kind}:${action.token}`;
    case 'customer':
      return `customer:${action.token}:${action.chargeId}`;
    case 'again':
    case 'paid':
    case 'unpaid':
      return `${action.kind}:${action.chargeId}`;
    case 'goOn':
      return `goOn:${action.copiedAt}`;
    case 'language':
      return `language:${action.language}`;
  }
}

/** Reads callback data; undefined for anything that this version does not make. */
export function decodeAction(data: string): ButtonAction | undefined {
  const [, kind = '', name = '', , id] =
    /^(send|leave|customer|again|paid|unpaid|goOn|language):([\w-]{1,22})(:([1-9]\d{0,14}))?$/.exec(data) ??
    [];
  switch (kind) {
    case 'send':
    case 'leave':
      return id === undefined ? { kind, token: name } : undefined;
    case 'customer':
      return id === undefined ? undefined : { kind, token: name, chargeId: Number(id) };
    case 'again':
    case 'paid':
    case 'unpaid':
      return id === undefined && /^[1-9]\d{0,14}$/.test(name) ? { kind, chargeId: Number(name) } : undefined;
    case 'goOn':
      return id === undefined && /^[1-9]\d{0,14}$/.test(name) ? { kind, copiedAt: Number(name) } : undefined;
    case 'language':
      return id === undefined && (name === 'en' || name === 'sw') ? { kind, language: name } : undefined;
    default:
      return undefined;
  }
}

export const button = (text: string, action: ButtonAction): InlineKeyboardButton.CallbackButton => ({
  text,
  callback_data: encodeAction(action),
});
