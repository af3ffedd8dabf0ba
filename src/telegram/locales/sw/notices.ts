import type { NoticeWords } from '../../outbound/notices.words.ts';
import { saysThat, withReceipt } from './grammar.ts';

// A charge is *ombi*, so all that is said of it has the subject li-: limelipwa, halikutumwa.
export const notices: NoticeWords = {
  buttons: {
    tryAgain: 'Jaribu tena',
    customerPaid: 'Mteja amelipa',
    notPaid: 'Hajalipa',
    ours: 'Ni ya ombi hili',
    notOurs: 'Si yetu',
  },
  status: {
    created: () => '⏳ Ombi la M‑Pesa linatumwa…',
    pushing: () => '⏳ Ombi la M‑Pesa linatumwa…',
    pending: () => '📲 Ombi limetumwa. Tunasubiri mteja aweke PIN.',
    unconfirmed: ({ until }) => `⌛ Bado halijathibitishwa. Naendelea kufuatilia hadi ${until}.`,
    expired: () => '⌛ Halikuthibitishwa. Nimeacha kufuatilia.',
    paid: ({ receipt }) => `✅ Limelipwa. Risiti ${receipt}`,
    declined: () => '❌ Halikutumwa.',
    unknown: () => '❓ Haijulikani kama ombi lilifika kwenye simu.',
    canceled: () => '🚫 Halikutumwa.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ ${saysThat(markedBy)} limelipwa${withReceipt(markedReceipt)}. M‑Pesa haijathibitisha.`,
    marked_unpaid: ({ markedBy }) => `✍️ ${saysThat(markedBy)} halijalipwa.`,
  },
  mismatch: {
    transaction: 'muamala mwingine',
    amount: 'kiasi kingine',
    phone: 'simu nyingine',
    receipt: 'risiti isiyo sahihi',
    'receipt-reused': 'risiti iliyokwisha kulipia ombi lingine',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Limelipwa: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Limelipwa kwa kuchelewa: ${amount}`,
      body: `Liliombwa saa ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Halikutumwa: ${amount} kwa ${phone}`,
      body:
        words === undefined
          ? 'Mfumo wa malipo haukupatikana, kwa hiyo hakuna kilichotumwa.'
          : `${words === '' ? 'Mfumo wa malipo umekataa bila kusema sababu.' : `Mfumo wa malipo unasema: “${words}”`}\nKama mteja alipata ombi, subiri dakika mbili kabla ya kujaribu tena.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Haijulikani: ${amount} kwa ${phone}`,
      body: 'Mfumo wa malipo haukutoa jibu linaloeleweka. Huenda mteja ana ombi kwenye simu sasa hivi, na huenda akalipa. Muulize mteja kabla ya kuomba tena, kisha niambie:',
    }),
    unconfirmed: ({ amount, phone, waited, until }) => ({
      headline: `⌛ Halijathibitishwa: ${amount} kutoka ${phone}`,
      body: `Hakuna uthibitisho baada ya ${waited}. Naendelea kufuatilia hadi ${until}; likilipwa nitakuambia.`,
    }),
    expired: ({ amount, phone }) => ({
      headline: `⌛ Halikuthibitishwa: ${amount} kutoka ${phone}`,
      body: 'Nimeacha kufuatilia ombi hili. Angalia taarifa yako ya M‑Pesa; kama mteja alilipa, niambie:',
    }),
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Kagua hili: ${amount} kutoka ${phone}`,
      body: `Mfumo wa malipo umeripoti malipo ${isAnother ? 'mengine ' : ''}yasiyolingana na ombi hili, kwa hiyo silihesabu kuwa limelipwa. Angalia taarifa yako ya M‑Pesa. Naendelea kufuatilia.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Halikutumwa: ${amount} kwa ${phone}`,
      body: 'Lilisubiri zaidi ya dakika mbili, au haliruhusiwi tena, kwa hiyo nimelighairi. Hakuna ombi lililofika kwa mteja.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ ${saysThat(markedBy)} halijalipwa: ${amount}`
        : `✍️ ${saysThat(markedBy)} limelipwa: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid ? 'M‑Pesa haijathibitisha malipo yoyote.' : 'M‑Pesa haijathibitisha hili.',
    }),
  },
  noted: {
    paid: 'Nimehifadhi: limelipwa.',
    unpaid: 'Nimehifadhi: halijalipwa.',
    notOurs: 'Nimehifadhi: si yetu.',
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Yaliyoripotiwa: ${amount === undefined ? 'hakuna kiasi' : `kiasi ${amount}`}, ${receipt === '' ? 'hakuna risiti' : `risiti ${receipt}`}, ${payer === undefined ? 'mteja haonyeshwi' : `kutoka ${payer}`}`,
  whoDecides: 'Meneja au mwenye duka anaweza kuniambia ni malipo gani:',
  chargedBy: (name, when) => `Ombi la ${name} · ${when}`,
  receipt: 'Risiti',
  markedPaid: (name, receipt) => `${saysThat(name)} limelipwa${withReceipt(receipt)}`,
  accountRefusedHere:
    'Mfumo wa malipo haukubali akaunti ya duka, kwa hiyo sijui kama ombi hili limelipwa. Nitaliangalia mara akaunti itakapofanya kazi.',
};
