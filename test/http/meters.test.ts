import { expect, test } from 'vitest';
import {
  harmless,
  MERCHANTS_WITH_LABEL,
  newMeters,
  newRegistry,
  type Meters,
} from '../../src/http/meters.ts';
import { seriesIn, sumOf } from '../support/monitoring.ts';

test('a fault of a meter reaches nobody', () => {
  const broken = new Proxy({} as Meters, {
    get: () => () => {
      throw new Error('broken');
    },
  });
  const faults: unknown[] = [];
  const meters = harmless(broken, (error) => faults.push(error));
  meters.pushAccepted(1);
  meters.pushUnknown('timed-out');
  meters.paymentTold(1);
  meters.gatewayCall({ provider: 'bosmi', call: 'push', outcome: 'accepted', merchantId: 1, ms: 1 });
  meters.telegramCall('sendMessage', 'ok', 1);
  meters.updateHandled(1);
  meters.storeCall('charges.move', true, 1);
  expect(faults).toHaveLength(7);
});

test('a thousand shops, and causes from outside, make few series', async () => {
  const registry = newRegistry();
  const meters = newMeters(registry);
  for (let merchantId = 1; merchantId <= 1_000; merchantId += 1) {
    meters.gatewayCall({ provider: 'bosmi', call: 'query', outcome: 'pending', merchantId, ms: 1 });
    meters.pushUnknown(`id of charge ${merchantId}`);
  }
  const series = seriesIn(await registry.metrics());
  const named = series.filter(({ name }) => name === 'tillbot_gateway_merchant_calls_total');
  expect(named).toHaveLength(MERCHANTS_WITH_LABEL + 1);
  expect(sumOf(series, 'tillbot_gateway_merchant_calls_total', { merchant: 'other' })).toBe(
    1_000 - MERCHANTS_WITH_LABEL,
  );
  expect(sumOf(series, 'tillbot_charges_unknown_total', { cause: 'other' })).toBe(1_000);
  expect(series.length).toBeLessThan(150);
});
