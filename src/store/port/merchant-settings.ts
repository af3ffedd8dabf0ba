import type { MerchantSettings, SettingsChange } from '../../domain/merchant-settings.ts';
import type { UpdateEffects } from './update-effects.ts';

/** What became of a change of a shop's settings. `settings` is what is stored now. */
export type SettingsOutcome =
  | { readonly kind: 'changed'; readonly settings: MerchantSettings }
  /** It was so before: a second press, or another owner was faster. */
  | { readonly kind: 'same'; readonly settings: MerchantSettings }
  /** The person is no owner. */
  | { readonly kind: 'not-yours' };

/** What owners set for their shop. Every method is one transaction. */
export interface MerchantSettingsStore {
  /** Returns a merchant's settings: the defaults for what was never set. */
  of(merchantId: number): Promise<MerchantSettings>;

  /**
   * Sets one value. Of two owners at once the later one wins. That the person is an owner is checked in the same transaction. A
   * row of the audit log, if the value changed, and the effects that `react` returns for the outcome are committed with it.
   * Nothing is changed if the update was settled before.
   */
  change(
    merchantId: number,
    change: SettingsChange,
    userId: number,
    at: number,
    react: (outcome: SettingsOutcome) => UpdateEffects,
  ): Promise<SettingsOutcome>;
}
