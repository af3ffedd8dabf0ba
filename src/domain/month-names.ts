/** The months' names in English and Kiswahili. A name may be cut after three letters. */
const MONTHS: readonly (readonly string[])[] = [
  ['january', 'januari'],
  ['february', 'februari'],
  ['march', 'machi'],
  ['april', 'aprili'],
  ['may', 'mei'],
  ['june', 'juni'],
  ['july', 'julai'],
  ['august', 'agosti'],
  ['september', 'septemba'],
  ['october', 'oktoba'],
  ['november', 'novemba'],
  ['december', 'desemba'],
];

/** Returns the month that a word names, from 1; undefined if it names none. */
export function monthNamed(word: string): number | undefined {
  const name = word.replace(/\.$/, '').replace(/^sept$/, 'sep');
  if (name.length < 3) return undefined;
  const at = MONTHS.findIndex((names) => names.some((full) => full.startsWith(name)));
  return at === -1 ? undefined : at + 1;
}
