import type { Db } from '../store/schema.ts';
import { FileError } from './file-error.ts';
import type { FileKind, Reading } from './file-kind.ts';
import { readFileText, type FilePlace } from './file-text.ts';
import { fingerprintOnRecord } from './on-record.ts';

/** How it stands with a file, for whoever looks at an installation from outside the service. */
export interface FileState<T> extends Reading<T> {
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
    const followed = db && (await fingerprintOnRecord(db, action));
    const isInForce = followed === sha256;
    const without = { value: withoutFile, mistakes: [], warnings: [] };
    return { file, sha256, isInForce, ...(text === null ? without : await read(text)) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { mistakes } = error;
    return { file, sha256: null, value: null, mistakes, warnings: [], isInForce: false };
  }
}
