import type { StaffWords } from '../../bot/features/staff.words.ts';
import { at } from './grammar.ts';

export const staff: StaffWords = {
  commands: {
    staff: 'Wanaofanya kazi hapa',
  },
  buttons: {
    remove: (name) => `Ondoa ${name}`,
  },
  staffTitle: (shop) => `Wafanyakazi${at(shop)}`,
  staffHint: 'Kumwingiza mtu: /alika',
  removeFirst: (name, shop) =>
    `Nimwondoe ${name}${at(shop)}? Alichoanza kitakwisha, na vitufe vyake havitafanya kazi tena.`,
  removed: (name) => `${name} ameondolewa.`,
  youAreRemoved: (shop) => `Hufanyi kazi tena ${shop === '' ? 'kwenye duka hili' : at(shop).trim()}.`,
  removedAlready: 'Hafanyi kazi hapa tena.',
  ownerInSettings: 'Mwenye duka huyu ametajwa kwenye mipangilio ya bot (OWNER_IDS), na huondolewa huko.',
  lastOwner: 'Huyu ndiye mwenye duka pekee. Mwalike mwingine kwanza.',
};
