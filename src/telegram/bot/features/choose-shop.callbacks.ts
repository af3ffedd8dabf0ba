import { ref, type CallbackKinds } from '../callback-fields.ts';

export const chooseShopCallbacks = {
  shop: { merchant: ref },
} as const satisfies CallbackKinds;
