/** Matches a command however a phone's keyboard capitalised it. */
export const command = (name: string): RegExp => new RegExp(`^${name}$`, 'i');
