import { code, fmt } from 'telegraf/format';
import type { CustomerWords } from '../../bot/features/customers.words.ts';

export const customers: CustomerWords = {
  commands: {
    customers: 'Wateja: nani hulipa, mara ngapi na kiasi gani',
  },
  buttons: {
    chargeCustomer: 'Omba malipo',
    blockCustomer: 'Zuia',
    unblockCustomer: 'Ondoa zuio',
    eraseCustomer: 'Futa',
    backToCustomers: '‹ Wateja',
    earlierCustomers: 'Wa awali ›',
    laterCustomers: '‹ Wa karibuni',
    erase: 'Futa',
  },
  helpCustomers: fmt`/wateja – nani hulipa hapa, mara ngapi na kiasi gani
${code('/jina 0712345678 Wanjiku')} – mpe mteja jina, kisha ${code('/omba wanjiku 500')}`,

  customersTitle: (page) => (page === 1 ? 'Wateja wako' : `Wateja wako, ukurasa wa ${page}`),
  noCustomersYet: 'Bado hakuna aliyelipa. Wateja wataonekana hapa wakishalipa.',
  noCustomerAt: (phone) => `${phone} bado hajalipa hapa na hana jina.`,
  customersHint: 'Kumtafuta mmoja: /wateja na jina au namba',
  customerPaid: ({ count, amount }) => `${amount} · malipo ${count}`,
  customerRefunded: ({ amount, left }) => `amerudishiwa ${amount} · baki: ${left}`,
  customerByHand: ({ count, amount }) => `${amount} kwa mkono (${count})`,
  customerPaidNothing: 'Bado hajalipa.',
  customerSince: (first, last) =>
    first === last ? `Alilipa: ${last}` : `Mara ya kwanza: ${first}\nMara ya mwisho: ${last}`,
  customerBlocked: 'Amezuiwa: namba hii haiombwi malipo.',
  customerCharges: 'Maombi ya mwisho:',
  customerGone: 'Mteja huyu amefutwa.',

  nameUsage: 'Tuma namba na jina:',
  nameIs: (customer) => `Huyu ni ${customer}.`,
  nameNone: (phone) => `${phone} bado hana jina.`,
  nameHow: 'Kubadilisha, tuma namba na jina jipya; kuondoa, tuma namba na kistari:',
  nameSaved: (customer) => `Nimehifadhi: ${customer}`,
  nameRemoved: (phone) => `Jina limeondolewa. Sasa ${phone} hana jina.`,
  nameRefused: (limit) =>
    `Siwezi kutumia hilo kama jina. Tumia herufi, zisizozidi ${limit}, bila namba ya simu.`,
  nameOfAnother: 'Mtu mwingine alimpa mteja huyu jina. Meneja anaweza kulibadilisha.',

  nobodyCalled: (name) => `Hakuna mteja hapa anayeitwa “${name}”.`,
  whichCustomer: (name) => `Ni “${name}” yupi?`,
  moreCustomersFit: 'Majina mengine pia yanafanana. Andika zaidi ya jina ili kuwapata.',
  chosen: (customer) => `Umemchagua: ${customer}`,

  eraseFirst: (phone) => `Nifute ${phone}?`,
  eraseGone: (charges, name) => {
    const number = charges === 0 ? [] : [`namba kwenye maombi yaliyokwisha (${charges})`];
    const all = [...number, ...(name === undefined ? [] : [`jina ${name}`])];
    return all.length === 0 ? '' : `Vitafutwa kabisa: ${all.join(', na ')}.`;
  },
  eraseKept: (open) => `Maombi ambayo hayajakwisha (${open}) yatabaki na namba hadi yaishe.`,
  eraseStays: 'Jumla, risiti na historia zitabaki kwenye vitabu vyako.',
  eraseBlocked: 'Itabaki imezuiwa.',
  notErased: 'Hakuna kilichofutwa.',
  allErased: 'Imefutwa. Ujumbe ulio kwenye gumzo unabaki hadi uufute.',

  myNames: 'Majina uliyowapa wateja yana namba yako ya Telegram.',
};
