import { describe, expect, test } from 'vitest';
import { isAboutAccount } from '../../../src/gateway/bosmi/refusals.ts';

describe('a refusal is about the account', () => {
  test.each([
    'Invalid API key.',
    'invalid api_key',
    'Invalid API credentials.',
    'Wrong credential',
    'Unauthorized',
    'Unauthorised access',
    'You are not authorized to query this transaction.',
    'Authentication failed.',
    'User authentication failed',
    'Unauthorized IP: ask for it to be whitelisted',
    'Your IP address is not whitelisted',
    'IP 10.0.0.1 not allowed',
    'Invalid username',
    'Unknown user name or e-mail',
    'Email not registered',
    'Email or API-key is missing',
    'Access denied.',
    'Forbidden',
    'Your account is suspended',
    'This merchant account has been deactivated.',
  ])('when it says: %s', (message) => {
    expect(isAboutAccount(200, message)).toBe(true);
  });

  test.each([401, 403])('with HTTP %i and any message', (status) => {
    expect(isAboutAccount(status, undefined)).toBe(true);
    expect(isAboutAccount(status, 'Insufficient float.')).toBe(true);
  });
});

describe('a refusal is not about the account', () => {
  test.each([
    undefined,
    '',
    'Transaction is being processed or failed.',
    'Transaction is being processed or failed. Write an e-mail to help@bosmi.example with your username.',
    'Failed to initiate payment, please retry and use correct MPESA number.',
    'Insufficient float.',
    'Insufficient balance in the account',
    'The transaction was not authorized by the customer.',
    'Transaction not authorised',
    'The payment could not be authenticated: wrong PIN',
    'Payment was not authorized',
    'Unauthorized transaction',
    'Not authorized by the user',
    'The subscriber account is inactive',
    'Customer authentication failed',
    'The initiator information is invalid.',
    'DS timeout user cannot be reached',
    'Request cancelled by user',
    'No response from user',
    'Invalid phone number',
    'Tip: zip code invalid',
  ])('when it says: %s', (message) => {
    expect(isAboutAccount(200, message)).toBe(false);
  });
});
