/** What the bot says of pictures and documents. */
export interface FileWords {
  readonly fileNotMade: string;
}
