import type { FileRecipe } from '../domain/file-recipe.ts';

/** A file that was made from its recipe. */
export interface MadeFile {
  readonly kind: 'photo' | 'document';
  /** The name that people see, in ASCII. */
  readonly filename: string;
  /** The bytes, or the path of a file that has them. */
  readonly source: Buffer | string;
  /** Called once, when the file was sent or could not be. */
  readonly dispose?: () => Promise<void>;
}

/** Makes a file from its recipe. May throw: the caller tries again, and then says that it could not be made. */
export type MakeFile = (recipe: FileRecipe) => Promise<MadeFile>;
