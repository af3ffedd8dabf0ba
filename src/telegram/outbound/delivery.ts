import type { Delivery } from '../../payments/messenger.ts';
import type { ApiResult } from '../api/bounded-api.ts';

/** Returns what a call's outcome means for the message. `messageId` reads the new message's id from a result. */
export function deliveryOf<T>(result: ApiResult<T>, messageId: (result: T) => number | undefined): Delivery {
  switch (result.kind) {
    case 'ok':
      return { kind: 'delivered', messageId: messageId(result.result) };
    case 'limited':
      return { kind: 'later', afterMs: result.retryAfterMs, why: 'limited' };
    case 'fault':
      return { kind: 'later', afterMs: undefined, why: result.why };
    case 'refused':
      if (result.migratedTo !== undefined) return { kind: 'moved', toChatId: result.migratedTo };
      // The token is wrong, not the message. The operator can correct it.
      if (result.code === 401 || result.code === 404)
        return { kind: 'later', afterMs: undefined, why: result.description };
      return { kind: 'impossible', why: result.description };
  }
}
