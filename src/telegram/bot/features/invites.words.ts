/** The words of `/invite` and `/newmerchant`, and of opening a one-time link. */
export interface InviteWords {
  readonly buttons: {
    readonly takeBack: string;
    readonly takeBackLink: (role: string) => string;
  };
  readonly welcome: (name: string) => string;
  readonly joined: (shop: string, role: string) => string;
  readonly hasJoined: (name: string, shop: string, role: string) => string;
  readonly noNeed: (role: string) => string;
  readonly inviteAs: (shop: string) => string;
  readonly staffLink: (role: string, url: string) => string;
  readonly merchantLink: (url: string) => string;
  readonly openLinks: string;
  /** A line of the list: what a link is for, who made it, and until when it works. */
  readonly openLink: (role: string, by: string, until: string) => string;
  /** What a link of `/newmerchant` is for. */
  readonly newShop: string;
  readonly linkTakenBack: string;
  readonly linkIsOver: string;
  readonly linkNotMade: string;
  readonly hasBeenLetIn: (name: string) => string;
  readonly applicantTakenBack: string;
  readonly applicantIsOver: string;
  readonly deadCode: string;
}
