import type { WarningWords } from '../../outbound/warnings.words.ts';

export const warnings: WarningWords = {
  accountRefused: (shop, own) =>
    `⚠️ The gateway does not accept the account${shop === '' ? ' of this shop' : ` of ${shop}`}, so nothing can be charged, and payments are not seen, until that is mended. Check the key, the username and the e-mail address in the BOSMI portal, and whether this machine’s address must be allowed there. ${own ? 'To enter them again: /connect' : 'They are in the program’s settings (BOSMI_…).'} Nothing is lost: what was charged is looked up as soon as the account works.`,
  clockWrong: (by, isFast) =>
    `⚠️ The clock of the machine that this bot runs on is ${by} ${isFast ? 'fast' : 'slow'}. Please set it right: until then times may be shown wrong. Payments are seen and told all the same; nothing is erased by age, and no charge is given up.`,
  clockRight: '✅ The clock of the machine that this bot runs on is right again.',
  botChanged: (unhandled) =>
    [
      'This till speaks through me now, a new bot. Your shop, its people and its charges are all here, and payments are told by me from now on.',
      'Please ask your people to open a chat with me and press Start, and add me to your groups: I can tell nobody who has not. What the former bot asked cannot be answered here; begin again.',
      ...(unhandled === 0
        ? []
        : [
            `The former bot had not come to ${unhandled} messages. Nothing came of them: please send them again, to me.`,
          ]),
    ].join('\n\n'),
  updateFailed: 'Something went wrong with that message, and nothing came of it. Please send it again.',
  tooManyMessages: (aMinute) =>
    `That was a lot at once: here I can take ${aMinute} messages a minute from each of you. What you sent since then I did not take, so nothing comes of it. Please wait a minute and send it again.`,
};
