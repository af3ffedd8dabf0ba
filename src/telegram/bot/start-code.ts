const START_CODE = /^\/start\s+(\S{1,64})$/i;

/** The one-time code in `/start <code>`, which is what opening a link to a bot sends. */
export const startCodeIn = (text: string): string | undefined => START_CODE.exec(text)?.[1];
