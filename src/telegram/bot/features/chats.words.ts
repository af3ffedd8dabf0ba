/** The words of `/link`, `/unlink`, `/announce` and `/chats`. */
export interface ChatWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'announce' | 'chats', string>>;
  readonly buttons: {
    readonly keep: string;
    readonly endIt: string;
    /** `title` is the chat's title. */
    readonly keepChat: (title: string) => string;
    readonly endChat: (title: string) => string;
  };
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
  /** Names a group without a known title by its id. */
  readonly untitled: (chatId: number) => string;
  /** A line of the list: a linked group, who linked it, and whether payments are announced there. */
  readonly linkedChat: (facts: {
    readonly title: string;
    readonly by: string | undefined;
    readonly isAnnounced: boolean;
  }) => string;
  /** A line of the list: an owner's private chat where payments are announced. */
  readonly announcedChat: (name: string) => string;
  /** A line of the list: a chat whose link has ended and may be kept. */
  readonly endedChat: (title: string) => string;
  /** A line of the list: the person who linked the group is no administrator of it. */
  readonly doubtfulChat: (title: string) => string;
  /** What a person set up in a group has ended, because the person left the shop. `person` is null if the name is unknown. */
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
}
