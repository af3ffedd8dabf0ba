/** What `/find` looks for. */
export type Findable = 'note' | 'name' | 'amount' | 'digits' | 'phone' | 'receipt' | 'number';

/** The words of `/find` and of `/status`. */
export interface FindWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'find', string>>;
  readonly findUsage: string;
  /** What can be found, one a line beside an example. */
  readonly findable: Readonly<Record<Findable, string>>;
  readonly findTooShort: string;
  /** The title over what was found. */
  readonly found: (text: string) => string;
  readonly foundOfPhone: string;
  readonly foundNothing: (text: string) => string;
  /** Only the newest charges were searched. */
  readonly searchedNewest: (count: string) => string;
  /** There is more, and the text is too long for a button. */
  readonly narrowSearch: string;
  readonly noMore: string;
  /** A pasted message's receipt is this charge's. */
  readonly pastedKnown: (receipt: string) => string;
  /** The message names another amount than was paid. */
  readonly pastedDiffers: (facts: { readonly written: string; readonly paid: string }) => string;
  readonly pastedUnknown: (receipt: string) => string;
  readonly pastedProvesNothing: string;
  readonly pastedFits: string;
  /** The message shows no customer's number, so only its amount was compared. */
  readonly pastedAmountOnly: string;
  readonly pastedFitsNothing: string;
}
