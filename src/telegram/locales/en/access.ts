import type { AccessWords } from '../../bot/access.words.ts';

export const access: AccessWords = {
  role: { owner: 'owner', manager: 'manager', cashier: 'cashier' },
  inPrivate: 'Send me this in our private chat.',
  inGroup: 'Send this in the group that it is for.',
  ownersOnly: 'Only an owner can do that.',
  managersOnly: 'Only a manager or an owner can do that.',
  operatorsOnly: 'Only the person who runs this bot can do that.',
  noSecretKey:
    'This needs a SECRET_KEY in the bot’s settings. The person who runs this bot makes one with: npm run keygen',
  stranger: (userId) =>
    `Hello! This bot belongs to a shop, and I don’t know you yet. If you work there, ask the owner for a link. (Your Telegram id is ${userId}.)`,
  anonymous: 'I can’t see who is asking. Please post as yourself, not as the group or a channel.',
  suspended:
    'This shop is suspended, so nothing was sent. Until that is over I won’t answer here. Ask the person who runs this bot.',
  suspendedShort: 'This shop is suspended.',
  forwardsDoNothing: 'I don’t act on forwarded messages. Type the command yourself.',
  otherBotsDoNothing: 'I don’t act on what another bot wrote. Please type the command yourself.',
  captionsDoNothing: 'I don’t act on a command under a picture or a file. Please send it as a text message.',
  severalCommands: 'I take one command a message, so nothing was done. Please send each one by itself.',
  questionClosed: 'This question is closed.',
  messageTooOld: 'I can’t see that message any more. Send /status with the charge’s number, and press there.',
  notYours: 'This button isn’t yours.',
  done: 'Done.',
  alreadyDecided: 'This is already settled.',
};
