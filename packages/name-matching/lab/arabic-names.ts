import { labData } from './lab-data.ts';

/** A name in Arabic, and its Latin spellings in passports, the most common first. */
export interface ArabicName {
  arabic: string;
  latin: readonly string[];
}

const data = labData('arabic-names.txt');

function names(section: string): ArabicName[] {
  const lines = { section, like: /^\p{Script=Arabic}+( [A-Za-z-]+)+$/u, example: 'علي Ali Aly' };
  return data.groups(lines).map(([arabic = '', ...latin]) => ({ arabic, latin }));
}

export const arabicGiven = names('given names');
export const arabicFamily = names('family names');

/** Consonants with their letters in passports; ayn has none. */
const roots = data
  .rows({ section: 'consonants', like: /^\p{Script=Arabic} \|( [a-z]+)?$/u, example: 'ب | b' })
  .map(([arabic = '', latin = '']) => [arabic, latin] as const);

/** Makes a family name of a common pattern from a random root: rare, but realistic. */
export function madeArabicFamily(random: () => number): ArabicName {
  const draw = () => roots[Math.floor(random() * roots.length)]!;
  const [[a, x], [b, y], [c, z]] = [draw(), draw(), draw()];
  const builds: (() => ArabicName)[] = [
    () => family(`ال${a}${b}ا${c}ي`, [`${x}a${y}a${z}i`, `${x}a${y}aa${z}y`]),
    () => family(`ال${a}ا${b}${c}ي`, [`${x}a${y}i${z}i`, `${x}a${y}e${z}i`]),
    () => family(`ال${a}${b}ي${c}ي`, [`${x}u${y}ay${z}i`, `${x}o${y}ei${z}i`]),
    () => family(`ال${a}${b}و${c}`, [`${x}a${y}u${z}`, `${x}a${y}ou${z}`]),
    () => family(`ال${a}ي${b}ا${c}ي`, [`${x}i${y}a${z}i`, `${x}ee${y}a${z}i`]),
  ];
  return builds[Math.floor(random() * builds.length)]!();
}

function family(arabic: string, stems: readonly string[]): ArabicName {
  const [first = '', second = ''] = stems.map(titleCase);
  return { arabic, latin: [`al-${first}`, `al-${second}`, `Al${second.toLowerCase()}`, second] };
}

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
