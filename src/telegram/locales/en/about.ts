import { bold, code, fmt } from 'telegraf/format';
import type { AboutWords } from '../../bot/features/about.words.ts';

export const about: AboutWords = {
  commands: {
    language: 'English or Kiswahili',
    help: 'How to use this till',
  },
  buttons: {
    english: 'English',
    swahili: 'Kiswahili',
  },
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
/close – close the day, or your shift
/closings – days and shifts that were closed
/export – a month or some days as a file (managers)
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
  whichShop: 'Which of your shops do you speak for?',
  unnamedShop: 'The shop without a name',
  shopChosen: (shop) =>
    `${shop === '' ? 'Chosen.' : `You speak for ${shop} now.`} Send your command again. To change: /shop`,
};
