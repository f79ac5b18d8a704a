import { createHash } from 'node:crypto';
import { readFile, stat, rm } from 'node:fs/promises';
import { replaceFile } from '../files/index.ts';
import type { Diagnostic } from '../schema/index.ts';

/** Remembers which file a service follows, beyond its end. */
export interface FingerprintRecord {
  /** The fingerprint of the file that the service follows, or followed when it last ran. Null when it follows none. */
  latest(): Promise<string | null>;
  /**
   * Records that another file is in force from now on, without its contents. A file takes effect only once it is on
   * record.
   */
  put(sha256: string | null, counts: Readonly<Record<string, number>>): Promise<void>;
}

/** The state of a file, as a command outside the service sees it. */
export interface FileState<T> extends ParseResult<T> {
  file: string;
  /** Fingerprint of the present file; null when there is no file. */
  sha256: string | null;
  /** Whether the service follows this file, or did when it last ran. */
  isInForce: boolean;
}

/** @param record null: there is no service, so no file is in force */
export async function fileState<T, Content = string>(
  kind: FileKind<T, Content>,
  place: FilePlace,
  record: Pick<FingerprintRecord, 'latest'> | null,
): Promise<FileState<T>> {
  const { file } = place;
  const { withoutFile, read } = kind;
  try {
    const { text, sha256 } = await readContent(kind, place);
    const isInForce = (record && (await record.latest())) === sha256;
    const without = { value: withoutFile, mistakes: [], warnings: [] };
    return { file, sha256, isInForce, ...(text === null ? without : await read(text, null)) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { mistakes } = error;
    return { file, sha256: null, value: null, mistakes, warnings: [], isInForce: false };
  }
}

/** A kind of file, or of folder, that an operator writes and a running service follows. */
export interface FileKind<T, Content = string> {
  /** The name in sentences, such as `policy file`. */
  name: string;
  /** The value in force without a file, and the same in words for the log. */
  withoutFile: T;
  withoutFileInWords: string;
  /** The value in force when a formerly followed file has a mistake at the start, and the same in words. */
  unreadable: T;
  unreadableInWords: string;
  /** Why a file that was followed before must not be gone at a start. Default: it was given up. */
  missedWhenGone?: string;
  /** For a folder: reads all of it; null without a folder. Default: the place is a text file. */
  readFolder?: (folder: string) => Promise<FileText<Content>>;
  /** @param inForce what a reload would replace; null at a start, and for a command */
  read: (text: Content, inForce: T | null) => Promise<ParseResult<T>>;
  /** The number of entries of each kind: the log and the record contain nothing more. */
  counts: (value: T) => Readonly<Record<string, number>>;
}

/** The result of parsing a text. */
interface ParseResult<T> {
  /** Null when there is any mistake. */
  value: T | null;
  mistakes: readonly Diagnostic[];
  /** Things that are allowed but probably not intended. */
  warnings: readonly Diagnostic[];
}

/** The place of a file. */
export interface FilePlace {
  file: string;
  /** Whether a setting names the file. Otherwise the file may be missing. */
  isExpected: boolean;
}

/** A file's text, or a folder's content, with its fingerprint; both null when there is none. */
export type FileText<Content = string> =
  | { text: Content; sha256: string }
  | { text: null; sha256: null };

/** @throws {FileError} when a file cannot be read, or is missing although expected */
export async function readContent<T, Content>(
  { name, readFolder }: FileKind<T, Content>,
  place: FilePlace,
): Promise<FileText<Content>> {
  if (readFolder) {
    const content = await readFolder(place.file);
    if (content.text !== null || !place.isExpected) return content;
    throw new FileError(name, place.file, [{ line: 0, text: 'There is no such folder.' }]);
  }
  // Only the content of a folder is anything but text.
  return (await readFileText(name, place)) as FileText<Content>;
}

const maxBytes = 256 * 1024;

/**
 * @param name the kind of file, such as `policy file`
 * @throws {FileError} when the file cannot be read, or is missing although expected
 */
export async function readFileText(
  name: string,
  { file, isExpected }: FilePlace,
): Promise<FileText> {
  const errorFor = (text: string) => new FileError(name, file, [{ line: 1, text }]);
  try {
    const facts = await stat(file);
    // Reading a pipe would wait without end.
    if (!facts.isFile()) throw errorFor('It is no file.');
    if (facts.size > maxBytes) throw errorFor('The file is longer than 256 KB.');
    const text = await readFile(file, 'utf8');
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw errorFor(`It cannot be read (${code}). Look at its permissions.`);
    if (isExpected) throw errorFor('There is no such file.');
    return { text: null, sha256: null };
  }
}

/**
 * Keeps a copy of the text in force. A restart uses the copy if the file has a mistake then. Without a text, deletes
 * the copy.
 */
export async function keepText(copy: string, text: string | null): Promise<void> {
  if (text === null) {
    await rm(copy, { force: true });
    return;
  }
  await replaceFile(copy, text);
}

/**
 * Returns the copy if it has the text that was last in force.
 * @param sha256 that text's fingerprint
 */
export async function keptText(copy: string, sha256: string): Promise<string | null> {
  const place = { file: copy, isExpected: false };
  const none: FileText = { text: null, sha256: null };
  const kept = await readFileText('copy', place).catch(() => none);
  return kept.sha256 === sha256 ? kept.text : null;
}

/** A mistake of a whole file has no line. */
export function mistakeInWords({ line, text }: Diagnostic): string {
  return line > 0 ? `line ${line}: ${text}` : text;
}

/** A file that cannot be followed, with all its mistakes. */
export class FileError extends Error {
  readonly file: string;
  readonly mistakes: readonly Diagnostic[];

  /** @param name the kind of file, such as `policy file` */
  constructor(name: string, file: string, mistakes: readonly Diagnostic[]) {
    const lines = mistakes.map((mistake) => `\n- ${mistakeInWords(mistake)}`).join('');
    super(`The ${name} ${file} cannot be followed:${lines}`);
    this.name = 'FileError';
    this.file = file;
    this.mistakes = mistakes;
  }

  operatorSentence(): string {
    return this.message;
  }
}
