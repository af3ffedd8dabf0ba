import type { z } from 'zod';
import { OperatorError } from '../runtime/operator-error.ts';

/** A variable that the program reads, in the environment or in `.env`. One row of the configuration. */
export interface Setting<T> {
  readonly name: string;
  /** Reads the text of the variable. */
  readonly parser: z.ZodType<T, string>;
  /** What is wrong with a value that the parser refuses; it follows the name. It never holds the value: that may be a secret. */
  readonly wrong: string;
  /** A right value, as it may stand in `.env`. */
  readonly example: string;
  /** What counts where the variable is not set, as it may stand in `.env`. */
  readonly default?: string;
  /** What counts in the sandbox instead of `default`. */
  readonly sandboxDefault?: string;
  /** What happens without a value, in a few words, for a setting that has no default. */
  readonly withoutIt?: string;
  /** What the setting does, in sentences. `.env.example` and `docs/configuration.md` show it. */
  readonly help: string;
  /** The parts of a value that no log line and no message may show. A setting without this function holds no secret. */
  secretsIn?(value: T): readonly string[];
  /** Which part of a value is secret, where it is not the whole. */
  readonly secretPart?: string;
  readonly mode: Mode;
  /** Live mode does not start without it. */
  readonly isRequired?: true;
}

/** Where a setting has an effect. `live`: with a real bot and real money. `sandbox`: with neither. */
export type Mode = 'live' | 'sandbox' | 'both';

export type SettingWithDefault<T> = Setting<T> & { readonly default: string };

/** Declares a setting without a default. */
export const setting = <T>(row: Setting<T>): Setting<T> => row;
/** Declares a setting with a default. */
export const settingWithDefault = <T>(row: SettingWithDefault<T>): SettingWithDefault<T> => row;

/** Settings that stand together in `.env.example` and in the documentation. */
export interface SettingSection {
  readonly title: string;
  readonly intro?: string;
  readonly settings: readonly Setting<unknown>[];
}

/** Returns the text of a variable. A variable that is empty counts as not set. */
export function textOf(environment: NodeJS.ProcessEnv, { name }: Setting<unknown>): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}

/**
 * Reads one setting, whatever else is set.
 *
 * @returns undefined if the variable is not set
 * @throws OperatorError if the value is wrong
 */
export function readSetting<T>(environment: NodeJS.ProcessEnv, setting: Setting<T>): T | undefined {
  const reader = settingsReader(environment);
  const value = reader.optional(setting);
  const [problem] = reader.problems;
  if (problem !== undefined) throw new OperatorError(problem);
  return value;
}

/** Reads settings and collects what is wrong with them, so that a person is told everything at once. */
export interface SettingsReader {
  /** Returns undefined if the variable is not set or its value is wrong. */
  optional<T>(setting: Setting<T>): T | undefined;
  /** Returns the default if the variable is not set or its value is wrong. */
  withDefault<T>(setting: SettingWithDefault<T>, mode: 'live' | 'sandbox'): T;
  /** Returns an empty text if the variable is not set or its value is wrong: both are problems. */
  required(setting: Setting<string>): string;
  isSet(setting: Setting<unknown>): boolean;
  /** Each names a variable, what is wrong with it and the remedy. None repeats a value. */
  readonly problems: string[];
  /** What no log line may show of the values that were read. */
  readonly secrets: string[];
}

export function settingsReader(environment: NodeJS.ProcessEnv): SettingsReader {
  const problems: string[] = [];
  const secrets: string[] = [];
  const isSet = (setting: Setting<unknown>): boolean => textOf(environment, setting) !== undefined;
  const optional = <T>(setting: Setting<T>): T | undefined => {
    const text = textOf(environment, setting);
    if (text === undefined) return undefined;
    const result = setting.parser.safeParse(text);
    if (!result.success) {
      problems.push(`${setting.name} ${setting.wrong}. ${exampleOf(setting)}`);
      return undefined;
    }
    secrets.push(...(setting.secretsIn?.(result.data) ?? []));
    return result.data;
  };
  return {
    optional,
    withDefault: (setting, mode) => optional(setting) ?? defaultOf(setting, mode),
    required(setting) {
      if (!isSet(setting)) problems.push(`${setting.name} is missing. ${exampleOf(setting)}`);
      return optional(setting) ?? '';
    },
    isSet,
    problems,
    secrets,
  };
}

/** Returns what counts where a setting is not set. */
export const defaultOf = <T>(setting: SettingWithDefault<T>, mode: 'live' | 'sandbox'): T =>
  setting.parser.parse(mode === 'sandbox' ? (setting.sandboxDefault ?? setting.default) : setting.default);

const exampleOf = ({ name, example }: Setting<unknown>): string => `Example: ${name}=${example}`;
