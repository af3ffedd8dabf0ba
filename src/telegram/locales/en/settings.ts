import type { SettingsWords } from '../../bot/features/settings.words.ts';

const mostOf = (most: number | undefined): string =>
  most === undefined ? '' : ` This bot allows at most ${most}.`;

export const settings: SettingsWords = {
  commands: { settings: 'Language, limits, receipt and more' },
  settingsTitle: (shop) => `⚙️ Settings${shop === '' ? '' : ` · ${shop}`}`,
  settingsHint: 'Tap what you want to change.',
  settingSaved: 'Saved.',
  settings: {
    ownLanguage: 'As each was set up',
    yes: 'Yes',
    no: 'No',
    off: 'Off',
    none: 'No limit',
    back: '‹ Back',
    language: '🌐 Language in groups',
    summary: '📊 Summary here',
    quiet: '🌙 Quiet hours',
    marks: '✍️ Cashiers mark as paid',
    asks: '❓ Ask before sending',
    limits: '🚦 Limits',
    receipt: '🧾 Receipt',
    chats: '💬 Chats',
    languageHelp:
      'The language of announcements and summaries in groups. In private, each person has their own: /language',
    summaryHelp: 'The day’s takings in this chat, every evening. Another time, or every week: /summary',
    quietHelp: 'Announcements come without a sound then. Whoever asked for the money still hears it.',
    quietFrom: (step) => `From ${step}`,
    quietTo: (step) => `To ${step}`,
    limitsHelp: 'What goes over these is refused, with the reason.',
    perPhone: '📱 To one phone, 10 min',
    perMember: '👤 By one person, 1 hour',
    perCharge: '💰 For one charge',
    phoneHelp: (most) => `The most charges of your shop to one phone in 10 minutes.${mostOf(most)}`,
    memberHelp: (most) => `The most charges by one person in an hour.${mostOf(most)}`,
    amountHelp: 'The most that one charge may ask for.',
    anotherAmount: 'Another amount',
    askAmount: 'What is the most for one charge? For example 7,500',
    receiptHelp: 'What your customers see on a receipt, beside amount, number and date.',
    name: '🏪 Shop’s name',
    askName: (most) => `What is your shop called? At most ${most} characters.`,
    line: '📝 Line of text',
    logo: '🖼 Logo',
    isSet: 'set',
    removeLine: 'Remove the line',
    removeLogo: 'Remove the logo',
    askLine: (most) => `Send the line of text, at most ${most} characters. For example: Karibu tena!`,
    lineTooLong: (length, most) => `That has ${length} characters; ${most} is the most. Send a shorter one.`,
    askLogo: 'Send your logo as a picture.',
    logoNotPhoto: 'Send the logo as a picture (photo), not as a file.',
    logoTooLarge: 'That picture is too large. Send one of at most 2 MB.',
    logoTooSmall: (least) => `That picture is too small. It needs at least ${least} dots on each side.`,
  },
  ownLimitReached: {
    phone: ({ phone, count, again }) =>
      `Your shop charges ${phone} at most ${count === 1 ? 'once' : `${count} times`} in 10 minutes, so nothing was sent. Again from ${again}.`,
    member: ({ count, again }) =>
      `Your shop allows each person ${count === 1 ? 'one charge' : `${count} charges`} an hour, so nothing was sent. Again from ${again}.`,
  },
  overLimit: (most) => `Your shop’s limit for one charge is ${most}, so nothing was sent.`,
};
