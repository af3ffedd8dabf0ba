import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { tempStore } from '../support/store.ts';
import { tillRig } from '../support/till.ts';

const MINUTE = 60_000;

describe('a message that Telegram took', () => {
  test.each([
    ['three times', 3],
    ['for an hour', 3_600],
  ])('is not sent again because the disk was full %s when that was to be noted', async (_how, failures) => {
    const store = tempStore();
    let left = failures;
    const delivered: Store['outbox']['delivered'] = async (...args) => {
      if (left-- > 0) throw new Error('database or disk is full');
      await store.outbox.delivered(...args);
    };
    const rig = await tillRig({ store: { ...store, outbox: { ...store.outbox, delivered } } });
    const { id } = await rig.charge();
    await rig.clock.advance(10 * MINUTE);
    left = 0;
    await rig.clock.advance(10 * MINUTE);
    expect(rig.messenger.said.filter((line) => line === `card ${id}`)).toHaveLength(1);
  });
});
