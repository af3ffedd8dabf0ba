import type { ConversationWords } from '../../bot/features/conversation.words.ts';

export const conversation: ConversationWords = {
  commands: {
    cancel: 'Leave what you had begun',
  },
  askPhone: 'Which phone should I charge?',
  askPhoneHint: 'Type the number, or share a contact.',
  recentCustomers: 'Or one of the last customers:',
  customerChosen: 'Chosen from the last customers.',
  whichNumber: 'This contact has several numbers. Which one should I charge?',
  numberChosen: 'Number chosen.',
  askAmount: (phone) => `How many shillings from ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  conversationLeft: 'Left. Nothing was sent.',
  nothingToCancel:
    'There is nothing to leave. A charge that was sent cannot be taken back; the customer can cancel it on the phone.',
  pressAButton: 'Press one of the buttons above, or send /cancel.',
};
