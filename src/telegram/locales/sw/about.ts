import { bold, code, fmt } from 'telegraf/format';
import type { AboutWords } from '../../bot/features/about.words.ts';

export const about: AboutWords = {
  commands: {
    language: 'English au Kiswahili',
    help: 'Jinsi ya kutumia bot hii',
  },
  buttons: {
    english: 'English',
    swahili: 'Kiswahili',
  },
  chooseLanguage: 'Nizungumze lugha gani?',
  languageChosen: 'Nitazungumza nawe kwa Kiswahili.',
  help: fmt`${bold('Tillbot')} huomba malipo ya M‑Pesa kwa wateja wako.

${code('/omba 0712345678 500')}
${code('/omba 0712345678 500 unga mifuko miwili')}
Simu ya mteja itaomba PIN. Akishalipa nakuambia hapa, pamoja na risiti.

/omba – nitauliza namba na kiasi
/kusanya – omba wengi mara moja
/subiri – maombi yanayosubiriwa
/leo – malipo ya leo
/ripoti – siku, wiki au mwezi wowote
/hali – kwa risiti, simu au namba ya ombi
/tafuta – tafuta, au bandika ujumbe wa M‑Pesa
/funga – funga siku, au zamu yako
/zilizofungwa – siku na zamu zilizopita
/ghairi – ghairi ulichoanza
/lugha – English au Kiswahili`,
  helpShops: '/duka – badilisha kati ya maduka yako',
  helpMore: fmt`${code('/msaada duka')} – wafanyakazi, vikundi, namba zilizozuiwa, akaunti`,
  helpManagers: fmt`${bold('Mameneja')}
/faili – mwezi au siku kadhaa kama faili
/muhtasari – mauzo ya siku kwenye gumzo hili, kila jioni
/wafanyakazi – wanaofanya kazi hapa, na kuwaondoa
/alika – kiungo cha kumwingiza mtu mmoja
${code('/zuia 0712345678')} – namba iliyokataa kuombwa malipo; ${code('/ruhusu')} huirudisha`,
  helpOwners: fmt`
${bold('Wenye duka')}
/mipangilio – lugha, saa za utulivu, vikomo, risiti na zaidi
/unganisha – kwenye kikundi: wafanyakazi wako wanaweza kuomba malipo hapo; /tenganisha hukitenganisha
${code('/tangaza hapa')} – kila malipo hutangazwa kwenye gumzo hili; ${code('/tangaza basi')} huacha
/vikundi – vikundi vilivyounganishwa, na malipo yanakotangazwa
/akaunti – akaunti nyingine kwenye mfumo wa malipo
${code('/futa 0712345678')} – futa namba ya mteja kwenye maombi yaliyokwisha
/taarifa – kinachohifadhiwa kukuhusu`,
  helpOperators: fmt`
${bold('Bot hii')}
/dukajipya – kiungo cha kumruhusu mtu aunganishe duka lake
/mwendeshaji – hali ya bot hii`,
  startHere: 'Anza hapa',
  whichShop: 'Hii ni ya duka lako lipi?',
  unnamedShop: 'Duka lisilo na jina',
  shopChosen: (shop) =>
    `${shop === '' ? 'Duka limechaguliwa.' : `Sasa uko ${shop}.`} Tuma amri yako tena. Kubadilisha: /duka`,
};
