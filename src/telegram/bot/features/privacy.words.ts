/** The words of `/block`, `/unblock`, `/erase` and `/mydata`. */
export interface PrivacyWords {
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
