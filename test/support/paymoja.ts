import { z } from 'zod';
import { secureUrl } from '../../src/config/parsers.ts';
import { bosmiGateway } from '../../src/gateway/bosmi/gateway.ts';
import type { Provider } from '../../src/gateway/provider.ts';

/** A second, invented payment provider. Its API is the same as BOSMI's. */
export const paymoja: Provider<'paymoja', 'till' | 'secret'> = {
  name: 'paymoja',
  title: 'PayMoja',
  credentials: {
    till: {
      answer: z.string().regex(/^[a-z]{2,20}$/),
      setting: {
        name: 'PAYMOJA_TILL',
        parser: z.string().min(2),
        wrong: 'is too short',
        example: 'duka',
        help: 'The name of your till at PayMoja.',
        mode: 'live',
        isRequired: true,
      },
      isKey: false,
    },
    secret: {
      answer: z.string().regex(/^pm-\S{4,}$/),
      setting: {
        name: 'PAYMOJA_SECRET',
        parser: z.string().startsWith('pm-'),
        wrong: 'is not a secret of PayMoja',
        example: 'pm-something',
        help: 'The secret of your till at PayMoja.',
        secretsIn: (secret) => [secret],
        mode: 'live',
        isRequired: true,
      },
      isKey: true,
    },
  },
  baseUrl: {
    name: 'PAYMOJA_BASE_URL',
    parser: secureUrl,
    wrong: 'is not an https address',
    example: 'https://api.paymoja.example',
    default: 'https://api.paymoja.example',
    help: 'The address of PayMoja.',
    mode: 'live',
  },
  identityOf: ({ till }) => [till],
  open: ({ till, secret }, address) =>
    bosmiGateway({ apiKey: secret, username: till, email: `${till}@paymoja.example`, ...address }),
};
