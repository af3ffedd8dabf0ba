import type { Role } from '../../domain/roles.ts';

/** What the bot says to people who may not do something, and about messages and presses that it does not handle. */
export interface AccessWords {
  readonly role: Readonly<Record<Role, string>>;
  readonly inPrivate: string;
  readonly inGroup: string;
  readonly ownersOnly: string;
  readonly managersOnly: string;
  readonly operatorsOnly: string;
  readonly noSecretKey: string;
  readonly stranger: (userId: number) => string;
  readonly anonymous: string;
  /** Each person of a suspended shop sees the long form once, and the short form at each press. */
  readonly suspended: string;
  readonly suspendedShort: string;
  readonly forwardsDoNothing: string;
  readonly otherBotsDoNothing: string;
  readonly captionsDoNothing: string;
  readonly severalCommands: string;
  readonly questionClosed: string;
  /** Telegram does not show the bot a message that old. */
  readonly messageTooOld: string;
  readonly notYours: string;
  readonly alreadyDecided: string;
  /** Answers a press that was acted on. */
  readonly done: string;
}
