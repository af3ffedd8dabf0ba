import type { AccessWords } from '../../bot/access.words.ts';

export const access: AccessWords = {
  role: { owner: 'owner', manager: 'manager', cashier: 'cashier' },
  inPrivate: 'Send me this in our private chat.',
  inGroup: 'Send this in the group that it is for.',
  ownersOnly: 'Only an owner may do that.',
  managersOnly: 'Only a manager or an owner may do that.',
  operatorsOnly: 'Only whoever runs this bot may do that.',
  noSecretKey:
    'This needs a SECRET_KEY in the program’s settings. Whoever runs this bot makes one with: npm run keygen',
  stranger: (userId) =>
    `Hello! This till belongs to a shop, and I do not know you. If you work there, give the owner your Telegram id: ${userId}`,
  anonymous: 'I cannot see who is asking. Post as yourself, not as the group or a channel, to use the till.',
  suspended:
    'This shop is suspended, so nothing was sent, and I do not answer until that is over. Ask whoever runs this bot.',
  suspendedShort: 'This shop is suspended.',
  forwardsDoNothing: 'I do not act on forwarded messages. Type the command yourself.',
  otherBotsDoNothing: 'I do not act on what another bot wrote. Type the command yourself, please.',
  captionsDoNothing:
    'I do not act on a command under a picture or a file. Send it as a text message, please.',
  severalCommands: 'I take one command a message, so nothing was done. Please send each of them by itself.',
  questionClosed: 'This question is closed.',
  messageTooOld:
    'I cannot see that message any more. Send /status with the charge’s number, and press there.',
  notYours: 'This is not yours to press.',
  alreadyDecided: 'This is settled already.',
  noted: 'Noted.',
};
