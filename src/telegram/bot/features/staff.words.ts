/** The words of `/staff`. */
export interface StaffWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'staff', string>>;
  readonly buttons: {
    readonly remove: (name: string) => string;
  };
  readonly staffTitle: (shop: string) => string;
  readonly staffHint: string;
  readonly removeFirst: (name: string, shop: string) => string;
  readonly removed: (name: string) => string;
  readonly youAreRemoved: (shop: string) => string;
  readonly removedAlready: string;
  readonly ownerInSettings: string;
  readonly lastOwner: string;
}
