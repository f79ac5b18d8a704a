import Database from 'better-sqlite3';

/**
 * What is wrong with a database, in SQLite's words, or null. Reads all of it, and holds every index
 * against its table: an index that lost an entry would say of someone on a list that they are not.
 * Some 0.2 s for 2,000 people and 50,000 sign-ins; blocks for as long. Changes nothing.
 */
export function integrityFault(database: Database.Database): string | null {
  const found = database.pragma('integrity_check(1)', { simple: true });
  // Some findings have a heading that only says which of several databases is meant.
  return found === 'ok' ? null : String(found).replace(/^\*{3} in database \w+ \*{3}\n/, '');
}

/**
 * The same of a file that no one has open here. What has been written to its log and not yet to the
 * file itself is looked at too, and stays where it is.
 * @param busyTimeoutMs how long to wait for a lock that another process holds
 */
export function integrityFaultOf(file: string, busyTimeoutMs: number): string | null {
  const database = new Database(file, {
    readonly: true,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  try {
    return integrityFault(database);
  } finally {
    database.close();
  }
}

/** Whether an error of SQLite says that the file is damaged. @param code may have a second part */
export function isDamage(code: string): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}
