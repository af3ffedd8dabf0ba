/** The words of `/invite` and `/newmerchant`, and of opening a one-time link. */
export interface InviteWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'invite', string>>;
  readonly buttons: {
    readonly revoke: string;
    readonly revokeLink: (role: string) => string;
  };
  readonly welcome: (name: string) => string;
  readonly joined: (shop: string, role: string) => string;
  readonly hasJoined: (name: string, shop: string, role: string) => string;
  readonly alreadyMember: (role: string) => string;
  readonly inviteAs: (shop: string) => string;
  readonly staffLink: (role: string, url: string) => string;
  readonly merchantLink: (url: string) => string;
  readonly openLinks: string;
  /** A line of the list: what a link is for, who made it, and until when it works. */
  readonly openLink: (role: string, by: string, until: string) => string;
  /** What a link of `/newmerchant` is for. */
  readonly newShop: string;
  readonly linkRevoked: string;
  readonly linkIsOver: string;
  readonly linkNotMade: string;
  readonly hasBeenLetIn: (name: string) => string;
  readonly applicantRevoked: string;
  readonly applicantIsOver: string;
  readonly deadLink: string;
}
