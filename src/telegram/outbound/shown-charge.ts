import type { Charge, ChargeMessage, ChatKind } from '../../domain/charge.ts';
import type { MerchantTime } from './times.ts';

/** What a text about a charge needs besides the charge. */
export interface RenderContext {
  readonly time: MerchantTime;
  readonly now: number;
  /** The same moment in steady time. */
  readonly steadyNow: number;
  readonly confirmMs: number;
}

/** A charge as one chat sees it. */
export type ShownCharge = Omit<Charge, 'message'> &
  Pick<ChargeMessage, 'chatKind' | 'language' | 'shop'> & {
    /** The name of the person who asked; null if the charge was not asked for in a chat. */
    readonly userName: string | null;
  };

/** A private chat has its person's id, and a group's is below zero. */
export const kindOf = (chatId: number): ChatKind => (chatId < 0 ? 'group' : 'private');

/** Returns a charge as the chat that asked for it sees it, except for what `place` says. */
export function shownIn(
  { message, ...charge }: Charge,
  place: Partial<Pick<ChargeMessage, 'chatKind' | 'language' | 'shop'>> = {},
): ShownCharge {
  const { chatKind = 'private', language = 'en', shop = null, userName = null } = message ?? {};
  return { ...charge, chatKind, language, shop, userName, ...place };
}
