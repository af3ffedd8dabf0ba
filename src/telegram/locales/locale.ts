import type { FmtString } from 'telegraf/format';
import type { AmountRefusal } from '../../domain/amount.ts';
import type { Mismatch } from '../../domain/verify-payment.ts';
import type { PhoneRefusal } from '../../domain/msisdn.ts';
import type { Role } from '../../domain/roles.ts';
import type { ChargeState } from '../../domain/charge-states.ts';
import type { VelocityLimit } from '../../domain/velocity-limit.ts';
import type { CredentialKey } from '../../gateway/providers.ts';
import type { Refusal } from '../../store/port/admission.ts';
import type { NoticeKind } from '../../domain/messages.ts';
import type { ConfirmationReason } from '../../domain/draft.ts';
import type { Language } from '../../domain/language.ts';

/** A piece of a message: plain text, or text with formatting that nothing in it can break. */
export type Text = string | FmtString;

/** What every sentence about a charge can name. All of it is ready to be shown. */
export interface ChargeFacts {
  /** The shop's own count. */
  readonly number: number;
  /** `KES 1,500`. */
  readonly amount: string;
  /** Whole in private, masked in groups. */
  readonly phone: string;
  readonly receipt: string;
  /** When it was asked for, as a time of day. */
  readonly asked: string;
  /** When the watch ends, as day and time. */
  readonly until: string;
  /** How long a confirmation was waited for. */
  readonly waited: string;
  /** Who gave their word on it; undefined where that was not kept. */
  readonly markedBy: string | undefined;
  /** The receipt of a reported payment that was taken for it by that word; empty if there is none. */
  readonly markedReceipt: string;
  /** Of a payment that does not fit: another was reported before. */
  readonly isAnother: boolean;
  /** It stands by that word, as not paid. */
  readonly isMarkedUnpaid: boolean;
  /** The gateway's words; empty if it gave none, undefined if it was never reached. */
  readonly words: string | undefined;
}

/** A notice: the line that is read on a locked phone, and what follows it. */
export interface NoticeWords {
  readonly headline: string;
  readonly body?: string;
}

/** Everything the bot says, in one language. */
export interface Locale {
  readonly language: Language;
  /** The locale of dates. */
  readonly locale: string;

  readonly commands: Readonly<
    Record<'charge' | 'pending' | 'today' | 'status' | 'cancel' | 'language' | 'help', string>
  >;
  readonly buttons: Readonly<
    Record<
      | 'send'
      | 'chargeAnyway'
      | 'chargeAgain'
      | 'cancel'
      | 'tryAgain'
      | 'customerPaid'
      | 'notPaid'
      | 'ours'
      | 'notOurs'
      | 'goOn'
      | 'english'
      | 'swahili'
      | 'keep'
      | 'endIt'
      | 'takeBack',
      string
    >
  > & {
    readonly remove: (name: string) => string;
    /** `title` is a chat's. */
    readonly keepChat: (title: string) => string;
    readonly endChat: (title: string) => string;
    readonly takeBackLink: (role: string) => string;
  };

  /** The line of the card that says how the charge stands. */
  readonly status: Readonly<Record<ChargeState, (facts: ChargeFacts) => string>>;
  readonly mismatch: Readonly<Record<Mismatch, string>>;
  readonly notice: Readonly<Record<NoticeKind, (facts: ChargeFacts) => NoticeWords>>;
  /** A payment that does not fit, as it was reported. `amount` and `payer` are undefined where they were not. */
  readonly reportedAs: (facts: {
    readonly amount: string | undefined;
    readonly receipt: string;
    readonly payer: string | undefined;
  }) => string;
  /** Under a payment that does not fit, over the buttons that say what it is. */
  readonly whoDecides: string;
  readonly chargedBy: (name: string, when: string) => string;
  readonly receipt: string;
  /** Instead of a receipt: whose word it is; undefined where that was not kept. */
  readonly markedPaid: (by: string | undefined, receipt: string) => string;

  readonly refusedPhone: Readonly<Record<PhoneRefusal | 'swapped', (text: string) => string>>;
  readonly refusedAmount: Readonly<Record<AmountRefusal, (text: string) => string>>;
  readonly noteTooLong: (length: number, limit: number) => string;
  readonly example: string;

  readonly askPhone: string;
  readonly askPhoneHint: string;
  readonly recentCustomers: string;
  readonly customerChosen: string;
  /** Of a contact with several. */
  readonly whichNumber: string;
  readonly numberChosen: string;
  readonly askAmount: (phone: string) => string;
  readonly phonePlaceholder: string;
  readonly amountPlaceholder: string;
  readonly confirm: (facts: { readonly amount: string; readonly phone: string }) => string;
  /** Why nothing is sent at all. */
  readonly refused: Readonly<Record<Refusal, (phone: string) => string>>;
  /** The phone may be showing a prompt. `other` is what it is for, if it is this shop's; `again` is how long from now. */
  readonly promptOpen: (facts: {
    readonly phone: string;
    readonly other: string | undefined;
    readonly again: string;
  }) => string;
  /** Enough was charged for now. `within` is a span, `again` a time. */
  readonly capped: Readonly<
    Record<
      VelocityLimit['of'],
      (facts: {
        readonly phone: string;
        readonly count: number;
        readonly within: string;
        readonly again: string;
      }) => string
    >
  >;

  /**
   * Why a person is asked first. `other` is the earlier charge, `ago` how long ago it was; `written` is the amount in their own
   * words.
   */
  readonly doubt: Readonly<
    Record<
      ConfirmationReason,
      (facts: {
        readonly phone: string;
        readonly network: string;
        readonly written: string;
        readonly amount: string;
        readonly other: string;
        readonly ago: string;
      }) => string
    >
  >;
  readonly left: string;
  readonly nothingToLeave: string;
  readonly pressAButton: string;
  readonly questionClosed: string;
  /** Telegram does not show the bot a message that old. */
  readonly messageTooOld: string;
  readonly notYours: string;
  readonly alreadySettled: string;
  readonly alreadyTried: string;
  readonly noted: string;
  readonly editsDoNothing: string;
  readonly forwardsDoNothing: string;
  readonly captionsDoNothing: string;
  readonly otherBotsDoNothing: string;
  readonly severalCommands: string;
  readonly hint: string;
  readonly failed: string;
  /** `unhandled`: how many messages to the former bot nothing came of. */
  readonly anotherBot: (unhandled: number) => string;
  /** More was said than is taken. */
  readonly tooMuch: (aMinute: number) => string;
  /** This till was put back from a copy of its database of that time, and sends nothing yet. */
  readonly held: (when: string) => string;
  /** The same, for whoever cannot decide it. */
  readonly heldByOthers: string;
  readonly goesOn: string;

  /** Charges with a payment that does not fit. */
  readonly mismatchTitle: (count: number) => string;
  readonly mismatchHint: string;
  readonly nothingPending: string;
  readonly pendingTitle: (count: number) => string;
  readonly andMore: (count: number) => string;
  readonly nothingToday: string;
  readonly todayTitle: (count: number, amount: string) => string;
  readonly todayByHand: (count: number, amount: string) => string;
  readonly latest: string;
  readonly statusUsage: string;
  readonly statusNotFound: (text: string) => string;
  readonly history: string;
  /** A line of a charge's history. */
  readonly event: Readonly<Record<ChargeState, string>>;
  readonly eventMismatch: string;
  readonly eventAside: string;
  readonly byPerson: (name: string) => string;

  readonly chooseLanguage: string;
  readonly languageChosen: string;
  readonly help: Text;
  /** More of it, for those whom it concerns. */
  readonly helpShops: Text;
  readonly helpMore: Text;
  readonly helpManagers: Text;
  readonly helpOwners: Text;
  readonly helpOperators: Text;
  readonly welcome: (name: string) => string;

  readonly role: Readonly<Record<Role, string>>;
  readonly joined: (shop: string, role: string) => string;
  readonly hasJoined: (name: string, shop: string, role: string) => string;
  readonly noNeed: (role: string) => string;
  readonly inPrivate: string;
  readonly inGroup: string;
  readonly ownersOnly: string;
  readonly managersOnly: string;
  readonly operatorsOnly: string;
  readonly inviteAs: (shop: string) => string;
  readonly staffLink: (role: string, url: string) => string;
  readonly merchantLink: (url: string) => string;
  readonly staffTitle: (shop: string) => string;
  readonly staffHint: string;
  readonly removeFirst: (name: string, shop: string) => string;
  readonly removed: (name: string) => string;
  readonly youAreRemoved: (shop: string) => string;
  readonly removedAlready: string;
  readonly ownerInSettings: string;
  readonly lastOwner: string;

  readonly whichShop: string;
  readonly unnamedShop: string;
  readonly shopChosen: (shop: string) => string;
  readonly notLinked: string;
  readonly chooseInPrivate: string;
  readonly linked: (shop: string) => string;
  readonly linkedToAnother: string;
  readonly unlinked: string;
  readonly announceUsage: string;
  readonly announcesHere: string;
  readonly announcesNoMore: string;

  readonly linkNotAdmin: string;
  readonly linkUnclear: string;
  readonly linkNotAsked: string;
  readonly chatsTitle: (shop: string) => string;
  readonly noChats: string;
  readonly chatsHint: string;
  /** A group by its id, where its title is not known. */
  readonly untitled: (chatId: number) => string;
  /** A line of the list: a linked group, by whom, and whether payments are told there. */
  readonly linkedChat: (facts: {
    readonly title: string;
    readonly by: string | undefined;
    readonly isAnnounced: boolean;
  }) => string;
  /** A line of the list: an owner's private chat in which payments are told. */
  readonly announcedChat: (name: string) => string;
  /** A line of the list: what has ended, and may be kept. */
  readonly endedChat: (title: string) => string;
  /** A line of the list: whoever linked it is no administrator there. */
  readonly doubtfulChat: (title: string) => string;
  /** What somebody set up in a group has ended, since they left the shop; `person` is null where that was not kept. */
  readonly chatEnded: (facts: {
    readonly title: string | null;
    readonly person: string | null;
    readonly shop: string;
    readonly isLinked: boolean;
    readonly isAnnounced: boolean;
  }) => string;
  readonly linkerNoAdmin: (facts: {
    readonly title: string | null;
    readonly person: string | null;
    readonly shop: string;
  }) => string;
  readonly chatLost: (title: string | null, shop: string) => string;
  readonly chatKept: (title: string | null) => string;
  readonly chatLeftEnded: (title: string | null) => string;

  /** Said once to each of a suspended shop's people, and shortly to every press. */
  readonly suspended: string;
  readonly suspendedShort: string;

  readonly openLinks: string;
  /** A line of the list: a link, by whom, and until when it works. */
  readonly openLink: (role: string, by: string, until: string) => string;
  /** What a link is for that lets somebody connect a shop. */
  readonly newShop: string;
  readonly linkTakenBack: string;
  readonly linkIsOver: string;
  readonly linkNotMade: string;
  readonly hasBeenLetIn: (name: string) => string;
  readonly hasConnected: (name: string, shop: string) => string;
  readonly applicantTakenBack: string;
  readonly applicantIsOver: string;

  readonly letIn: string;
  readonly notLetIn: string;
  readonly noSecretKey: string;
  readonly accountInSettings: string;
  readonly askShopName: string;
  readonly wrongShopName: (limit: number) => string;
  /** `titles`: the providers of payments, as people write them, separated by commas. */
  readonly askProvider: (titles: string) => string;
  readonly wrongProvider: string;
  /** How each credential of a provider is asked for, and what is said of an answer that cannot be one. */
  readonly credentials: Readonly<Record<CredentialKey, { readonly ask: string; readonly wrong: string }>>;
  readonly keyTooLate: string;
  readonly leftConnect: string;
  /** `key` is what may be shown of it. */
  readonly connected: (shop: string, key: string) => string;
  readonly accountChanged: (key: string) => string;
  /** `own`: the account was connected here, and not in the program's settings. */
  readonly accountRefused: (shop: string, own: boolean) => string;
  /** The clock of the bot's machine. */
  readonly clockWrong: (by: string, isFast: boolean) => string;
  readonly clockRight: string;
  /** Under a charge of which nothing can be known for that. */
  readonly accountRefusedHere: string;

  readonly blocked: (phone: string) => string;
  readonly unblocked: (phone: string) => string;
  readonly erased: (charges: number, open: number) => string;
  readonly nothingToErase: string;
  readonly myData: string;
  readonly myTelegram: (userId: number) => string;
  readonly myPlace: (facts: {
    readonly shop: string;
    readonly name: string;
    readonly role: string;
    readonly since: string;
    readonly charges: { readonly count: number; readonly isMore: boolean };
  }) => string;
  readonly myRights: string;
  readonly stranger: (userId: number) => string;
  readonly anonymous: string;
  readonly deadCode: string;

  readonly ago: (seconds: number) => string;
  readonly span: (seconds: number) => string;
}
