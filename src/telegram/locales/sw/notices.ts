import type { NoticeWords } from '../../outbound/notices.words.ts';
import { saysThat, withReceipt } from './grammar.ts';

export const notices: NoticeWords = {
  buttons: {
    tryAgain: 'Jaribu tena',
    customerPaid: 'Mteja amelipa',
    notPaid: 'Hajalipa',
    ours: 'Ni ya ombi hili',
    notOurs: 'Si yetu',
  },
  status: {
    created: () => '⏳ Ombi la M-Pesa linatumwa…',
    pushing: () => '⏳ Ombi la M-Pesa linatumwa…',
    pending: () => '📲 Ombi limetumwa. Tunasubiri PIN ya mteja.',
    unconfirmed: ({ until }) => `⌛ Bado halijathibitishwa. Naendelea kufuatilia hadi ${until}.`,
    expired: () => '⌛ Halikuthibitishwa. Sifuatilii tena.',
    paid: ({ receipt }) => `✅ Imelipwa. Risiti ${receipt}`,
    declined: () => '❌ Haikutumwa.',
    unknown: () => '❓ Haijulikani kama ombi lilifika kwenye simu.',
    canceled: () => '🚫 Haikutumwa.',
    marked_paid: ({ markedBy, markedReceipt }) =>
      `✍️ ${saysThat(markedBy)} imelipwa${withReceipt(markedReceipt)}. M-Pesa haijanithibitishia.`,
    marked_unpaid: ({ markedBy }) => `✍️ ${saysThat(markedBy)} haijalipwa.`,
  },
  mismatch: {
    transaction: 'muamala mwingine',
    amount: 'kiasi kingine',
    phone: 'simu nyingine',
    receipt: 'risiti isiyo sahihi',
    'receipt-reused': 'risiti iliyokwisha kulipia ombi lingine',
  },
  notice: {
    paid: ({ amount }) => ({ headline: `✅ Imelipwa: ${amount}` }),
    paid_late: ({ amount, asked }) => ({
      headline: `✅ Imelipwa kwa kuchelewa: ${amount}`,
      body: `Uliomba saa ${asked}.`,
    }),
    declined: ({ amount, phone, words }) => ({
      headline: `❌ Haikutumwa: ${amount} kwa ${phone}`,
      body:
        words === undefined
          ? 'Mfumo wa malipo haukupatikana, kwa hiyo hakuna kilichotumwa.'
          : `${words === '' ? 'Mfumo wa malipo umekataa bila kusema sababu.' : `Mfumo wa malipo unasema: “${words}”`}\nKama mteja alipata ombi, subiri dakika mbili kabla ya kujaribu tena.`,
    }),
    unknown: ({ amount, phone }) => ({
      headline: `❓ Haijulikani: ${amount} kwa ${phone}`,
      body: 'Sina jibu linaloeleweka kutoka mfumo wa malipo. Huenda mteja ana ombi kwenye simu sasa hivi, na huenda akalipa. Muulize mteja kabla ya kutuma tena, kisha niambie:',
    }),
    unconfirmed: ({ amount, phone, waited, until }) => ({
      headline: `⌛ Haijathibitishwa: ${amount} kutoka ${phone}`,
      body: `Hakuna uthibitisho baada ya ${waited}. Naendelea kufuatilia hadi ${until}; ikilipwa nitakuambia.`,
    }),
    expired: ({ amount, phone }) => ({
      headline: `⌛ Haikuthibitishwa: ${amount} kutoka ${phone}`,
      body: 'Sifuatilii tena ombi hili. Angalia taarifa yako ya M-Pesa; kama mteja alilipa, unaweza kuniambia:',
    }),
    mismatch: ({ amount, phone, isAnother }) => ({
      headline: `⚠️ Kagua hili: ${amount} kutoka ${phone}`,
      body: `Mfumo wa malipo umeripoti malipo ${isAnother ? 'mengine ' : ''}yasiyolingana na ombi hili, kwa hiyo siyahesabu kuwa yamelipwa. Angalia taarifa yako ya M-Pesa. Naendelea kufuatilia.`,
    }),
    canceled: ({ amount, phone }) => ({
      headline: `🚫 Haikutumwa: ${amount} kwa ${phone}`,
      body: 'Ilikuwa imesubiri zaidi ya dakika mbili, au haiwezi kutozwa tena, kwa hiyo nimeiacha. Hakuna ombi lililotumwa.',
    }),
    marked: ({ amount, markedBy, markedReceipt, isMarkedUnpaid }) => ({
      headline: isMarkedUnpaid
        ? `✍️ ${saysThat(markedBy)} haijalipwa: ${amount}`
        : `✍️ ${saysThat(markedBy)} imelipwa: ${amount}${withReceipt(markedReceipt)}`,
      body: isMarkedUnpaid ? 'M-Pesa haijanithibitishia malipo yoyote.' : 'M-Pesa haijanithibitishia hili.',
    }),
  },
  reportedAs: ({ amount, receipt, payer }) =>
    `Yaliyoripotiwa: ${amount === undefined ? 'hakuna kiasi' : `kiasi ${amount}`}, ${receipt === '' ? 'hakuna risiti' : `risiti ${receipt}`}, ${payer === undefined ? 'mlipaji haonyeshwi' : `kutoka ${payer}`}`,
  whoDecides: 'Meneja au mwenye duka anaweza kuniambia ni malipo gani:',
  chargedBy: (name, when) => `Imeombwa na ${name} · ${when}`,
  receipt: 'Risiti',
  markedPaid: (name, receipt) => `${saysThat(name)} imelipwa${withReceipt(receipt)}`,
  accountRefusedHere:
    'Mfumo wa malipo haukubali akaunti ya duka, kwa hiyo haijulikani kama hili limelipwa. Litaangaliwa mara akaunti itakapofanya kazi.',
};
