import type { LiveConfig } from '../../config/config.ts';
import { openGateway } from '../../gateway/accounts.ts';
import type { NoAnswer } from '../../gateway/gateway.ts';
import { askAboutNothing } from '../../payments/check-account.ts';
import type { Finding } from './finding.ts';

const REMEDIES: Readonly<Record<NoAnswer, string>> = {
  unreachable:
    'Look at the network and the firewall of this machine, at HTTPS_PROXY, and at the address of the gateway in the settings.',
  'timed-out': 'It is slow or away. Try again in a minute. If it stays so, ask the provider.',
  'cut-off':
    'Something between here and the gateway cuts the connection: a proxy, a firewall, the gateway itself.',
  'http-error': 'The gateway has trouble, or the address in the settings is not its own. Ask the provider.',
  redirect: 'The address in the settings leads elsewhere, or a page for signing in to this network answers.',
  unreadable: 'Something else answers at this address, or the gateway has trouble. Ask the provider.',
  'too-large': 'Something else answers at this address. Look at the address of the gateway in the settings.',
};

/** Asks the gateway about a transaction that does not exist. Nothing is charged, and no phone rings. */
export async function checkGateway({ account, gateways }: LiveConfig): Promise<Finding> {
  const about = 'gateway';
  const gateway = openGateway(account, gateways);
  try {
    const answer = await askAboutNothing(gateway);
    switch (answer.kind) {
      case 'pending':
      case 'reported':
        return {
          about,
          result: 'ok',
          what: 'The gateway answers, and takes your account. Nothing was charged.',
        };
      case 'account':
        return {
          about,
          result: 'failed',
          what: 'The gateway answers, and does not take your account.',
          remedy: `Compare the key, the username and the e-mail address in the settings with the provider's portal. Ask whether this machine's address must be allowed there.`,
        };
      case 'no-answer':
        return {
          about,
          result: 'failed',
          what: `The gateway gives no answer that can be read (${answer.why}).`,
          remedy: answer.overloaded
            ? 'It is asked too much, or has trouble. Try again in a minute.'
            : REMEDIES[answer.why],
        };
    }
  } finally {
    await gateway.close();
  }
}
