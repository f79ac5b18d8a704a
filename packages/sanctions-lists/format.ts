/** Someone on an official list, or a company. */
export interface ListedRecord {
  /** The list's own number. */
  reference: string;
  /** `unknown` where the list does not say it: such an entry is looked for as both. */
  kind: 'person' | 'company' | 'unknown';
  names: string[];
  /** Names that the publisher calls weak, or of low quality: nicknames and the like. */
  weakNames: string[];
  /** In EDTF; see birth-date.ts. */
  birthDates: string[];
  /** As the list writes them; codes, names in any language, or words for people from there. */
  countries: string[];
}

/** What a reader finds in a file, in the file's order. A warning is a sentence that the importer reads. */
export type ListFindings = { date: string } | { warning: string } | ListedRecord;

interface Names {
  strong: readonly (string | null | undefined)[];
  weak?: readonly (string | null | undefined)[];
}

/** An entry as a list has it. */
export interface ListEntry extends Pick<ListedRecord, 'reference' | 'kind'> {
  names: Names;
  birthDates: readonly (string | null | undefined)[];
  countries: readonly (string | null | undefined)[];
}

/** An entry with each text once; a name that is also a strong one is not weak. */
export function listedRecord({
  names: { strong, weak = [] },
  birthDates,
  countries,
  ...rest
}: ListEntry): ListedRecord {
  const names = texts(...strong);
  return {
    ...rest,
    names,
    weakNames: texts(...weak).filter((name) => !names.includes(name)),
    birthDates: texts(...birthDates),
    countries: texts(...countries),
  };
}

export interface ListFile {
  file: string;
  /** Called with the size of each piece that was read, in bytes. */
  onRead?: ((bytes: number) => void) | undefined;
}

/** Reads a list, a piece at a time. @throws {ListError} */
export type ListReader = (list: ListFile) => AsyncGenerator<ListFindings>;

/** One of the formats that a publisher has its lists in. */
export interface Format {
  /** How such a file begins: the outermost element of XML, or the text itself. */
  begins: { root: string } | RegExp;
  read: ListReader;
}

export interface Publisher {
  title: string;
  /** The first is the one that a file is taken for which looks like none. */
  formats: readonly [Format, ...Format[]];
  /** Whether a list may be of companies only. */
  canBeWithoutPersons?: true;
}

/** Each text once, without those that are empty or only stand for nothing. */
export function texts(...values: (string | null | undefined)[]): string[] {
  const given = values.map((value) => value?.trim().replace(/\s+/gu, ' ') ?? '');
  return [...new Set(given.filter((value) => value !== '' && value !== '-0-'))];
}

/** The parts of a name in their order. Two equal ones are both kept: somebody is called "Aung Aung". */
export function joinedParts(separator: string, ...parts: (string | null | undefined)[]): string {
  return parts.flatMap((part) => texts(part)).join(separator);
}

/** A renamed column or word is the publisher's doing; what can be done is the same each time. */
const changedByPublisher =
  'Look at --source; if it is right, the publisher has changed the format: take another of the files that docs/watchlists.md names, or a newer version of Vestibule. Nothing was changed.';

export function anotherFormat(file: string, expected: string): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} is not such a list: "${expected}" was expected at its beginning. Look at --source. Nothing was changed.`,
  );
}

export function columnsMissing(file: string, missing: readonly string[]): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} has no column ${missing.join(', and none ')}. ${changedByPublisher}`,
  );
}

function unknownKind(file: string, kindText: string, known: readonly string[]): ListError {
  const words = known.map((word) => `"${word}"`).join(', ');
  return new ListError(
    'list_of_another_format',
    `${file} calls an entry "${kindText.slice(0, 40)}", which may be a person or not; known are ${words}. ${changedByPublisher}`,
  );
}

export function personsMissing(found: string): ListError {
  return new ListError('list_of_another_format', `${found} ${changedByPublisher}`);
}

export function cutOff(file: string, cause?: Error | null): ListError {
  return new ListError(
    'list_cut_off',
    `${file} is damaged or cut off. Fetch it again; nothing was changed.`,
    { cause },
  );
}

/** What an entry of a list can be; `other` are ships and the like, which are left out. */
export type ListKind = 'person' | 'company' | 'other';

/** The words of a publisher, in lower case. */
export type ListKinds = ReadonlyMap<string, ListKind>;

export function listKinds(words: Readonly<Record<string, ListKind>>): ListKinds {
  return new Map(Object.entries(words));
}

/**
 * What an entry is. An unknown word is a fault of the file: reading it as a company or a ship would silently lose a
 * person.
 * @throws {ListError} `list_of_another_format`
 */
export function kindOf(file: string, kindText: string, known: ListKinds): ListKind {
  const kind = known.get(kindText.trim().toLowerCase());
  if (kind === undefined) throw unknownKind(file, kindText.trim(), [...known.keys()]);
  return kind;
}

export type ListErrorCode =
  /** It has hardly an entry of the one in force: it is another list. */
  | 'list_is_another'
  /** It cannot be read at all. */
  | 'list_unreadable'
  /** It is something else than what it was said to be. */
  | 'list_of_another_format'
  /** It ends too early. */
  | 'list_cut_off'
  /** It is older than the one in force, or than a year. */
  | 'list_older'
  /** Its own date is no day, or in the future. */
  | 'list_date_unusable'
  /** It says less of the entries in force: its format may have changed. */
  | 'list_says_less'
  /** It has far fewer entries than the one in force. */
  | 'list_shrunk';

/** Why an official list was not imported, in a sentence that says what to do next. */
export class ListError extends Error {
  readonly code: ListErrorCode;

  constructor(code: ListErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListError';
    this.code = code;
  }

  /** Who imports the list can act on it, and needs no stack. */
  operatorSentence(): string {
    return this.message;
  }
}
