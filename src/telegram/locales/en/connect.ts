import type { ConnectWords } from '../../bot/features/connect.words.ts';

export const connect: ConnectWords = {
  letIn: 'Karibu! You can connect your shop now: send /connect',
  notLetIn: 'That was not possible any more, so nothing was changed. Ask whoever let you in for a new link.',
  accountInSettings: 'The account of this shop is in the program’s settings (BOSMI_…), and is changed there.',
  askShopName: 'What is your business called?',
  wrongShopName: (limit) => `A name has 1 to ${limit} characters.`,
  askProvider: (titles) => `Which payment gateway is your account at: ${titles}?`,
  wrongProvider: 'I do not know that gateway.',
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
    'That was too late: I have forgotten what you had told me. In case it was your key, I delete the message. To begin again: /connect',
  leftConnect: 'Left. Nothing was changed. To begin again: /connect',
  connected: (shop, key) =>
    `✅ ${shop} is connected, with the key ${key}. If your message with the key is still there, delete it. Charge KES 1 to your own phone to see that it works.`,
  accountChanged: (key) =>
    `✅ From now on the account with the key ${key} is used; what was charged before is still watched. If your message with the key is still there, delete it. Charge KES 1 to your own phone to see that it works.`,
  hasConnected: (name, shop) => `${name} has connected a shop: ${shop}.`,
};
