/** The questions of a conversation, and how it ends. */
export interface ConversationWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'cancel', string>>;
  readonly askPhone: string;
  readonly askPhoneHint: string;
  readonly recentCustomers: string;
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
