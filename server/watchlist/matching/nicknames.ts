import { nicknameGroups } from './nickname-table.ts';
import { consonants } from './sounds.ts';
import { commonestSurnames, commonGivenNames, commonSurnames } from './common-names.ts';

const groups = nicknameGroups
  .trim()
  .split('\n')
  .map((line) => [...new Set(line.split(' '))]);

const groupsByName = new Map<string, string[][]>();
for (const group of groups) {
  for (const name of group) {
    const known = groupsByName.get(name);
    if (known) known.push(group);
    else groupsByName.set(name, [group]);
  }
}

const common = new Set(commonGivenNames.split(' '));
const commonest = new Set(commonestSurnames.split(' '));
const lessCommon = new Set(commonSurnames.split(' '));

/** Other forms of a given name: short, fond, and in other languages. @param text as `Word.text` */
export function otherForms(text: string): string[] {
  const forms = new Set((groupsByName.get(text) ?? []).flat());
  forms.delete(text);
  return [...forms];
}

/** Whether it is a given name that many people bear. */
export function isGivenName(text: string): boolean {
  return groupsByName.has(text) || common.has(text);
}

/** How common a family name is: 2 for the commonest, 1 for others that many bear, 0 for any other. */
export function commonnessOf(text: string): 0 | 1 | 2 {
  return commonest.has(text) ? 2 : lessCommon.has(text) ? 1 : 0;
}

const givenConsonants = new Set(
  [...groupsByName.keys(), ...common].map((name) => consonants(name)),
);
const commonestConsonants = new Set([...commonest].map((name) => consonants(name)));
const lessCommonConsonants = new Set([...lessCommon].map((name) => consonants(name)));

/** As {@link isGivenName}, of a word without vowels. @param text as `Word.consonants` */
export function isGivenByConsonants(text: string): boolean {
  return givenConsonants.has(text);
}

/** As {@link commonnessOf}, of a word without vowels. @param text as `Word.consonants` */
export function commonnessOfConsonants(text: string): 0 | 1 | 2 {
  return commonestConsonants.has(text) ? 2 : lessCommonConsonants.has(text) ? 1 : 0;
}
