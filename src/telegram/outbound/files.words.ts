/** What the bot says of pictures and documents. */
export interface FileWords {
  readonly fileNotMade: string;
  /** How far a long file is. */
  readonly fileProgress: (rows: string) => string;
}
