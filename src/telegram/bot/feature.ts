import type { Composer } from 'telegraf';
import type { Role } from '../../domain/roles.ts';
import type { Locale } from '../locales/locale.ts';
import type { BotContext, BotServices } from './bot-services.ts';
import type { ActionOf, CallbackKind } from './callback-data.ts';
import type { Turn } from './turn.ts';

/** What must hold before a command runs. */
export type Requirement =
  /** The chat is private. */
  | 'private'
  /** The chat is a group. */
  | 'group'
  /** The person is a manager or an owner of the shop. */
  | 'manager'
  | 'owner'
  /** The program has a SECRET_KEY. */
  | 'secret-key';

/** A command as its handler gets it. */
export interface CommandContext extends Pick<BotContext, 'turn' | 'member' | 'hasSeveral' | 'chat' | 'me'> {
  /** The text after the command. */
  readonly payload: string;
  /** The message; `date` is Telegram's, in epoch seconds. */
  readonly message: { readonly message_id: number; readonly date: number };
}

interface CommandOf<Name extends string, InMenu extends boolean> {
  /** The name without the slash, in lower case. */
  readonly name: Name;
  /** Other names of the same command, in lower case. The first is the Kiswahili one, which the Kiswahili menu shows. */
  readonly aliases?: readonly string[];
  /**
   * Whether Telegram's command menus show it: to the roles and in the chats that `requires` names, or otherwise to everybody of a shop.
   */
  readonly inMenu: InMenu;
  /** The least role whose menu shows it, where `requires` names none because the handler or the store decides. */
  readonly menuRole?: Role;
  /** The bot checks these in this order, and says the first one that does not hold. The store checks roles again when it commits. */
  readonly requires?: readonly Requirement[];
  /** Only an operator may use it, which the store decides. The bot suggests it to nobody else. */
  readonly forOperators?: true;
  /** Runs before a person of several shops has chosen one of them. */
  readonly forAnyMerchant?: true;
  /** The text after the command may be a secret, so the bot never repeats it. */
  readonly mayHoldSecret?: true;
  /** The router has dropped the person's draft: any command ends a conversation. */
  readonly run: (services: BotServices, ctx: CommandContext) => Promise<void> | void;
}

/** A command. The menu's descriptions are in the locales, so a command in the menu needs one there. */
export type Command = CommandOf<keyof Locale['commands'], true> | CommandOf<string, false>;

/** A press of a button under a message of the bot. */
export interface Press {
  readonly turn: Turn;
  /** The message that shows the button. It is the only message that a handler may change. */
  readonly messageId: number;
  /** The bot's username. */
  readonly me: string;
}

/** Acts on a press. Returns the few words that the person sees at once, or undefined for none. */
export type CallbackHandler<Kind extends CallbackKind> = (
  services: BotServices,
  press: Press,
  action: ActionOf<Kind>,
) => Promise<string | undefined>;

export type CallbackHandlers = { readonly [Kind in CallbackKind]: CallbackHandler<Kind> };

/**
 * What one file of `features/` brings to the bot, which lists it in bot.ts. Two files stand beside it where it needs them:
 * `.callbacks.ts` declares the data of its buttons (all kinds together are in callback-data.ts), `.words.ts` the keys of what it says
 * (the texts are in `locales/en/` and `locales/sw/`).
 */
export interface Feature {
  /** In the order of the command menu. */
  readonly commands?: readonly Command[];
  /** Handlers of the kinds that the feature declares in its `.callbacks.ts`. */
  readonly callbacks?: Partial<CallbackHandlers>;
  /** Kinds of presses that are handled even where the person's shop is suspended. */
  readonly whileSuspended?: readonly CallbackKind[];
  /** Handles messages that are neither commands nor presses. */
  readonly messages?: (services: BotServices) => Composer<BotContext>;
}
