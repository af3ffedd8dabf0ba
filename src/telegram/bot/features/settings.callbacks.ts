import { minute, natural, oneOf, ref, type CallbackKinds } from '../callback-fields.ts';

const isOn = oneOf(['yes', 'no']);

/** Each button names the value that it sets, so that a second press changes nothing. */
export const settingsCallbacks = {
  /** Shows a panel, or the question for a value that is typed or sent. */
  set: {
    merchant: ref,
    panel: oneOf([
      'main',
      'language',
      'summary',
      'quiet',
      'limits',
      'phone',
      'member',
      'amount',
      'receipt',
      'askAmount',
      'askLine',
      'askLogo',
      'chats',
      'askName',
    ]),
  },
  setLanguage: { merchant: ref, language: oneOf(['en', 'sw', 'own']) },
  /** Minutes since midnight. The same minute twice: no quiet hours. */
  setQuiet: { merchant: ref, from: minute, to: minute },
  setMarks: { merchant: ref, on: isOn },
  setAsks: { merchant: ref, on: isOn },
  /** 0 for no limit of the shop's own. */
  setLimit: { merchant: ref, of: oneOf(['phone', 'member', 'amount']), most: natural },
  /** The daily summary in this chat: minutes since midnight, plus 1; 0 for none. */
  setSummary: { merchant: ref, at: minute },
  unset: { merchant: ref, what: oneOf(['line', 'logo']) },
} as const satisfies CallbackKinds;
