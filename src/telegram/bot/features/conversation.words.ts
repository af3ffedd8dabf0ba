/** The questions of a conversation, and how it ends. */
export interface ConversationWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'cancel', string>>;
  readonly buttons: {
    /** Offers the last customers, in a group. */
    readonly recentCustomers: string;
  };
  readonly askPhone: string;
  readonly askPhoneHint: string;
  readonly recentCustomers: string;
  /** In a group only a reply is sure to reach the bot. */
  readonly askPhoneReply: string;
  readonly customerChosen: string;
  /** Asked of a contact with several numbers. */
  readonly whichNumber: string;
  readonly numberChosen: string;
  readonly askAmount: (phone: string) => string;
  readonly phonePlaceholder: string;
  readonly amountPlaceholder: string;
  readonly conversationLeft: string;
  readonly nothingToCancel: string;
  readonly pressAButton: string;
}
