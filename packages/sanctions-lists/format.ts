/** A person or company on an official list. */
export interface ListedRecord {
  /** The list's own number. */
  reference: string;
  /** `unknown` when the list does not say: such an entry is searched as a person and as a company. */
  kind: 'person' | 'company' | 'unknown';
  names: string[];
  /** Names that the publisher calls weak or of low quality: nicknames and the like. */
  weakNames: string[];
  /** In EDTF; see birth-date.ts. */
  birthDates: string[];
  /** In the list's words: codes, names in any language, or words for people from there. */
  countries: string[];
}

/** The results of a reader, in the file's order. A warning is a sentence for the importer. */
export type ListFindings = { date: string } | { warning: string } | ListedRecord;

interface Names {
  strong: readonly (string | null | undefined)[];
  weak?: readonly (string | null | undefined)[];
}

/** An entry as read from a list. */
export interface ListEntry extends Pick<ListedRecord, 'reference' | 'kind'> {
  names: Names;
  birthDates: readonly (string | null | undefined)[];
  countries: readonly (string | null | undefined)[];
}

/** Returns an entry without duplicate texts; a name that is also a strong one is not weak. */
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
  /** Called with the size of each piece, in bytes. */
  onRead?: ((bytes: number) => void) | undefined;
}

/** Reads a list, piece by piece. @throws {ListError} */
export type ListReader = (list: ListFile) => AsyncGenerator<ListFindings>;

/** One of a publisher's formats. */
export interface Format {
  /** The beginning of such a file: the root element of XML, or the text itself. */
  begins: { root: string } | RegExp;
  read: ListReader;
}

export interface Publisher {
  title: string;
  /** A file that looks like none of them counts as the first one. */
  formats: readonly [Format, ...Format[]];
  /** Whether a list may contain only companies. */
  canBeWithoutPersons?: true;
  /** Whether its lists have no date of their own. */
  isUndated?: true;
}

/** Returns each text once, without empty texts and placeholders. */
export function texts(...values: (string | null | undefined)[]): string[] {
  const given = values.map((value) => value?.trim().replace(/\s+/gu, ' ') ?? '');
  return [...new Set(given.filter((value) => value !== '' && value !== '-0-'))];
}

/** Joins the parts of a name in order. Equal parts stay, because there are names like "Aung Aung". */
export function joinedParts(separator: string, ...parts: (string | null | undefined)[]): string {
  return parts.flatMap((part) => texts(part)).join(separator);
}

/** The advice for every renamed column or word, because only the publisher renames them. */
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

/** The kind of a list entry; `other` means ships and the like, which are left out. */
export type ListKind = 'person' | 'company' | 'other';

/** A publisher's words for the kinds, in lower case. */
export type ListKinds = ReadonlyMap<string, ListKind>;

export function listKinds(words: Readonly<Record<string, ListKind>>): ListKinds {
  return new Map(Object.entries(words));
}

/**
 * Returns the kind of an entry. An unknown word is a fault of the file: reading it as a company or a ship would
 * silently lose a person.
 * @throws {ListError} `list_of_another_format`
 */
export function kindOf(file: string, kindText: string, known: ListKinds): ListKind {
  const kind = known.get(kindText.trim().toLowerCase());
  if (kind === undefined) throw unknownKind(file, kindText.trim(), [...known.keys()]);
  return kind;
}

export type ListErrorCode =
  /** It shares hardly any entry with the list in force, so it is another list. */
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
  /** Names or birth years of many entries are those of others now. */
  | 'list_moved'
  /** It has no date, as lists of this publisher have. */
  | 'list_undated'
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

  /** Returns the message for the importer, who can act on it and needs no stack. */
  operatorSentence(): string {
    return this.message;
  }
}
