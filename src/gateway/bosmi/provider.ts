import { z } from 'zod';
import { NOT_SECURE_URL, secureUrl } from '../../config/parsers.ts';
import type { Provider } from '../provider.ts';
import { bosmiGateway } from './gateway.ts';

/** BOSMI: an account has a username and an e-mail address, and a key from the developer portal. */
export const bosmi: Provider<'bosmi', 'username' | 'email' | 'apiKey'> = {
  name: 'bosmi',
  title: 'BOSMI',
  credentials: {
    username: {
      answer: z.string().regex(/^\S{1,100}$/),
      setting: {
        name: 'BOSMI_USERNAME',
        parser: z.string().max(100),
        wrong: 'is too long',
        example: 'admin',
        help: 'Your username at the BOSMI gateway.',
        mode: 'live',
        isRequired: true,
      },
      isKey: false,
    },
    email: {
      answer: z.email().max(200),
      setting: {
        name: 'BOSMI_EMAIL',
        parser: z.email(),
        wrong: 'is not an e-mail address',
        example: 'you@example.com',
        help: 'The e-mail address that you registered at the BOSMI gateway.',
        secretsIn: (email) => [email],
        mode: 'live',
        isRequired: true,
      },
      isKey: false,
    },
    apiKey: {
      answer: z.string().regex(/^[\x21-\x7e]{8,200}$/),
      setting: {
        name: 'BOSMI_API_KEY',
        parser: z.string().min(4).max(200),
        wrong: 'is not an API key (4 to 200 characters)',
        example: "'the key from your BOSMI portal'",
        help: 'The API key of your account, from the BOSMI developer portal. Whoever has it can charge in your name.',
        secretsIn: (apiKey) => [apiKey],
        mode: 'live',
        isRequired: true,
      },
      isKey: true,
    },
  },
  baseUrl: {
    name: 'BOSMI_BASE_URL',
    parser: secureUrl,
    wrong: NOT_SECURE_URL,
    example: 'https://api.bosmi.org/bsmpay/stkpushquery/v3',
    default: 'https://api.bosmi.org/bsmpay/stkpushquery/v3',
    help: "The address of the BOSMI gateway's API. https only, except on this machine.",
    mode: 'live',
  },
  identityOf: ({ username, email }) => [username, email.toLowerCase()],
  open: (credentials, address) => bosmiGateway({ ...credentials, ...address }),
};
