import type { SimMessage } from './bot-api/types.ts';
import type { BotStatus } from './bot-process.ts';

/**
 * What the page shows and the sandbox's HTTP API answers, as README.md beside this file says. The page's scripts are type-checked
 * against these types.
 */
export interface SandboxState {
  readonly bot: { readonly id: number; readonly username: string; readonly status: BotStatus };
  /** The shop's time zone, by its IANA name. */
  readonly timeZone: string;
  readonly chats: readonly ChatView[];
  /** The command menu by language code. `''` is the default. */
  readonly commands: Readonly<Record<string, readonly MenuCommand[]>>;
  readonly messages: readonly SimMessage[];
  readonly prompts: readonly PromptView[];
  readonly timeline: readonly TimelineEntry[];
  readonly switches: Switches;
}

export interface ChatView {
  readonly id: number;
  readonly title: string;
  readonly about: string;
  readonly kind: 'private' | 'group';
  readonly speakers: readonly { readonly id: number; readonly name: string; readonly language: string }[];
}

export interface MenuCommand {
  readonly command: string;
  readonly description: string;
}

/** A prompt on a customer's phone, and its outcome. */
export interface PromptView {
  /** The gateway's transaction id. */
  readonly id: string;
  /** `07XXXXXXXX`. */
  readonly phone: string;
  readonly amountKes: number;
  readonly at: number;
  readonly prompt: 'open' | 'answered' | 'canceled' | 'expired';
  /** What the customer does by itself; undefined for a customer that is played by hand. */
  readonly does: string | undefined;
  readonly receipt: string | undefined;
  readonly paidKes: number | undefined;
}

export interface TimelineEntry {
  readonly id: number;
  readonly at: number;
  readonly lane: 'charge' | 'gateway' | 'telegram' | 'bot' | 'phone';
  readonly text: string;
  /** True for a failure, on purpose or not. */
  readonly bad: boolean;
}

export const GATEWAY_MODES = [
  'well',
  'slow',
  'down',
  'garbage',
  'another-amount',
  'late',
  'account-refused',
] as const;
export const TELEGRAM_MODES = ['well', 'down', 'limited'] as const;

/** How the simulated servers behave. */
export interface Switches {
  readonly gateway: (typeof GATEWAY_MODES)[number];
  readonly telegram: (typeof TELEGRAM_MODES)[number];
}

/** A change, as `/api/events` sends it. */
export type Change =
  | { readonly kind: 'message'; readonly message: SimMessage; readonly rings: boolean }
  | { readonly kind: 'gone'; readonly chatId: number; readonly messageId: number }
  | { readonly kind: 'prompt'; readonly prompt: PromptView }
  | { readonly kind: 'entry'; readonly entry: TimelineEntry }
  | { readonly kind: 'bot'; readonly status: BotStatus }
  | { readonly kind: 'commands'; readonly commands: SandboxState['commands'] }
  | { readonly kind: 'switches'; readonly switches: Switches };
