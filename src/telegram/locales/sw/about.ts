import { bold, code, fmt } from 'telegraf/format';
import type { AboutWords } from '../../bot/features/about.words.ts';

export const about: AboutWords = {
  commands: {
    language: 'English au Kiswahili',
    help: 'Jinsi ya kutumia till hii',
  },
  buttons: {
    english: 'English',
    swahili: 'Kiswahili',
  },
  chooseLanguage: 'Nizungumze lugha gani?',
  languageChosen: 'Nitazungumza nawe kwa Kiswahili.',
  help: fmt`${bold('Tillbot')} huomba malipo ya M-Pesa kwa wateja wako.

${code('/charge 0712345678 500')}
${code('/charge 0712345678 500 unga mifuko miwili')}
Mteja hupata ombi la PIN. Likilipwa nakuambia hapa, pamoja na risiti.

/charge – nitauliza simu na kiasi
/pending – malipo yanayosubiriwa
/today – malipo ya leo
/status – tafuta kwa risiti, simu au namba ya ombi
/close – funga siku, au zamu yako
/closings – siku na zamu zilizofungwa
/export – mwezi au siku kadhaa kama faili (mameneja)
/cancel – acha ulichoanza
/language – English au Kiswahili`,
  helpShops: '/shop – unazungumza kwa niaba ya duka gani',
  helpMore: fmt`${code('/help shop')} – wafanyakazi, vikundi, namba zilizozuiwa, akaunti`,
  helpManagers: fmt`${bold('Mameneja')}
/staff – wafanyakazi, na kuwaondoa
/invite – kiungo cha kumwingiza mtu, mara moja
${code('/block 0712345678')} – namba iliyoomba isiombwe malipo; ${code('/unblock')} hubadilisha`,
  helpOwners: fmt`
${bold('Wenye duka')}
/link – kwenye kikundi: wafanyakazi wako wanaweza kutoza hapo; /unlink hubadilisha
${code('/announce here')} – kila malipo hutangazwa kwenye gumzo hili; ${code('/announce off')} hubadilisha
/chats – vikundi vilivyounganishwa, na malipo yanakotangazwa
/connect – akaunti nyingine kwenye mfumo wa malipo
${code('/erase 0712345678')} – kufuta namba ya mteja kwenye maombi yaliyokwisha
/mydata – kinachohifadhiwa kukuhusu`,
  helpOperators: fmt`
${bold('Boti hii')}
/newmerchant – kiungo cha kumruhusu mtu aunganishe duka lake`,
  whichShop: 'Unazungumza kwa niaba ya duka gani?',
  unnamedShop: 'Duka lisilo na jina',
  shopChosen: (shop) =>
    `${shop === '' ? 'Limechaguliwa.' : `Sasa unazungumza kwa niaba ya ${shop}.`} Tuma amri yako tena. Kubadilisha: /shop`,
};
