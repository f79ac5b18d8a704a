import { latinLetters } from '#base/files';
import { nameData } from './name-data.ts';
import { consonants } from './sounds.ts';

const nicknames = nameData('nicknames.txt');
const groups = nicknames.groups(latinLetters).map((names) => [...new Set(names)]);

const groupsByName = new Map<string, string[][]>();
for (const group of groups) {
  for (const name of group) {
    const known = groupsByName.get(name);
    if (known) known.push(group);
    else groupsByName.set(name, [group]);
  }
}

const commonNames = nameData('common-names.txt');
const common = commonNames.words({ section: 'given names', ...latinLetters });
const commonest = commonNames.words({ section: 'commonest family names', ...latinLetters });
const lessCommon = commonNames.words({ section: 'common family names', ...latinLetters });

/** Returns other forms of a given name: short forms, pet names, other languages. @param text as `Word.text` */
export function otherForms(text: string): string[] {
  const forms = new Set((groupsByName.get(text) ?? []).flat());
  forms.delete(text);
  return [...forms];
}

/** Whether the word is a common given name. */
export function isGivenName(text: string): boolean {
  return groupsByName.has(text) || common.has(text);
}

/** Returns how common a family name is: 2 for the most common, 1 for other common ones, 0 for any other. */
export function commonnessOf(text: string): 0 | 1 | 2 {
  return commonest.has(text) ? 2 : lessCommon.has(text) ? 1 : 0;
}

const givenConsonants = new Set(
  [...groupsByName.keys(), ...common].map((name) => consonants(name)),
);
const commonestConsonants = new Set([...commonest].map((name) => consonants(name)));
const lessCommonConsonants = new Set([...lessCommon].map((name) => consonants(name)));

/** Like {@link isGivenName} of a word without vowels. @param text as `Word.consonants` */
export function isGivenByConsonants(text: string): boolean {
  return givenConsonants.has(text);
}

/** Like {@link commonnessOf} of a word without vowels. @param text as `Word.consonants` */
export function commonnessOfConsonants(text: string): 0 | 1 | 2 {
  return commonestConsonants.has(text) ? 2 : lessCommonConsonants.has(text) ? 1 : 0;
}
