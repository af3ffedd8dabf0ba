import type { ConversationWords } from '../../bot/features/conversation.words.ts';

export const conversation: ConversationWords = {
  commands: {
    cancel: 'Ghairi ulichoanza',
  },
  buttons: {
    recentCustomers: 'Wateja wa mwisho',
  },
  askPhone: 'Namba ya mteja ni ipi?',
  askPhoneHint: 'Andika namba, au tuma mwasiliani.',
  recentCustomers: 'Au mmoja wa wateja wa mwisho:',
  askPhoneReply: 'Jibu ujumbe huu kwa namba ya mteja.',
  customerChosen: 'Mteja amechaguliwa.',
  whichNumber: 'Mwasiliani huyu ana namba kadhaa. Niombe malipo kwa ipi?',
  numberChosen: 'Namba imechaguliwa.',
  askAmount: (phone) => `Shilingi ngapi kutoka ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  conversationLeft: 'Imeghairiwa. Hakuna kilichotumwa.',
  nothingToCancel:
    'Hakuna cha kughairi. Ombi lililotumwa haliwezi kurudishwa, lakini mteja anaweza kulikataa kwenye simu.',
  pressAButton: 'Bonyeza kimojawapo cha vitufe hapo juu, au tuma /ghairi.',
};
