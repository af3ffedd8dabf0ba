import type { Feature } from '../feature.ts';
import { sayPending } from './pending.ts';

/** `/pending`: in a group the charges of that group, in private those of all chats. A cashier sees their own. */
export const lookups: Feature = {
  commands: [{ name: 'pending', aliases: ['subiri'], inMenu: true, run: sayPending }],
};
