/** The Bot API's own types that others than this folder need. */
export type { MessageEntity } from 'telegraf/types';
