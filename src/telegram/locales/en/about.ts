import { bold, code, fmt } from 'telegraf/format';
import type { AboutWords } from '../../bot/features/about.words.ts';

export const about: AboutWords = {
  commands: {
    language: 'English or Kiswahili',
    help: 'How to use this bot',
  },
  buttons: {
    english: 'English',
    swahili: 'Kiswahili',
  },
  chooseLanguage: 'Which language should I speak?',
  languageChosen: 'I’ll speak English with you.',
  help: fmt`${bold('Tillbot')} charges your customers by M‑Pesa.

${code('/charge 0712345678 500')}
${code('/charge 0712345678 500 two bags of unga')}
The customer’s phone asks for the PIN. When they have paid, I tell you here, with the receipt.

/charge – I’ll ask for phone and amount
/collect – ask many at once
/pending – charges still waiting
/today – what was paid today
/report – any day, week or month
/status – a receipt, phone or charge number
/find – search, or paste an M‑Pesa message
/close – close the day, or your shift
/closings – past closings
/cancel – cancel what you started
/language – English or Kiswahili`,
  helpShops: '/shop – switch between your shops',
  helpMore: fmt`${code('/help shop')} – staff, groups, blocked numbers, accounts`,
  helpManagers: fmt`${bold('Managers')}
/export – a month or some days as a file
/summary – the day’s takings in this chat, every evening
/staff – who works here, and removing them
/invite – a link that lets one person in
${code('/block 0712345678')} – a number that asked not to be charged; ${code('/unblock')} undoes it`,
  helpOwners: fmt`
${bold('Owners')}
/settings – language, quiet hours, limits, receipt and more
/link – in a group: your staff can charge there; /unlink undoes it
${code('/announce here')} – every payment is told in this chat; ${code('/announce off')} undoes it
/chats – linked groups, and where payments are told
/connect – another account at the gateway
${code('/erase 0712345678')} – takes a customer’s number out of finished charges
/mydata – what is kept about you`,
  helpOperators: fmt`
${bold('This bot')}
/newmerchant – a link that lets somebody connect their shop
/operator – how this bot is`,
  startHere: 'Begin here',
  whichShop: 'Which of your shops is this for?',
  unnamedShop: 'The unnamed shop',
  shopChosen: (shop) =>
    `${shop === '' ? 'Chosen.' : `You’re now at ${shop}.`} Send your command again. To switch: /shop`,
};
