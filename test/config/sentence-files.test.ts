import t from 'tap';
import { languages, type Language } from '../../server/protocol/languages.ts';
import { blanksOf, deskByCode, sentenceRows, sourcesIn } from '../support/sentence-files.ts';

// Tests the files of sentences: every language has each sentence in use, and no other.

interface Kind {
  /** Path without language and ending, as of `server/desk/data/desk-en.txt`. */
  files: string;
  /** Folder of the sources that use the sentences. */
  saidIn: string;
  /** Keys whose English sentence comes from the service itself. Other languages look it up by a code. */
  byCode?: RegExp;
}

const kinds: Kind[] = [
  {
    files: 'server/desk/data/desk',
    saidIn: 'desk-client/src',
    byCode: deskByCode,
  },
  { files: 'server/kiosk/data/screen', saidIn: 'kiosk-client/src' },
  { files: 'server/notify/data/mail', saidIn: 'server/notify' },
];

const pluralForm = /\.(zero|one|two|few|many|other)$/;

/** The sentences of one kind, in all languages. */
class SentenceFiles {
  readonly english: ReadonlyMap<string, string>;
  /** Keys with plural forms, without the form. */
  readonly families: ReadonlySet<string>;
  readonly #kind: Kind;

  constructor(kind: Kind) {
    this.#kind = kind;
    this.english = new Map(this.rows('en'));
    const others = [...this.english.keys()].filter((key) => key.endsWith('.other'));
    this.families = new Set(others.map((key) => key.replace(pluralForm, '')));
  }

  rows(language: Language): [string, string][] {
    return sentenceRows(`${this.#kind.files}-${language}.txt`);
  }

  /** Sentences whose keys English must have, too. */
  own(language: Language): Map<string, string> {
    return new Map(this.rows(language).filter(([key]) => !this.#kind.byCode?.test(key)));
  }

  /** Keys that a language must have. */
  expected(language: Language): string[] {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const single = [...this.english.keys()].filter((key) => !this.isPlural(key));
    return [
      ...single,
      ...[...this.families].flatMap((key) => forms.map((form) => `${key}.${form}`)),
    ];
  }

  isPlural(key: string): boolean {
    return pluralForm.test(key) && this.families.has(key.replace(pluralForm, ''));
  }

  hasOtherBlanks([key, sentence]: [string, string]): boolean {
    const family = key.replace(pluralForm, '');
    const model = this.english.get(key) ?? this.english.get(`${family}.other`) ?? '';
    // "One visitor" needs no number.
    const isSpelt = this.isPlural(key) && /\.(zero|one|two)$/.test(key);
    const counted = (text: string) =>
      blanksOf(text).filter((blank) => !isSpelt || blank !== '{count}');
    return counted(sentence).join() !== counted(model).join();
  }
}

/** Whether a key fits a template such as `guidance.*`. */
function isLike(template: string, key: string): boolean {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll('*', '\\w+')}$`).test(key);
}

/** Keys that sources name, either literally or as a template. */
function namedIn(source: string) {
  const literals = [...source.matchAll(/'([^'\n]+)'/g)].map(([, text = '']) => text);
  const templates = [...source.matchAll(/`([a-z_]+\.(?:[\w.]|\$\{[^}`]*\})*)`/g)].map(
    ([, text = '']) => text.replace(/\$\{[^}]*\}/g, '*'),
  );
  const has = (key: string) =>
    literals.includes(key) || templates.some((template) => isLike(template, key));
  return { literals, templates, has };
}

for (const kind of kinds) {
  const sentences = new SentenceFiles(kind);
  const { english } = sentences;

  t.test(`no key is there twice in ${kind.files}`, (t) => {
    for (const language of languages) {
      const keys = sentences.rows(language).map(([key]) => key);
      t.same(
        keys.filter((key, i) => keys.indexOf(key) !== i),
        [],
        language,
      );
    }
    t.end();
  });

  t.test(`every language has the sentences of ${kind.files}, with the same blanks`, (t) => {
    for (const language of languages) {
      const own = sentences.own(language);
      t.same([...own.keys()].sort(), sentences.expected(language).sort(), language);
      const wrong = [...own].filter((row) => sentences.hasOtherBlanks(row));
      t.same(wrong, [], `${language}: other blanks`);
    }
    t.end();
  });

  t.test(`${kind.saidIn} says every sentence of ${kind.files}, and no other`, (t) => {
    const source = sourcesIn(kind.saidIn);
    const named = namedIn(source);
    const calls = (name: string) =>
      namedIn(
        [...source.matchAll(new RegExp(`\\b${name}\\([^'\`;]*['\`][^'\`]+['\`]`, 'g'))].join(),
      );
    // Sources name these keys without their endings.
    const withName = calls('sayTo');
    const inList = calls('sayList');
    const isSaid = (key: string) => {
      if (sentences.isPlural(key)) return named.has(key.replace(pluralForm, ''));
      if (key.endsWith('.named')) return withName.has(key.replace(/\.named$/, ''));
      return /\.\d$/.test(key) ? inList.has(key.replace(/\.\d$/, '')) : named.has(key);
    };
    t.same(
      [...english.keys()].filter((key) => !isSaid(key)),
      [],
      'said nowhere',
    );
    const known = languages.flatMap((language) => sentences.rows(language).map(([key]) => key));
    const bases = new Set(
      known.flatMap((key) => [key, key.replace(pluralForm, ''), key.replace(/\.\d$/, '')]),
    );
    const rooms = new Set([...english.keys()].map((key) => key.split('.')[0]));
    const isMeant = (text: string) =>
      /^[a-z_]+(\.[a-zA-Z_0-9*]+)+$/.test(text) && rooms.has(text.split('.')[0]);
    const isThere = (text: string) =>
      text.includes('*') ? [...bases].some((key) => isLike(text, key)) : bases.has(text);
    t.same(
      [...named.literals, ...named.templates].filter((text) => isMeant(text) && !isThere(text)),
      [],
      'not there',
    );
    t.end();
  });
}
