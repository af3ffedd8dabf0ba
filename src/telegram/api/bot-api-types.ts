/** Types of the Bot API that files outside telegram/ need. */
export type { MessageEntity } from 'telegraf/types';
