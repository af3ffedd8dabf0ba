import { code, fmt } from 'telegraf/format';
import type { ItemWords } from '../../bot/features/items.words.ts';

export const items: ItemWords = {
  commands: { items: 'Bidhaa zako na bei zake' },
  buttons: {
    addItem: '➕ Ongeza bidhaa',
    itemsDone: '✅ Tayari',
    itemsClear: 'Futa yote',
  },
  itemsTitle: (count, limit) => `Bidhaa zako (${count} kati ya ${limit})`,
  noItems: 'Orodha yako haina bidhaa. Ongeza unachouza, pamoja na bei yake:',
  itemsUsage: fmt`${code('/bidhaa ongeza Unga 2 kg 210')} huongeza bidhaa, ${code('/bidhaa ondoa Unga 2 kg')} huiondoa.`,
  askItem: 'Unauza nini, na kwa bei gani?',
  itemPlaceholder: 'Sukari 1 kg 200',
  itemExample: fmt`Kwa mfano: ${code('/bidhaa ongeza Unga 2 kg 210')}`,
  refusedItem: {
    'no-name': () => 'Jina halipo. Jina hutangulia, kisha bei.',
    'no-price': () => 'Bei haipo. Bei huwa mwisho, kwa shilingi kamili.',
    split: () => 'Bei hii inaweza kusomwa kwa njia mbili. Iandike bila nafasi, au weka KES mbele yake.',
    'name-too-long': (limit) => `Jina ni refu mno. Linaweza kuwa na herufi ${limit}.`,
  },
  itemAdded: (name, price) => `Imeongezwa: ${name} · ${price}`,
  itemRepriced: (name, price, former) => `Bei ya ${name} sasa ni ${price} (ilikuwa ${former}).`,
  itemRemoved: (name) => `Imeondolewa: ${name}`,
  itemsFull: (limit) => `Orodha imejaa: mwisho ni bidhaa ${limit}. Ondoa moja kwanza.`,
  noSuchItem: (name) => `“${name}” haiko kwenye orodha.`,
  itemGone: 'Bidhaa hii haiko tena kwenye orodha.',
  helpItems: '/bidhaa – bidhaa zako na bei; zibonyeze badala ya kuandika kiasi',
  tapAmount: 'Bonyeza kiasi au bidhaa hapa, au jibu swali lililo hapa chini.',
  askAmountHint: 'Unaweza kuongeza maelezo: 500 mifuko miwili',
  nothingTapped: 'Bado hujachagua kitu.',
};
