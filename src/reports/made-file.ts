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

/** A file that takes longer than a chat may wait. It is to be asked for again. */
export interface BeingMade {
  readonly kind: 'being-made';
}

/** Who asks for a file. */
export interface FileRequest {
  /** Names the message that carries it: asked for again, a file that is being made is the same one. */
  readonly id: number;
  /** Called now and then with how many rows a long table has so far. */
  onProgress(rows: number): void;
}

/** Makes a file from its recipe. May throw: the caller tries again, and then says that it could not be made. */
export type MakeFile = (recipe: FileRecipe, request: FileRequest) => Promise<MadeFile | BeingMade>;
