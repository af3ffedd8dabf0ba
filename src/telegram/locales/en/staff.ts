import type { StaffWords } from '../../bot/features/staff.words.ts';
import { at } from './grammar.ts';

export const staff: StaffWords = {
  buttons: {
    remove: (name) => `Remove ${name}`,
  },
  staffTitle: (shop) => `Who works${shop === '' ? ' here' : at(shop)}`,
  staffHint: 'To let somebody in: /invite',
  removeFirst: (name, shop) =>
    `Remove ${name}${shop === '' ? '' : ` from ${shop}`}? What they had begun ends, and their buttons do nothing any more.`,
  removed: (name) => `${name} is removed.`,
  youAreRemoved: (shop) => `You do not work${shop === '' ? ' at this shop' : at(shop)} any more.`,
  removedAlready: 'They do not work here any more.',
  ownerInSettings: 'This owner is named in the program’s settings (OWNER_IDS), and is removed there.',
  lastOwner: 'This is the only owner. Invite another first.',
};
