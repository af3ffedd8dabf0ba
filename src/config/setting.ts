import type { z } from 'zod';
import { OperatorError } from '../runtime/operator-error.ts';
import { readSecretFile } from './secret-file.ts';

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
  /**
   * The parts of a value that no log line and no message may show. A setting without this function holds no secret. The value of one that does can be in
   * a file: see `fileVariableOf`.
   */
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

/** Returns the variable that names a file with the value of a secret setting, or undefined if the setting holds no secret. */
export const fileVariableOf = ({ name, secretsIn }: Setting<unknown>): string | undefined =>
  secretsIn === undefined ? undefined : `${name}_FILE`;

/** Returns every variable that a setting is read from. */
export const variablesOf = (setting: Setting<unknown>): readonly string[] =>
  [setting.name, fileVariableOf(setting)].filter((name) => name !== undefined);

/** Returns the text of a variable. A variable that is empty counts as not set. */
function textOf(environment: NodeJS.ProcessEnv, variable: string): string | undefined {
  const text = environment[variable]?.trim();
  return text === '' ? undefined : text;
}

type SettingText =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** Returns the text of a setting: of its variable, or of the file that its other variable names. */
function settingText(environment: NodeJS.ProcessEnv, setting: Setting<unknown>): SettingText {
  const text = textOf(environment, setting.name);
  const fileVariable = fileVariableOf(setting);
  const path = fileVariable === undefined ? undefined : textOf(environment, fileVariable);
  if (fileVariable === undefined || path === undefined)
    return text === undefined ? { kind: 'absent' } : { kind: 'value', text };
  if (text === undefined) return readSecretFile(fileVariable, path);
  return {
    kind: 'refused',
    problem: `${setting.name} and ${fileVariable} are both set. Keep one of them: leave the other one out, or set it to nothing.`,
  };
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
  /** Returns undefined if the setting is not set or its value is wrong. */
  optional<T>(setting: Setting<T>): T | undefined;
  /** Returns the default if the setting is not set or its value is wrong. */
  withDefault<T>(setting: SettingWithDefault<T>, mode: 'live' | 'sandbox'): T;
  /** Returns an empty text if the setting is not set or its value is wrong: both are problems. */
  required(setting: Setting<string>): string;
  /** Returns whether there is a value, in its variable or in a file. It may be wrong. */
  isSet(setting: Setting<unknown>): boolean;
  /** Each names a variable, what is wrong with it and the remedy. None repeats a value. */
  readonly problems: string[];
  /** What no log line may show of the values that were read. */
  readonly secrets: string[];
}

export function settingsReader(environment: NodeJS.ProcessEnv): SettingsReader {
  const problems: string[] = [];
  const secrets: string[] = [];
  const isSet = (setting: Setting<unknown>): boolean =>
    variablesOf(setting).some((variable) => textOf(environment, variable) !== undefined);
  const optional = <T>(setting: Setting<T>): T | undefined => {
    const given = settingText(environment, setting);
    if (given.kind === 'refused') problems.push(given.problem);
    if (given.kind !== 'value') return undefined;
    const result = setting.parser.safeParse(given.text);
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
