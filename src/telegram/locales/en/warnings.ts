import type { WarningWords } from '../../outbound/warnings.words.ts';

export const warnings: WarningWords = {
  accountRefused: (shop, own) =>
    `⚠️ The gateway does not accept the account of ${shop === '' ? 'this shop' : shop}, so nothing can be charged and payments are not seen until that is fixed. Check the key, the username and the e-mail address in the BOSMI portal, and whether this machine’s address must be allowed there. ${own ? 'To enter them again: /connect' : 'They are in the bot’s settings (BOSMI_…).'} Nothing is lost: what was charged is looked up as soon as the account works.`,
  shopRefused: (shop) =>
    `⚠️ The gateway refuses the account of ${shop === '' ? 'a shop without a name' : shop}, so that shop can’t charge. Its owners know, and can enter it again with /connect. If they ask you: the gateway may have to allow this machine’s address.`,
  accountWorks: (shop) =>
    `✅ The gateway takes the account of ${shop === '' ? 'the shop' : shop} again. What was charged meanwhile is looked up now.`,
  gatewayAway: (title, since) =>
    `⚠️ The gateway of ${title} has given no answer for ${since}. Charges may not go out, and payments are told when it answers again. Nothing is lost. On the machine, npm run doctor says whether it can be reached. If it can, ask ${title}.`,
  gatewayBack: (title) => `✅ The gateway of ${title} answers again. Open charges are looked up now.`,
  telegramLimits: (since) =>
    `⚠️ Telegram has slowed this bot down for ${since}, so messages come late. Payments go first. If it stays so: fewer announcements in groups, or a second bot for some of the shops.`,
  telegramLimitsOver: '✅ Telegram takes this bot’s messages at their usual pace again.',
  diskFull: (percent) =>
    `⚠️ Only ${percent} % of this bot’s disk is free. On a full disk nothing can be charged. Please make room on the machine: old copies in data/backups, old logs.`,
  diskFree: (percent) => `✅ This bot’s disk has room again: ${percent} % is free.`,
  backupNotMade: (why) =>
    `⚠️ The backup of this bot was not made: ${why}\nI try again every ten minutes. Please look at the disk, and at BACKUP_FOLDER in the settings.`,
  backupMade: '✅ The backup of this bot is made again.',
  tookOver: (term) =>
    `⚠️ I have taken this bot over (term ${term}). The program before me crashed, was killed, or lost the database. Nothing is lost: open charges go on, and a message may have come twice. Please look at that program’s log and machine, and see that it runs again.`,
  clockWrong: (by, isFast) =>
    `⚠️ The clock of the machine that runs this bot is ${by} ${isFast ? 'fast' : 'slow'}. Please set it right: until then I may show wrong times. Payments are still seen and told, nothing is erased by age, and no charge is given up.`,
  clockRight: '✅ The clock of the machine that runs this bot is right again.',
  botChanged: (unhandled) =>
    [
      'I’m a new bot, and your shop works through me now. Your shop, its people and its charges are all here, and I tell you of payments from now on.',
      'Please ask your people to open a chat with me and press Start, and add me to your groups: I can’t reach anybody who has not. Questions of the former bot can’t be answered here, so please start again.',
      ...(unhandled === 0
        ? []
        : [
            `The former bot had not got to ${unhandled} messages. Nothing came of them: please send them again, to me.`,
          ]),
    ].join('\n\n'),
  updateFailed: 'Something went wrong with that message, and nothing came of it. Please send it again.',
  tooManyMessages: (aMinute) =>
    `That was a lot at once: here I can take ${aMinute} messages a minute from each of you. I did not take what you sent after that. Please wait a minute and send it again.`,
};
