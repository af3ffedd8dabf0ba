import type { ConnectWords } from '../../bot/features/connect.words.ts';

export const connect: ConnectWords = {
  commands: {
    connect: 'The shop’s account at the gateway',
  },
  letIn: 'Karibu! You can connect your shop now: send /connect',
  notLetIn:
    'That is no longer possible, so nothing was changed. Ask the person who let you in for a new link.',
  accountInSettings: 'This shop’s account is in the bot’s settings (BOSMI_…) and is changed there.',
  askShopName: 'What is your business called?',
  wrongShopName: (limit) => `A name has 1 to ${limit} characters.`,
  askProvider: (titles) => `Which payment gateway is your account at: ${titles}?`,
  wrongProvider: 'I don’t know that gateway.',
  credentials: {
    'bosmi.username': {
      ask: 'What is your username at BOSMI?',
      wrong: 'A username is one word of at most 100 characters.',
    },
    'bosmi.email': {
      ask: 'Which e-mail address did you register there?',
      wrong: 'That is not an e-mail address.',
    },
    'bosmi.apiKey': {
      ask: 'Last, your API key from the BOSMI portal. I delete your message with it at once.',
      wrong:
        'That is not an API key: 8 to 200 characters without spaces. I delete your message all the same.',
    },
  },
  keyTooLate:
    'That was too late: I’ve forgotten what you told me. In case it was your key, I delete the message. To start again: /connect',
  leftConnect: 'Cancelled. Nothing was changed. To start again: /connect',
  connected: (shop, key) =>
    `✅ ${shop} is connected, with the key ${key}. I’m asking the gateway if it accepts the account. If your message with the key is still there, delete it.`,
  accountChanged: (key) =>
    `✅ From now on I use the account with the key ${key}; earlier charges are still watched. I’m asking the gateway if it accepts the account. If your message with the key is still there, delete it.`,
  accountChecked: {
    accepted: (key) =>
      `✅ The gateway answers for the account with the key ${key} and does not refuse it. To be sure, charge KES 1 to your own phone.`,
    refused: (key) =>
      `❌ The gateway refuses the account with the key ${key}. I’ve kept it, but nothing can be charged with it. To enter it again: /connect`,
    unchecked: (key) =>
      `❓ The account with the key ${key} is not checked yet: the gateway gave no clear answer. Charge KES 1 to your own phone to see if it works.`,
  },
  hasConnected: (name, shop) => `${name} has connected a shop: ${shop}.`,
};
