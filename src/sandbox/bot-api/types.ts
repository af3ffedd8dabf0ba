import type { MessageEntity } from '../../telegram/api/bot-api-types.ts';

export interface SimUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface SimChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly title?: string;
  readonly first_name?: string;
  readonly is_forum?: boolean;
}

/** Somebody's membership of a chat. */
export type SimStatus = 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';

export interface SimButton {
  readonly text: string;
  readonly callback_data?: string;
}

export interface SimMarkup {
  readonly inline_keyboard?: readonly (readonly SimButton[])[];
  /** Replaces the phone's own keyboard. A press sends the button's text. */
  readonly keyboard?: readonly (readonly { readonly text: string }[])[];
  readonly remove_keyboard?: boolean;
  readonly input_field_placeholder?: string;
  readonly force_reply?: boolean;
  readonly selective?: boolean;
}

/** A file that a person sent. */
export interface SimFileInfo {
  readonly file_id: string;
  readonly file_size: number;
}

export interface SimContact {
  readonly phone_number: string;
  readonly first_name: string;
  readonly vcard?: string;
}

/** A size of a picture. What the bot sends has one, and its measures are not known. */
export interface SimPhoto {
  readonly file_id: string;
  readonly file_size: number;
  readonly file_unique_id?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A message as the chat shows it now. */
export interface SimMessage {
  readonly message_id: number;
  readonly chat: SimChat;
  readonly from: SimUser;
  readonly sender_chat?: SimChat;
  /** The bot through which a person wrote it (inline mode). */
  readonly via_bot?: SimUser;
  /** Set in a forwarded message. */
  readonly forward_origin?: object;
  /** Seconds. */
  readonly date: number;
  text?: string;
  entities?: readonly MessageEntity[];
  reply_markup?: SimMarkup;
  readonly document?: { readonly file_id: string; readonly file_name: string; readonly file_size: number };
  readonly video?: SimFileInfo;
  readonly voice?: SimFileInfo;
  readonly photo?: readonly SimPhoto[];
  caption?: string;
  caption_entities?: readonly MessageEntity[];
  readonly left_chat_member?: SimUser;
  readonly contact?: SimContact;
  readonly reply_to_message?: SimMessage;
  /** The part of that message which is shown above this one; all of it without a quote. */
  readonly quote?: { readonly text: string; readonly position: number; readonly is_manual: true };
  readonly message_thread_id?: number;
  readonly is_topic_message?: boolean;
  edit_date?: number;
  /** Sent without a sound. */
  readonly silent?: boolean;
}

export type Payload = Readonly<Record<string, unknown>>;

/** A call that the bot makes. */
export interface Call {
  readonly method: string;
  readonly payload: Payload;
  readonly files: ReadonlyMap<string, SimFile>;
}

/** A file that the bot sent. */
export interface SimFile {
  readonly id: string;
  readonly name: string;
  /** The media type that the sender gave. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** A refusal, with Telegram's own code and description. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: object | undefined;
  constructor(code: number, description: string, parameters?: object) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}
