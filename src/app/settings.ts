import { readConfig as readConfigOf, type Config } from '../config/config.ts';
import { variablesOf } from '../config/setting.ts';
import { settingSections } from '../config/settings.ts';
import { PROVIDERS } from '../gateway/providers.ts';

/** Every setting of the program: its own and those of the providers of payments. */
export const SETTING_SECTIONS = settingSections(PROVIDERS);

/** The name of every variable that is read. */
export const VARIABLE_NAMES: readonly string[] = SETTING_SECTIONS.flatMap(({ settings }) =>
  settings.flatMap(variablesOf),
);

/** Reads the configuration, with the accounts of every provider. See `config/config.ts`. */
export const readConfig = (environment: NodeJS.ProcessEnv): Config => readConfigOf(environment, PROVIDERS);
