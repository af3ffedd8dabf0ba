const START_CODE = /^\/start\s+(\S{1,64})$/i;

/** Returns the one-time code in `/start <code>`, which Telegram sends when a person opens a link to the bot. */
export const startCodeIn = (text: string): string | undefined => START_CODE.exec(text)?.[1];
