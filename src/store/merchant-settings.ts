import { eq } from 'drizzle-orm';
import { DEFAULT_SETTINGS, type MerchantSettings, type SettingsChange } from '../domain/merchant-settings.ts';
import { first, type Engine, type Tx } from './engine.ts';
import { ofMerchant, once } from './locks.ts';
import { isOwnerOf } from './membership-queries.ts';
import { addEvent } from './merchant-events.ts';
import type { MerchantSettingsStore, SettingsOutcome } from './port/merchant-settings.ts';
import type { UpdateEffects } from './port/update-effects.ts';
import { MERCHANT, preparedOnce } from './prepared.ts';
import { merchantSettings } from './schema.ts';
import { applyEffects } from './update-effects.ts';

/** What owners set for their shop. */
export function merchantSettingsStore(engine: Engine): MerchantSettingsStore {
  return {
    of: (merchantId) => engine.read((db) => settingsOf(db, merchantId)),
    change: (merchantId, ...args) =>
      engine.write((tx) => changeSettings(tx, merchantId, ...args), once(ofMerchant(merchantId))),
  };
}

/** Returns a merchant's settings within a transaction. */
export async function settingsOf(tx: Tx, merchantId: number): Promise<MerchantSettings> {
  const row = await first(settingsRow(tx).execute({ merchantId }));
  if (row === undefined) return DEFAULT_SETTINGS;
  const { merchantId: _whose, quietFrom, quietTo, ...settings } = row;
  return { ...settings, quietHours: quietHoursOf({ quietFrom, quietTo }) };
}

const settingsRow = preparedOnce((tx) =>
  tx.select().from(merchantSettings).where(eq(merchantSettings.merchantId, MERCHANT)),
);

/** Returns the quiet hours of a row of `merchant_settings`. */
export const quietHoursOf = ({
  quietFrom,
  quietTo,
}: {
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
}): MerchantSettings['quietHours'] =>
  quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo };

async function changeSettings(
  tx: Tx,
  merchantId: number,
  change: SettingsChange,
  userId: number,
  at: number,
  react: (outcome: SettingsOutcome) => UpdateEffects,
): Promise<SettingsOutcome> {
  const outcome = await outcomeOf(tx, merchantId, change, userId);
  if (!(await applyEffects(tx, react(outcome))) || outcome.kind !== 'changed') return outcome;
  const before = await settingsOf(tx, merchantId);
  const set = columnsOf(change);
  await tx
    .insert(merchantSettings)
    .values({ merchantId, ...set })
    .onConflictDoUpdate({ target: merchantSettings.merchantId, set });
  const detail = { what: change.what, from: before[change.what], to: change.value };
  await addEvent(tx, merchantId, at, `user:${userId}`, 'settings-changed', detail);
  return outcome;
}

async function outcomeOf(
  tx: Tx,
  merchantId: number,
  { what, value }: SettingsChange,
  userId: number,
): Promise<SettingsOutcome> {
  if (!(await isOwnerOf(tx, merchantId, userId))) return { kind: 'not-yours' };
  const settings = await settingsOf(tx, merchantId);
  // Quiet hours and the logo are objects of a few values in a fixed order.
  if (JSON.stringify(settings[what]) === JSON.stringify(value)) return { kind: 'same', settings };
  return { kind: 'changed', settings: { ...settings, [what]: value } };
}

function columnsOf({ what, value }: SettingsChange): Partial<typeof merchantSettings.$inferInsert> {
  if (what !== 'quietHours') return { [what]: value };
  return { quietFrom: value?.from ?? null, quietTo: value?.to ?? null };
}
