import type { Text } from '../../locales/text.ts';

/** The words of `/help`, `/language` and `/shop`. */
export interface AboutWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'language' | 'help', string>>;
  readonly buttons: {
    readonly english: string;
    readonly swahili: string;
  };
  readonly chooseLanguage: string;
  readonly languageChosen: string;
  readonly help: Text;
  /** More help, for the people whom it concerns. */
  readonly helpShops: Text;
  readonly helpMore: Text;
  readonly helpManagers: Text;
  readonly helpOwners: Text;
  readonly helpOperators: Text;
  /** Describes `/start` in the menu of strangers. */
  readonly startHere: string;
  readonly whichShop: string;
  readonly unnamedShop: string;
  readonly shopChosen: (shop: string) => string;
}
