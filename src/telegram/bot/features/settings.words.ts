/** The words of `/settings`, and of what its limits refuse. */
export interface SettingsWords {
  readonly commands: Readonly<Record<'settings', string>>;
  readonly settingsTitle: (shop: string) => string;
  readonly settingsHint: string;
  readonly settingSaved: string;
  readonly settings: {
    /** The language of whoever set something up. */
    readonly ownLanguage: string;
    readonly yes: string;
    readonly no: string;
    readonly off: string;
    readonly none: string;
    readonly back: string;
    /** Labels of the main panel's buttons. The value follows after a colon. */
    readonly language: string;
    readonly summary: string;
    readonly quiet: string;
    readonly marks: string;
    readonly asks: string;
    readonly limits: string;
    readonly receipt: string;
    readonly chats: string;
    readonly languageHelp: string;
    readonly summaryHelp: string;
    readonly quietHelp: string;
    readonly quietFrom: (step: string) => string;
    readonly quietTo: (step: string) => string;
    readonly limitsHelp: string;
    readonly perPhone: string;
    readonly perMember: string;
    readonly perCharge: string;
    /** `most` is the limit of whoever runs the bot; undefined if there is none. */
    readonly phoneHelp: (most: number | undefined) => string;
    readonly memberHelp: (most: number | undefined) => string;
    readonly amountHelp: string;
    readonly anotherAmount: string;
    readonly askAmount: string;
    readonly receiptHelp: string;
    readonly name: string;
    readonly askName: (most: number) => string;
    readonly line: string;
    readonly logo: string;
    readonly isSet: string;
    readonly removeLine: string;
    readonly removeLogo: string;
    readonly askLine: (most: number) => string;
    readonly lineTooLong: (length: number, most: number) => string;
    readonly askLogo: string;
    readonly logoNotPhoto: string;
    readonly logoTooLarge: string;
    readonly logoTooSmall: (least: number) => string;
  };
  /** The shop's own limits. `again` is a moment. */
  readonly ownLimitReached: {
    readonly phone: (facts: {
      readonly phone: string;
      readonly count: number;
      readonly again: string;
    }) => string;
    readonly member: (facts: { readonly count: number; readonly again: string }) => string;
  };
  readonly overLimit: (most: string) => string;
}
