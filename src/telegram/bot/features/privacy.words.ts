/** The words of `/block`, `/unblock`, `/erase` and `/mydata`. */
export interface PrivacyWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'block' | 'erase', string>>;
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
}
