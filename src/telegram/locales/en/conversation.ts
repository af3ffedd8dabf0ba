import type { ConversationWords } from '../../bot/features/conversation.words.ts';

export const conversation: ConversationWords = {
  commands: {
    cancel: 'Cancel what you started',
  },
  buttons: {
    recentCustomers: 'Last customers',
  },
  askPhone: 'Which phone should I charge?',
  askPhoneHint: 'Type the number, or share a contact.',
  recentCustomers: 'Or one of the last customers:',
  askPhoneReply: 'Reply to this message with the number.',
  customerChosen: 'Chosen from the last customers.',
  whichNumber: 'This contact has several numbers. Which one should I charge?',
  numberChosen: 'Number chosen.',
  askAmount: (phone) => `How many shillings from ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  conversationLeft: 'Cancelled. Nothing was sent.',
  nothingToCancel:
    'There is nothing to cancel. A prompt that was sent can’t be taken back, but the customer can cancel it on the phone.',
  pressAButton: 'Press one of the buttons above, or send /cancel.',
};
