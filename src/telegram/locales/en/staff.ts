import type { StaffWords } from '../../bot/features/staff.words.ts';
import { at } from './grammar.ts';

export const staff: StaffWords = {
  commands: {
    staff: 'Who works here',
  },
  buttons: {
    remove: (name) => `Remove ${name}`,
  },
  staffTitle: (shop) => `Who works${shop === '' ? ' here' : at(shop)}`,
  staffHint: 'To let somebody in: /invite',
  removeFirst: (name, shop) =>
    `Remove ${name}${shop === '' ? '' : ` from ${shop}`}? What they started ends, and their buttons stop working.`,
  removed: (name) => `${name} is removed.`,
  youAreRemoved: (shop) => `You don’t work${shop === '' ? ' at this shop' : at(shop)} any more.`,
  removedAlready: 'They don’t work here any more.',
  ownerInSettings: 'This owner is named in the bot’s settings (OWNER_IDS) and is removed there.',
  lastOwner: 'This is the only owner. Invite another first.',
};
