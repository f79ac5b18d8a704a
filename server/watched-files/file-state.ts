import { createHash } from 'node:crypto';
import { readFile, stat, rm } from 'node:fs/promises';
import { type AuditAction, recordEvent, type AuditDetails } from '../audit/record.ts';
import { replaceFile } from '../platform/atomic-file.ts';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';
import type { Diagnostic } from './schema-check.ts';
import { OperatorError } from '../platform/operator-error.ts';

/** The state of a file, as seen from outside the service. */
export interface FileState<T> extends ParseResult<T> {
  file: string;
  /** Of the file as it is now; null when there is none. */
  sha256: string | null;
  /** Whether the service follows this, or followed it when it last ran. */
  isInForce: boolean;
}

/** @param db null where there is no installation: then no file is in force */
export async function fileState<T>(
  { name, action, withoutFile, read }: FileKind<T>,
  place: FilePlace,
  db: Db | null,
): Promise<FileState<T>> {
  const { file } = place;
  try {
    const { text, sha256 } = await readFileText(name, place);
    const watched = db && (await fingerprintOnRecord(db, action));
    const isInForce = watched === sha256;
    const without = { value: withoutFile, mistakes: [], warnings: [] };
    return { file, sha256, isInForce, ...(text === null ? without : await read(text)) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { mistakes } = error;
    return { file, sha256: null, value: null, mistakes, warnings: [], isInForce: false };
  }
}

/** A kind of file that an operator writes and the running service follows. */
export interface FileKind<T> {
  /** As sentences call it, like `policy file`. */
  name: string;
  /** Puts on record that another one counts. */
  action: AuditAction;
  /** What counts while there is no such file, and the same in words for the log. */
  withoutFile: T;
  withoutFileInWords: string;
  /** What counts when the file that was followed before has a mistake at the start, and the same in words. */
  unreadable: T;
  unreadableInWords: string;
  read: (text: string) => Promise<ParseResult<T>>;
  /** How many entries of each kind it has: the log and the record say no more than this. */
  counts: (value: T) => Readonly<Record<string, number>>;
}

/** What a text was found to say. */
interface ParseResult<T> {
  /** Null when there is any mistake. */
  value: T | null;
  mistakes: readonly Diagnostic[];
  /** What is probably not meant, but can be done. */
  warnings: readonly Diagnostic[];
}

/** Where a file is looked for. */
export interface FilePlace {
  file: string;
  /** Whether a setting names the file. Otherwise it may be missing. */
  isExpected: boolean;
}

/** A file's text with its fingerprint; both null when there is no file. */
export type FileText = { text: string; sha256: string } | { text: null; sha256: null };

const maxBytes = 256 * 1024;

/**
 * @param name what the file is, like `policy file`
 * @throws {FileError} when the file cannot be read, or is not there although it is expected
 */
export async function readFileText(
  name: string,
  { file, isExpected }: FilePlace,
): Promise<FileText> {
  const refused = (text: string) => new FileError(name, file, [{ line: 1, text }]);
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw refused('The file is longer than 256 KB.');
    const text = await readFile(file, 'utf8');
    return { text, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    if (error instanceof FileError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw refused(`It cannot be read (${code}). Look at its permissions.`);
    if (isExpected) throw refused('There is no such file.');
    return { text: null, sha256: null };
  }
}

/**
 * Keeps a copy of the text that is in force. A restart uses it if the file itself has a mistake.
 * Where nothing is in force there is no copy.
 */
export async function keepText(copy: string, text: string | null): Promise<void> {
  if (text === null) {
    await rm(copy, { force: true });
    return;
  }
  await replaceFile(copy, text);
}

/**
 * The copy, when it is of the text that was in force last.
 * @param sha256 that text's fingerprint
 */
export async function keptText(copy: string, sha256: string): Promise<string | null> {
  const place = { file: copy, isExpected: false };
  const none: FileText = { text: null, sha256: null };
  const kept = await readFileText('copy', place).catch(() => none);
  return kept.sha256 === sha256 ? kept.text : null;
}

/** A file that cannot be followed, with every mistake in it. */
export class FileError extends OperatorError {
  readonly file: string;
  readonly mistakes: readonly Diagnostic[];

  /** @param name what the file is, like `policy file` */
  constructor(name: string, file: string, mistakes: readonly Diagnostic[]) {
    const lines = mistakes.map(({ line, text }) => `\n- line ${line}: ${text}`).join('');
    super(`The ${name} ${file} cannot be followed:${lines}`);
    this.name = 'FileError';
    this.file = file;
    this.mistakes = mistakes;
  }
}

/**
 * The fingerprint of the file that the service follows, or followed when it last ran: null when it
 * follows none.
 */
export async function fingerprintOnRecord(db: Db, action: AuditAction): Promise<string | null> {
  const event = await latestAuditEvent(db, action);
  if (!event) return null;
  const { sha256 } = JSON.parse(event.details) as { sha256?: unknown };
  return typeof sha256 === 'string' ? sha256 : null;
}

/** Puts on record that another file counts from now on, without its contents. */
export async function recordFingerprint(
  db: Db,
  action: AuditAction,
  details: AuditDetails & { sha256: string | null },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if ((await fingerprintOnRecord(transaction, action)) === details.sha256) return;
    await recordEvent(transaction, { action, actor: 'service', details });
  });
}
