import type { ConversationWords } from '../../bot/features/conversation.words.ts';

export const conversation: ConversationWords = {
  commands: {
    cancel: 'Acha ulichoanza',
  },
  askPhone: 'Niombe malipo kwa simu gani?',
  askPhoneHint: 'Andika namba, au tuma mwasiliani.',
  recentCustomers: 'Au mmoja wa wateja wa mwisho:',
  customerChosen: 'Amechaguliwa kutoka kwa wateja wa mwisho.',
  whichNumber: 'Mwasiliani huyu ana namba kadhaa. Niombe malipo kwa ipi?',
  numberChosen: 'Namba imechaguliwa.',
  askAmount: (phone) => `Shilingi ngapi kutoka ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  conversationLeft: 'Nimeacha. Hakuna kilichotumwa.',
  nothingToCancel:
    'Hakuna cha kuacha. Ombi lililotumwa haliwezi kurudishwa; mteja anaweza kulikataa kwenye simu.',
  pressAButton: 'Bonyeza kimojawapo cha vitufe hapo juu, au tuma /cancel.',
};
