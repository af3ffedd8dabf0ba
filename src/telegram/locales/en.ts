import { bold, code, fmt } from 'telegraf/format';
import type { Locale } from './locale.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const span = (seconds: number): string =>
  seconds < 90
    ? `${seconds} s`
    : seconds < 5_400
      ? plural(Math.round(seconds / 60), 'minute', 'minutes')
      : plural(Math.round(seconds / 3_600), 'hour', 'hours');

const by = (name: string | undefined): string => (name === undefined ? '' : ` by ${name}`);
const withReceipt = (receipt: string): string => (receipt === '' ? '' : `, receipt ${receipt}`);
/** A group's name in a sentence. */
const group = (title: string | null): string => (title === null ? 'a group' : `the group “${title}”`);
const at = (shop: string): string => (shop === '' ? '' : ` at ${shop}`);

export const english: Locale = {
  language: 'en',
  locale: 'en-GB',

  commands: {
    charge: 'Charge a customer: phone and amount',
    pending: 'What is being waited for',
    today: 'What was paid today',
    status: 'Look up a receipt, phone or charge number',
    cancel: 'Leave what you had begun',
    language: 'English or Kiswahili',
    help: 'How to use this till',
  },
  buttons: {
    send: 'Send',
    chargeAnyway: 'Charge anyway',
    chargeAgain: 'Charge again',
    cancel: 'Cancel',
    tryAgain: 'Try again',
    customerPaid: 'Customer paid',
    notPaid: 'Not paid',
    ours: 'It is this charge',
    notOurs: 'Not ours',
    goOn: 'Go on',
    english: 'English',
    swahili: 'Kiswahili',
    remove: (name) => `Remove ${name}`,
    keep: 'Keep it',
    endIt: 'End it',
    takeBack: 'Take it back',
    keepChat: (title) => `Keep ${title}`,
    endChat: (title) => `End ${title}`,
    takeBackLink: (role) => `Take back: ${role}`,
  },

  status: {
    created: () => '⏳ Sending the M-Pesa prompt…',
    pushing: () => '⏳ Sending the M-Pesa prompt…',
    pending: () => '📲 Prompt sent. Waiting for the customer’s PIN.',
    unconfirmed: ({ until }) => `⌛ Not confirmed yet. Still watching until ${until}.`,
    expired: () => '⌛ Never confirmed. No longer watched.',
    paid: ({ receipt }) => `✅ Paid. Receipt ${receipt}`,
    declined: () => '❌ Not sent.',
    unknown: () => '❓ Not known whether the prompt reached the phone.',
    canceled: () => '🚫 Not sent.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ Marked paid${by(markedBy)}${withReceipt(markedReceipt)}. M-Pesa has not confirmed it to me.`,
    marked_unpaid: ({ markedBy }) => `✍️ Marked not paid${by(markedBy)}.`,
  },
  mismatch: {
    transaction: 'another transaction',
    amount: 'another amount',
    phone: 'another phone',
    receipt: 'a receipt that is none',
    'receipt-reused': 'a receipt that already paid another charge',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Paid: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Paid late: ${amount}`,
      body: `You asked at ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Not sent: ${amount} to ${phone}`,
      body:
        words === undefined
          ? 'The gateway could not be reached, so nothing was sent.'
          : `${words === '' ? 'The gateway refused without saying why.' : `The gateway says: “${words}”`}\nIf the customer did get a prompt, wait two minutes before you try again.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Not known: ${amount} to ${phone}`,
      body: 'I have no clear answer from the gateway. The customer may have a prompt right now, and may pay. Ask the customer before you charge again, then tell me:',
    }),
    unconfirmed: ({ amount, waited, until }) => ({
      headline: `⌛ Not confirmed: ${amount}`,
      body: `No confirmation after ${waited}. I keep watching until ${until} and will tell you if it is paid after all.`,
    }),
    expired: ({ amount }) => ({
      headline: `⌛ Never confirmed: ${amount}`,
      body: 'I no longer watch this charge. Check your M-Pesa statement; if the customer did pay, you can tell me:',
    }),
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Check this: ${amount} from ${phone}`,
      body: `The gateway reported ${isAnother ? 'another' : 'a'} payment that does not fit this charge, so I do not count it as paid. Check your M-Pesa statement. I keep watching.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Not sent: ${amount} to ${phone}`,
      body: 'It had waited more than two minutes, or may not be charged any more, so I left it. No prompt was sent.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ Marked not paid${by(markedBy)}: ${amount}`
        : `✍️ Marked paid${by(markedBy)}: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid
        ? 'M-Pesa has confirmed no payment to me.'
        : 'M-Pesa has not confirmed this to me.',
    }),
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Reported: ${amount === undefined ? 'no amount' : `amount ${amount}`}, ${receipt === '' ? 'no receipt' : `receipt ${receipt}`}, ${payer === undefined ? 'payer not shown' : `from ${payer}`}`,
  whoDecides: 'A manager or an owner can tell me what it is:',
  chargedBy: (name, when) => `Charged by ${name} · ${when}`,
  receipt: 'Receipt',
  markedPaid: (name, receipt) => `marked paid${by(name)}${withReceipt(receipt)}`,

  refusedPhone: {
    empty: () => 'There is no phone number.',
    letters: (text) => `“${text}” is not a phone number.`,
    landline: (text) => `“${text}” is a landline. M-Pesa needs a mobile number.`,
    foreign: (text) => `“${text}” is not a Kenyan number.`,
    'too-short': (text) => `“${text}” is too short for a phone number.`,
    'too-long': (text) => `“${text}” is too long for a phone number.`,
    'not-mobile': (text) => `“${text}” is not a Kenyan mobile number. They begin with 07 or 01.`,
    swapped: () => 'The phone goes first, then the amount.',
  },
  refusedAmount: {
    empty: () => 'There is no amount.',
    'not-an-amount': (text) => `“${text}” is not an amount.`,
    cents: (text) => `“${text}” has cents. M-Pesa takes whole shillings only.`,
    negative: (text) => `“${text}” is below zero.`,
    split: (text) =>
      `“${text}” could be more than one amount. Write it without spaces. A note that begins with a number needs a word first.`,
    'too-small': () => 'The least is KES 1.',
    'too-large': () => 'The most that M-Pesa takes at once is KES 250,000.',
  },
  noteTooLong: (length, limit) => `The note has ${length} characters; ${limit} is the most.`,
  example: 'Like this:',

  askPhone: 'Which phone should I charge?',
  askPhoneHint: 'Type the number, or share a contact.',
  recentCustomers: 'Or one of the last customers:',
  customerChosen: 'Chosen from the last customers.',
  whichNumber: 'This contact has several numbers. Which one should I charge?',
  numberChosen: 'Number chosen.',
  askAmount: (phone) => `How many shillings from ${phone}?`,
  phonePlaceholder: '0712 345 678',
  amountPlaceholder: '500',
  confirm: ({ amount, phone }) => `Charge ${amount} to ${phone}?`,
  doubt: {
    conversation: () => '',
    'off-network': ({ network }) =>
      `This does not look like a Safaricom number (it looks like ${network}). If it was moved to Safaricom, M-Pesa will work.`,
    repeat: ({ other, ago }) => `You charged the same amount to this phone ${ago} (${other}). Charge again?`,
    'unusual-amount': ({ written, amount }) => `You wrote “${written}”. I read that as ${amount}.`,
    stale: () => 'Your message reached me late. Do you still want this?',
  },
  refused: {
    'not-a-member': () => 'You do not work at this shop any more, so nothing was sent.',
    suspended: () => 'This shop is suspended, so nothing was sent. Ask whoever runs this bot.',
    'no-account': () =>
      'This shop has no account at the gateway, so nothing was sent. An owner connects it: /connect',
    blocked: (phone) =>
      `${phone} asked not to be charged, so nothing was sent. A manager can undo that: /unblock`,
  },
  promptOpen: ({ phone, other, again }) =>
    `A prompt is still open on this phone: ${phone}${other === undefined ? '' : ` (${other})`}. A second one can spoil the first, so nothing was sent. You can charge it again in ${again}.`,
  capped: {
    phone: ({ phone, count, within, again }) =>
      `${phone} was charged ${count} times within ${within}, which is the most, so nothing was sent. You can charge it again from ${again}.`,
    member: ({ count, within, again }) =>
      `You have charged ${count} times within ${within}, which is the most, so nothing was sent. You can charge again from ${again}.`,
    merchant: ({ count, within, again }) =>
      `This shop has charged ${count} times within ${within}, which is the most, so nothing was sent. It can charge again from ${again}.`,
  },
  left: 'Left. Nothing was sent.',
  nothingToLeave:
    'There is nothing to leave. A charge that was sent cannot be taken back; the customer can cancel it on the phone.',
  pressAButton: 'Press one of the buttons above, or send /cancel.',
  questionClosed: 'This question is closed.',
  messageTooOld:
    'I cannot see that message any more. Send /status with the charge’s number, and press there.',
  notYours: 'This is not yours to press.',
  alreadySettled: 'This is settled already.',
  alreadyTried: 'This was tried again already.',
  noted: 'Noted.',
  forwardsDoNothing: 'I do not act on forwarded messages. Type the command yourself.',
  captionsDoNothing:
    'I do not act on a command under a picture or a file. Send it as a text message, please.',
  otherBotsDoNothing: 'I do not act on what another bot wrote. Type the command yourself, please.',
  severalCommands: 'I take one command a message, so nothing was done. Please send each of them by itself.',
  editsDoNothing: 'I do not act on edited messages. Send the command again as a new message.',
  hint: 'To charge a customer, send the phone and the amount:',
  held: (when) =>
    `⏸ This till was put back from a copy made ${when}, so I do not know what was charged after that. Nothing is sent to a phone until you press the button. Look through your M-Pesa messages since then first; charges that were open may be paid already. Who was removed since then works here again: look at /staff, too.`,
  heldByOthers:
    '⏸ This till was put back from a copy, so nothing is sent to a phone until whoever runs this bot says so. Please send it again then.',
  goesOn: '▶️ Charging again.',
  failed: 'Something went wrong with that message, and nothing came of it. Please send it again.',
  anotherBot: (unhandled) =>
    [
      'This till speaks through me now, a new bot. Your shop, its people and its charges are all here, and payments are told by me from now on.',
      'Please ask your people to open a chat with me and press Start, and add me to your groups: I can tell nobody who has not. What the former bot asked cannot be answered here; begin again.',
      ...(unhandled === 0
        ? []
        : [
            `The former bot had not come to ${unhandled} messages. Nothing came of them: please send them again, to me.`,
          ]),
    ].join('\n\n'),
  tooMuch: (aMinute) =>
    `That was a lot at once: here I can take ${aMinute} messages a minute from each of you. What you sent since then I did not take, so nothing comes of it. Please wait a minute and send it again.`,

  mismatchTitle: (count) =>
    `To check: ${plural(count, 'charge', 'charges')} with a payment that does not fit`,
  mismatchHint: 'Look at one: /status with its number',
  nothingPending: 'Nothing is being waited for.',
  pendingTitle: (count) => `Waiting for ${plural(count, 'charge', 'charges')}`,
  andMore: (count) => `… and ${count} more`,
  nothingToday: 'Nothing was paid today yet.',
  todayTitle: (count, amount) => `Paid today: ${amount} (${plural(count, 'payment', 'payments')})`,
  todayByHand: (count, amount) => `Marked paid, not confirmed by M-Pesa: ${amount} (${count})`,
  latest: 'The latest:',
  statusUsage: 'Send a receipt, a phone or a charge number:',
  statusNotFound: (text) => `I know no charge for “${text}”.`,
  history: 'History',
  event: {
    created: 'asked for',
    pushing: 'prompt being sent',
    pending: 'the gateway took it',
    unconfirmed: 'told as not confirmed',
    expired: 'watch ended',
    paid: 'paid',
    declined: 'not sent',
    unknown: 'no clear answer',
    canceled: 'left, never sent',
    marked_paid: 'marked paid',
    marked_unpaid: 'marked not paid',
  },
  eventMismatch: 'reported payment did not fit',
  eventAside: 'reported payment put aside',
  byPerson: (name) => `by ${name}`,

  chooseLanguage: 'Which language should I speak?',
  languageChosen: 'I will speak English with you.',
  help: fmt`${bold('Tillbot')} charges your customers’ M-Pesa.

${code('/charge 0712345678 500')}
${code('/charge 0712345678 500 two bags of unga')}
The customer gets a PIN prompt. When it is paid I say so here, with the receipt.

/charge – I ask for phone and amount
/pending – what is being waited for
/today – what was paid today
/status – look up a receipt, phone or charge number
/cancel – leave what you had begun
/language – English or Kiswahili`,
  helpShops: '/shop – which of your shops you speak for',
  helpMore: fmt`${code('/help shop')} – staff, groups, blocked numbers, accounts`,
  helpManagers: fmt`${bold('Managers')}
/staff – who works here, and removing them
/invite – a link that lets somebody in, once
${code('/block 0712345678')} – a number that asked not to be charged; ${code('/unblock')} undoes it`,
  helpOwners: fmt`
${bold('Owners')}
/link – in a group: your staff may charge there; /unlink undoes it
${code('/announce here')} – every payment is told in this chat; ${code('/announce off')} undoes it
/chats – linked groups, and where payments are told
/connect – another account at the gateway
${code('/erase 0712345678')} – a customer’s number out of finished charges
/mydata – what is kept about you`,
  helpOperators: fmt`
${bold('This bot')}
/newmerchant – a link that lets somebody connect their shop`,
  welcome: (name) => `Karibu, ${name}. This till is yours now.`,

  role: { owner: 'owner', manager: 'manager', cashier: 'cashier' },
  joined: (shop, role) => `Karibu! You are ${role}${at(shop)} now.`,
  hasJoined: (name, shop, role) =>
    `${name} opened your link and is ${role}${at(shop)} now. If that is not whom you meant, remove them:`,
  noNeed: (role) => `You are ${role} here already, so the link was not used. Pass it to whom it is for.`,
  inPrivate: 'Send me this in our private chat.',
  inGroup: 'Send this in the group that it is for.',
  ownersOnly: 'Only an owner may do that.',
  managersOnly: 'Only a manager or an owner may do that.',
  operatorsOnly: 'Only whoever runs this bot may do that.',
  inviteAs: (shop) => `Whom do you invite${shop === '' ? '' : ` to ${shop}`}?`,
  staffLink: (role, url) =>
    `This link makes whoever opens it first ${role}. It works once, within 24 hours. Send it to that person alone:\n${url}`,
  merchantLink: (url) =>
    `This link lets whoever opens it first connect a shop. It works once, within 24 hours. Send it to that person alone:\n${url}`,
  staffTitle: (shop) => `Who works${shop === '' ? ' here' : at(shop)}`,
  staffHint: 'To let somebody in: /invite',
  removeFirst: (name, shop) =>
    `Remove ${name}${shop === '' ? '' : ` from ${shop}`}? What they had begun ends, and their buttons do nothing any more.`,
  removed: (name) => `${name} is removed.`,
  youAreRemoved: (shop) => `You do not work${shop === '' ? ' at this shop' : at(shop)} any more.`,
  removedAlready: 'They do not work here any more.',
  ownerInSettings: 'This owner is named in the program’s settings (OWNER_IDS), and is removed there.',
  lastOwner: 'This is the only owner. Invite another first.',

  unnamedShop: 'The shop without a name',
  whichShop: 'Which of your shops do you speak for?',
  shopChosen: (shop) =>
    `${shop === '' ? 'Chosen.' : `You speak for ${shop} now.`} Send your command again. To change: /shop`,
  notLinked: 'This group is not linked to a shop. An owner sends /link here.',
  chooseInPrivate: 'You own several shops. Send me /shop in our private chat first, then /link here.',
  linked: (shop) => `This group is linked${shop === '' ? '' : ` to ${shop}`}: its staff may charge here.`,
  linkedToAnother: 'This group is linked to another shop. An owner of that one sends /unlink first.',
  unlinked: 'This group is not linked any more: nobody charges here.',
  announceUsage: 'To have every payment of the shop told in this chat, send /announce here',
  announcesHere: 'Every payment of the shop is told in this chat. To end that: /announce off',
  announcesNoMore: 'Payments of others are not told in this chat any more.',

  linkNotAdmin:
    'Only an administrator of this group may link it. Ask one who owns the shop, or become one, and send /link again.',
  linkUnclear:
    'I cannot see who the administrators of this group are. Make me an administrator, then send /link again.',
  linkNotAsked: 'Telegram did not answer me, so this group is not linked. Send /link again in a few minutes.',
  chatsTitle: (shop) => `Where people charge, and where payments are told${shop === '' ? '' : `: ${shop}`}`,
  noChats: 'No group is linked, and payments are told nowhere but where they were asked for.',
  chatsHint: 'To link a group, an owner who is an administrator there sends /link in it.',
  untitled: (chatId) => `group ${chatId}`,
  linkedChat: ({ title, by, isAnnounced }) =>
    `${title} · linked${by === undefined ? '' : ` by ${by}`}${isAnnounced ? ' · every payment is told there' : ''}`,
  announcedChat: (name) => `${name}’s private chat · every payment is told there`,
  endedChat: (title) => `${title} · has ended, since whoever set it up left`,
  doubtfulChat: (title) => `${title} · whoever linked it is no administrator there`,
  chatEnded: ({ title, person, shop, isLinked, isAnnounced }) =>
    `${person === null ? `Somebody left${shop === '' ? '' : ` ${shop}`} who may have set up ${group(title)}` : `${person} does not work${shop === '' ? ' here' : at(shop)} any more, and had set up ${group(title)}`}. So it has ended: ${isLinked ? `nobody charges there${isAnnounced ? ', and payments are not told there' : ''}` : 'payments are not told there any more'}. Do you want to keep it?`,
  linkerNoAdmin: ({ title, person, shop }) =>
    `${person ?? 'Whoever did it'} linked ${group(title)}${shop === '' ? '' : ` to ${shop}`}, but is no administrator there. Your staff can go on charging in it. Do you want to keep it?`,
  chatLost: (title, shop) =>
    `${group(title)[0]?.toUpperCase()}${group(title).slice(1)} is not linked${shop === '' ? '' : ` to ${shop}`} any more: it was another shop’s before it became a supergroup.`,
  chatKept: (title) => `You keep ${group(title)}.`,
  chatLeftEnded: (title) => `Ended: ${group(title)}.`,

  suspended:
    'This shop is suspended, so nothing was sent, and I do not answer until that is over. Ask whoever runs this bot.',
  suspendedShort: 'This shop is suspended.',

  openLinks: 'Links that are open:',
  openLink: (role, by, until) => `${role} · by ${by} · until ${until}`,
  newShop: 'a new shop',
  linkTakenBack: 'Taken back: this link lets nobody in.',
  linkIsOver: 'This link was used already, or has ended.',
  linkNotMade: 'This link could not be made. Please send your command again.',
  hasBeenLetIn: (name) =>
    `${name} opened a link and may connect a shop now. If that is not whom you meant, take it back:`,
  hasConnected: (name, shop) => `${name} has connected a shop: ${shop}.`,
  applicantTakenBack: 'Taken back: they cannot connect a shop.',
  applicantIsOver: 'They have connected their shop already, or it was taken back.',

  letIn: 'Karibu! You can connect your shop now: send /connect',
  notLetIn: 'That was not possible any more, so nothing was changed. Ask whoever let you in for a new link.',
  noSecretKey:
    'This needs a SECRET_KEY in the program’s settings. Whoever runs this bot makes one with: npm run keygen',
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
  accountRefused: (shop, own) =>
    `⚠️ The gateway does not accept the account${shop === '' ? ' of this shop' : ` of ${shop}`}, so nothing can be charged, and payments are not seen, until that is mended. Check the key, the username and the e-mail address in the BOSMI portal, and whether this machine’s address must be allowed there. ${own ? 'To enter them again: /connect' : 'They are in the program’s settings (BOSMI_…).'} Nothing is lost: what was charged is looked up as soon as the account works.`,
  clockWrong: (by, isFast) =>
    `⚠️ The clock of the machine that this bot runs on is ${by} ${isFast ? 'fast' : 'slow'}. Please set it right: until then times may be shown wrong. Payments are seen and told all the same; nothing is erased by age, and no charge is given up.`,
  clockRight: '✅ The clock of the machine that this bot runs on is right again.',
  accountRefusedHere:
    'The gateway does not accept the shop’s account, so it is not known whether this is paid. It is looked up as soon as the account works.',

  blocked: (phone) => `${phone} is not charged any more. To undo that: /unblock`,
  unblocked: (phone) => `${phone} can be charged again.`,
  erased: (charges, open) =>
    `The number is erased from ${plural(charges, 'finished charge', 'finished charges')}; sums and receipts stay.${open === 0 ? '' : ` ${plural(open, 'charge is', 'charges are')} not finished and still ${open === 1 ? 'has' : 'have'} it: send this again later.`} Messages that are in a chat already stay there until you delete them.`,
  nothingToErase: 'No charge of this shop has this number.',
  myData: 'What is kept about you',
  myTelegram: (userId) => `Your Telegram id ${userId}, your language, and:`,
  myPlace: ({ shop, name, role, since, charges }) =>
    `${shop === '' ? '' : `${shop}: `}${name}, ${role} since ${since}, ${plural(charges.count, 'charge', 'charges')}${charges.isMore ? ' or more' : ''} made. Each charge bears your name.`,
  myRights: 'An owner can remove you; charges that you made stay in the shop’s books.',
  stranger: (userId) =>
    `Hello! This till belongs to a shop, and I do not know you. If you work there, give the owner your Telegram id: ${userId}`,
  anonymous: 'I cannot see who is asking. Post as yourself, not as the group or a channel, to use the till.',
  deadCode: 'This link was used already, is too old, or was taken back. Ask for a new one.',

  ago: (seconds) => `${span(seconds)} ago`,
  span,
};
