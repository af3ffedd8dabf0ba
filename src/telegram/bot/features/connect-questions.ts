import type { Account } from '../../../domain/account.ts';
import type { Credential, Provider } from '../../../gateway/provider.ts';
import { PROVIDERS, type CredentialKey } from '../../../gateway/providers.ts';
import type { ConnectStep } from '../../../domain/draft.ts';

/** A question of `/connect`. */
export type Question =
  | { readonly kind: 'name' }
  /** At which provider the account is. It is asked only where there are several. */
  | { readonly kind: 'provider' }
  | {
      readonly kind: 'credential';
      readonly provider: Provider;
      readonly name: string;
      readonly credential: Credential;
    };

/** The answers so far. */
export interface Answers {
  readonly name?: string | undefined;
  /** By name, of the provider that is being asked about. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
}

type CredentialQuestion = Question & { readonly kind: 'credential' };

/** Names a question in a draft. */
export const stepOf = (question: Question): ConnectStep =>
  question.kind === 'credential' ? `shop-${keyOf(question)}` : `shop-${question.kind}`;

/** Returns the question of a draft, or undefined if this version does not ask it. */
export const questionAt = (step: string): Question | undefined =>
  ALL_QUESTIONS.find((question) => stepOf(question) === step);

/** Under which its words stand in the locales. */
export const keyOf = ({ provider, name }: CredentialQuestion): CredentialKey =>
  `${provider.name}.${name}` as CredentialKey;

/** Whether the answer may be a key, so that its message is deleted. A question of another version may have asked for one. */
export const mayBeKey = (question: Question | undefined): boolean =>
  question === undefined || (question.kind === 'credential' && question.credential.isKey);

/** The question with which an account is asked for. */
export function firstOfAccount(): Question {
  const [only, ...others] = PROVIDERS;
  return others.length > 0 ? { kind: 'provider' } : firstOf(only);
}

/** The first question about a provider's credentials. */
export function firstOf(provider: Provider): Question {
  const [first] = questionsOf(provider);
  if (first === undefined) throw new Error(`${provider.title} asks for nothing`);
  return first;
}

/** Returns the first credential of a provider that is not answered, or undefined if all are. */
export const firstMissing = (provider: Provider, { credentials = {} }: Answers): Question | undefined =>
  questionsOf(provider).find(({ name }) => !Object.hasOwn(credentials, name));

/** Returns the provider that a person named, however they capitalise it. */
export const providerCalled = (title: string): Provider | undefined =>
  PROVIDERS.find((provider: Provider) => provider.title.toLowerCase() === title.toLowerCase());

/** How much of a key is shown, so that a person sees which it is. */
const SHOWN_OF_KEY = 3;

/** Returns what may be shown of an account's key: its last characters. */
export function shownKey(provider: Provider, { credentials }: Account): string {
  const key = questionsOf(provider).findLast(({ credential }) => credential.isKey);
  return `•••${credentials[key?.name ?? '']?.slice(-SHOWN_OF_KEY) ?? ''}`;
}

const questionsOf = (provider: Provider): readonly CredentialQuestion[] =>
  Object.entries(provider.credentials).map(([name, credential]) => ({
    kind: 'credential',
    provider,
    name,
    credential,
  }));

const ALL_QUESTIONS: readonly Question[] = [
  { kind: 'name' },
  { kind: 'provider' },
  ...PROVIDERS.flatMap(questionsOf),
];
