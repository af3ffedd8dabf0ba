import type { SimChat, SimUser } from './bot-api/types.ts';

/** The sandbox's people. */
export const ASHA: SimUser = { id: 4545, is_bot: false, first_name: 'Asha', language_code: 'en' };
export const JUMA: SimUser = { id: 4546, is_bot: false, first_name: 'Juma', language_code: 'sw' };
export const NEEMA: SimUser = { id: 4547, is_bot: false, first_name: 'Neema', language_code: 'en' };
const MALLORY: SimUser = { id: 6666, is_bot: false, first_name: 'Mallory', language_code: 'en' };
export const GROUP: SimChat = { id: -4545, type: 'group', title: 'Mama Duka' };

/** The chats of the page, in the order in which they are shown. `speakers` are the people who write there. */
export const CHATS: readonly {
  readonly chat: SimChat;
  readonly title: string;
  readonly about: string;
  readonly speakers: readonly SimUser[];
}[] = [
  {
    chat: { id: ASHA.id, type: 'private', first_name: 'Asha' },
    title: 'Asha',
    about: 'owner, English',
    speakers: [ASHA],
  },
  {
    chat: { id: JUMA.id, type: 'private', first_name: 'Juma' },
    title: 'Juma',
    about: 'owner, Kiswahili',
    speakers: [JUMA],
  },
  { chat: GROUP, title: 'Mama Duka', about: 'group of both', speakers: [ASHA, JUMA] },
  {
    chat: { id: NEEMA.id, type: 'private', first_name: 'Neema' },
    title: 'Neema',
    about: 'a second shop',
    speakers: [NEEMA],
  },
  {
    chat: { id: MALLORY.id, type: 'private', first_name: 'Mallory' },
    title: 'Mallory',
    about: 'a stranger',
    speakers: [MALLORY],
  },
];
