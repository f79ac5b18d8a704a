/** Somebody on an official list, or a company. */
export interface ListedRecord {
  /** The list's own number. */
  reference: string;
  kind: 'person' | 'company';
  names: string[];
  /** `1960`, `1960-01-12` */
  birthDates: string[];
  countries: string[];
}

/** What a reader finds in a file, in the file's order. */
export type Found = { date: string } | ListedRecord;

export interface ListFiles {
  main: string;
  /** OFAC's aliases (alt.csv) and addresses (add.csv), where the list is CSV. */
  alt?: string;
  add?: string;
  /** Told of every piece of the main file that was read, in bytes. */
  onRead?: (bytes: number) => void;
}

/** Reads a list, a piece at a time. @throws {ListError} */
export type ListReader = (files: ListFiles) => AsyncGenerator<Found>;

/** Each text once, without those that are empty or only stand for nothing. */
export function texts(...values: (string | null | undefined)[]): string[] {
  const given = values.map((value) => value?.trim().replace(/\s+/gu, ' ') ?? '');
  return [...new Set(given.filter((value) => value !== '' && value !== '-0-'))];
}
