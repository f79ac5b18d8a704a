import type { AuditAction } from '../audit/actions.ts';
import type { Remark } from './yaml-source.ts';

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
  read: (text: string) => Promise<Reading<T>>;
  /** How many of what stand in it: all of it that is told in the log and on record. */
  counts: (value: T) => Readonly<Record<string, number>>;
}

/** What a text was found to say. */
export interface Reading<T> {
  /** Null when there is any mistake. */
  value: T | null;
  mistakes: readonly Remark[];
  /** What is probably not meant, but can be done. */
  warnings: readonly Remark[];
}
