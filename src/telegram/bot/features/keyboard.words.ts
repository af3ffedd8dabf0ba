import type { Text } from '../../locales/text.ts';

/** The words of `/keyboard`, of its keys, and of what is typed without a command. */
export interface KeyboardWords {
  /** The texts of the keys. A phone keeps a key for years, so a text that changes must be understood as before. */
  readonly keys: Readonly<Record<'charge' | 'today' | 'pending', string>>;
  readonly keyboardOn: string;
  readonly keyboardOff: string;
  readonly keyboardUsage: Text;
  /** Said with the keys in a language that was just chosen. */
  readonly keyboardChanged: string;
  readonly helpKeyboard: Text;
  /** `typed` and `nearest` begin with a slash. */
  readonly unknownCommand: (typed: string, nearest: string | undefined) => string;
}
