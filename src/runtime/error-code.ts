/** Returns the system's code of an error (`ENOENT`), or its text if it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
