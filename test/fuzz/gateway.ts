import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AmountKes } from '../../src/domain/amount.ts';
import { verifyPayment } from '../../src/domain/verify-payment.ts';
import { phoneAgrees, type Msisdn } from '../../src/domain/msisdn.ts';
import { readPushAnswer, readQueryAnswer } from '../../src/gateway/bosmi/responses.ts';
import { bytesNear, pushAnswer, shownPhone, structured } from './answers.ts';
import { subscriber } from './commands.ts';
import { isOurPhone, isTrulyPaid, pushSays, type Ours } from './oracle.ts';
import { property } from './property.ts';
import { anyText } from './texts.ts';

const expected = ({ transactionId, amountKes, msisdn }: Ours) => ({
  transactionId,
  amountKes: amountKes as AmountKes,
  msisdn: msisdn as Msisdn,
});

/** Whether the bot reports the charge as paid after this answer to a query. */
export function isPaid(body: string, ours: Ours): boolean {
  const answer = readQueryAnswer(body, ours.msisdn as Msisdn);
  return answer.kind === 'reported' && verifyPayment(expected(ours), answer.report).kind === 'paid';
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const PUSH_MEANS = { accepted: 'accepted', refused: 'refused', nothing: 'unreadable' } as const;

export const GATEWAY = [
  property({
    name: 'an answer to a query is a payment if and only if it is a true success of the charge',
    cases: 1_000,
    sides: { paid: 0.15, 'not paid': 0.3 },
    given: structured,
    holds({ ours, body }, saw) {
      const truth = isTrulyPaid(body, ours);
      saw(truth ? 'paid' : 'not paid');
      assert.equal(isPaid(body, ours), truth);
    },
  }),

  property({
    name: 'any bytes as an answer to a query are a payment if and only if they are a true success of the charge',
    cases: 1_000,
    sides: { paid: 0.05, 'not paid': 0.5 },
    given: structured.chain(({ ours, body }) => fc.tuple(fc.constant(ours), bytesNear(body).map(decode))),
    holds([ours, body], saw) {
      const truth = isTrulyPaid(body, ours);
      saw(truth ? 'paid' : 'not paid');
      assert.equal(isPaid(body, ours), truth);
    },
  }),

  property({
    name: 'an answer to a push is accepted or refused only as the gateway’s document says, and otherwise unreadable',
    cases: 1_000,
    sides: { accepted: 0.05, refused: 0.02, nothing: 0.3 },
    given: fc.oneof(pushAnswer, pushAnswer.chain(bytesNear).map(decode)),
    holds(body, saw) {
      const truth = pushSays(body);
      saw(truth);
      assert.equal(readPushAnswer(body).kind, PUSH_MEANS[truth]);
    },
  }),

  property({
    name: 'a number that the gateway shows agrees with ours if and only if it can be ours',
    cases: 1_000,
    sides: { agrees: 0.2, 'does not': 0.2 },
    given: subscriber.chain((digits) =>
      fc.tuple(
        fc.constant(`254${digits}`),
        fc.oneof({ weight: 9, arbitrary: shownPhone(`254${digits}`) }, { weight: 1, arbitrary: anyText }),
      ),
    ),
    holds([msisdn, shown], saw) {
      const truth = isOurPhone(shown, msisdn);
      saw(truth ? 'agrees' : 'does not');
      assert.equal(phoneAgrees(msisdn as Msisdn, shown), truth);
    },
  }),
];
