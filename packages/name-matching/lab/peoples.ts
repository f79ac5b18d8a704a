import * as locales from '@faker-js/faker';
import { pinyin } from 'pinyin-pro';
import { labData } from './lab-data.ts';
import { arabicFamily, arabicGiven, madeArabicFamily } from './arabic-names.ts';

export type NamingPeople =
  | 'russian'
  | 'ukrainian'
  | 'arabic'
  | 'chinese'
  | 'greek'
  | 'spanish'
  | 'english'
  | 'german'
  | 'french'
  | 'italian'
  | 'serbian'
  | 'turkish'
  | 'nigerian'
  | 'indian';

/** A generated person. */
export interface MadeUp {
  people: NamingPeople;
  given: string;
  /** Patronymic, father's name, middle name or second given name. */
  middle: string | null;
  family: string;
  /** The whole name in the people's own script; null when that is Latin. */
  native: string | null;
  /** Other spellings of the whole name in Latin letters. */
  otherwise: readonly string[];
}

type Random = () => number;

/** Given names and surnames come from faker's lists; rare surnames are generated here. */
const peoples: Record<NamingPeople, (random: Random) => MadeUp> = {
  russian: cyrillic(locales.ru, true),
  ukrainian: cyrillic(locales.uk, false),
  arabic,
  chinese,
  greek,
  spanish: (random: Random) => {
    const person = latin(random, 'spanish', [locales.es, locales.es_MX], 0.3);
    const family = `${person.family} ${drawPerson(surnames(locales.es), random)}`;
    return { ...person, family };
  },
  english: (random: Random) => latin(random, 'english', [locales.en], 0.35, rareEnglish),
  german: (random: Random) => latin(random, 'german', [locales.de], 0.1),
  french: (random: Random) => latin(random, 'french', [locales.fr, locales.fr_BE], 0.1),
  italian: (random: Random) => latin(random, 'italian', [locales.it], 0.05),
  serbian: (random: Random) => latin(random, 'serbian', [locales.sr_RS_latin, locales.hr], 0),
  turkish: (random: Random) => latin(random, 'turkish', [locales.tr], 0.2),
  nigerian: (random: Random) => latin(random, 'nigerian', [locales.en_NG], 0.3),
  indian: (random: Random) => latin(random, 'indian', [locales.en_IN], 0.05),
};

export function madeUp(people: NamingPeople, random: Random): MadeUp {
  return peoples[people](random);
}

export function drawPerson<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}

interface Names {
  person?: locales.LocaleDefinition['person'];
}

function listNames(
  entry: string[] | { generic?: string[]; female?: string[]; male?: string[] } | null | undefined,
  sex?: 'female' | 'male',
): string[] {
  if (!entry) return [];
  if (Array.isArray(entry)) return entry;
  const own = sex ? entry[sex] : [...(entry.female ?? []), ...(entry.male ?? [])];
  return [...new Set([...(own ?? []), ...(entry.generic ?? [])])];
}

function surnames({ person }: Names): string[] {
  return listNames(person?.last_name);
}

function latin(
  random: Random,
  people: NamingPeople,
  from: readonly Names[],
  withMiddle: number,
  rare?: (random: Random) => string,
): MadeUp {
  const names = drawPerson(from, random);
  const sex = random() < 0.3 ? 'female' : 'male';
  const given = listNames(names.person?.first_name, sex);
  const family = rare && random() < 0.5 ? rare(random) : drawPerson(surnames(names), random);
  const middle = random() < withMiddle ? drawPerson(given, random) : null;
  return { people, given: drawPerson(given, random), middle, family, native: null, otherwise: [] };
}

const englishBeginnings =
  'Ash Brad Cal Den El Far Gar Har Ken Lang Mel Nor Os Pem Rad Sel Thorn Up Wal Win Brock Chet Dun Ed Hart Kil Lock Mar Ox Star'.split(
    ' ',
  );
const englishEndings =
  'ton ley ford well worth by field brook den ham man son stone shaw wood combe hurst wick'.split(
    ' ',
  );

function rareEnglish(random: Random): string {
  return drawPerson(englishBeginnings, random) + drawPerson(englishEndings, random);
}

const cyrillicConsonants = [...'бвгдзклмнпрстх'];
const cyrillicVowels = [...'аеиоу'];
const russianEndings = ['ов', 'ев', 'ин', 'ский', 'ков', 'енков'];
const ukrainianEndings = ['енко', 'ук', 'чук', 'ський', 'ко', 'як'];

/** Makes a surname of the usual pattern from a random stem of two or three syllables. */
function rareCyrillic(random: Random, endings: readonly string[]): string {
  const syllable = () =>
    drawPerson(cyrillicConsonants, random) + drawPerson(cyrillicVowels, random);
  const stem =
    syllable() + (random() < 0.5 ? syllable() : '') + drawPerson(cyrillicConsonants, random);
  return capitalise(stem + drawPerson(endings, random));
}

function cyrillic(names: Names, isRussian: boolean): (random: Random) => MadeUp {
  return (random) => {
    const sex = random() < 0.2 ? 'female' : 'male';
    const given = drawPerson(listNames(names.person?.first_name as never, sex), random);
    const middle = drawPerson(listNames(names.person?.middle_name as never, sex), random);
    const rare = rareCyrillic(random, isRussian ? russianEndings : ukrainianEndings);
    const known = drawPerson(listNames(names.person?.last_name as never, sex), random);
    const family = random() < 0.5 ? rare : known;
    const native = `${given} ${middle} ${family}`;
    const { passport, news, german, french, ukrainian } = cyrillicSystems;
    const official = isRussian ? news : ukrainian;
    return {
      people: isRussian ? 'russian' : 'ukrainian',
      given: official(given),
      middle: official(middle),
      family: official(family),
      native,
      otherwise: [passport, german, french].map((write) => write(native)),
    };
  };
}

function arabic(random: Random): MadeUp {
  const given = drawPerson(arabicGiven, random);
  const father = drawPerson(arabicGiven, random);
  const family = random() < 0.3 ? drawPerson(arabicFamily, random) : madeArabicFamily(random);
  const others = [given, father, family].map(({ latin }) => drawPerson(latin, random));
  return {
    people: 'arabic',
    given: given.latin[0]!,
    middle: father.latin[0]!,
    family: family.latin[0]!,
    native: [given, father, family].map((name) => name.arabic).join(' '),
    otherwise: [others.join(' ')],
  };
}

function chinese(random: Random): MadeUp {
  const given = drawPerson(listNames(locales.zh_CN.person?.first_name as never), random);
  const family = drawPerson(listNames(locales.zh_CN.person?.last_name as never), random);
  const read = (text: string, isSurname: boolean) =>
    pinyin(text, { toneType: 'none', type: 'array', mode: isSurname ? 'surname' : 'normal' }).map(
      (syllable) => syllable.replace(/ü/g, 'u'),
    );
  const syllables = read(given, false);
  const surname = capitalise(read(family, true).join(''));
  return {
    people: 'chinese',
    given: capitalise(syllables.join('')),
    middle: null,
    family: surname,
    native: family + given,
    otherwise: [
      `${surname} ${capitalise(syllables.join('-'))}`,
      `${syllables.map(capitalise).join(' ')} ${surname}`,
      `${surname} ${syllables.map(capitalise).join(' ')}`,
    ],
  };
}

function greek(random: Random): MadeUp {
  const { person } = locales.el;
  const sex = random() < 0.3 ? 'female' : 'male';
  const given = drawPerson(listNames(person?.first_name as never, sex), random);
  const father = drawPerson(listNames(person?.first_name as never, 'male'), random);
  const family = drawPerson(listNames(person?.last_name as never), random);
  return {
    people: 'greek',
    given: greekInLatin(given),
    middle: random() < 0.5 ? greekInLatin(father) : null,
    family: greekInLatin(family),
    native: `${given} ${family}`,
    otherwise: [`${greekByEar(given)} ${greekByEar(family)}`],
  };
}

/** Latin letters for the letters of a script, by one published system. Lower case. */
type Table = Readonly<Record<string, string>>;

const letters = labData('letters.txt');

function table(section: string, base: Table = {}): Table {
  const lines = { section, like: /^\p{L}=[a-z]*( \p{L}=[a-z]*)*$/u, example: 'б=b в=v' };
  const pairs = letters.groups(lines).flat();
  return {
    ...base,
    ...Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  };
}

const passport = table('passport');
const news = table('news', passport);
const german = table('german', passport);
const french = table('french', passport);
const ukrainian = table('ukrainian', passport);
const greekLetters = table('greek');

/** Romanisations of Russian and Ukrainian names. */
const cyrillicSystems = {
  passport: (name: string) => writeName(name, passport),
  news: (name: string) => writeName(name, news).replace(/iy(?= |$)/g, 'y'),
  german: (name: string) => writeName(name, german),
  french: (name: string) => writeName(name, french).replace(/in(?= |$)/g, 'ine'),
  ukrainian: (name: string) => writeName(name, ukrainian),
};

function greekInLatin(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ου/g, 'ou')
    .replace(/γγ/g, 'ng')
    .replace(/([αε])υ(?=[βγδζλμνραεηιοω])/g, '$1v')
    .replace(/([αε])υ/g, '$1f')
    .replace(/^μπ/g, 'b');
  return writeName(plain, greekLetters);
}

/** Writes a name by its sound, like Greeks abroad. */
function greekByEar(name: string): string {
  return capitalise(
    greekInLatin(name)
      .toLowerCase()
      .replace(/ch/g, 'h')
      .replace(/y/g, 'i')
      .replace(/^gi(?=[aeo])/g, 'y')
      .replace(/x/g, 'ks')
      .replace(/f/g, 'ph'),
  );
}

function writeName(name: string, letters: Table): string {
  const text = [...name.toLowerCase()].map((letter) => letters[letter] ?? letter).join('');
  return capitalise(text);
}

function capitalise(text: string): string {
  return text.replace(/(?<![\p{L}'])\p{L}/gu, (letter) => letter.toUpperCase());
}
