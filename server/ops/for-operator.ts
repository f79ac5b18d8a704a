import { ConfigError } from '../config/config.ts';
import { IssuerError } from '../credentials/issuers/issuer-error.ts';
import { FileError } from '../followed/file-error.ts';
import { PairingError } from '../kiosk/pairing-error.ts';
import { QueryError, StoreError } from '../store/store-error.ts';
import { ModelsError } from '../vision/models/models-error.ts';
import { ListError } from '../watchlist/list-error.ts';

const kinds = [
  ConfigError,
  FileError,
  IssuerError,
  ListError,
  PairingError,
  StoreError,
  ModelsError,
];

/**
 * The sentence for whoever runs this, when the error is one that they can mend; null when it is a
 * fault of the program, whose stack says more.
 */
export function sentenceForOperator(error: unknown): string | null {
  if (kinds.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof QueryError) return databaseTrouble(error.code);
  const { code, path, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: is Vestibule running already? Stop it, or choose another port (VESTIBULE_HOOK_PORT, VESTIBULE_LOBBY_PORT).`;
  }
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
    return `${path} may not be read or written by this account (${code}): look at its owner and its permissions.`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `This machine has no address ${address}: look at VESTIBULE_HOOK_HOST and VESTIBULE_LOBBY_HOST.`;
  }
  return null;
}

/** @param code SQLite's, which says more after a second underscore */
function databaseTrouble(code: string): string | null {
  const sentences: Record<string, string> = {
    SQLITE_BUSY: 'Another process keeps the database locked. Try again in a moment.',
    SQLITE_FULL: 'The disk is full. Make room and try again; nothing was changed.',
    SQLITE_READONLY: 'The database may only be read. Look at the permissions of the data folder.',
    SQLITE_IOERR: 'The disk that holds the database reports faults. Look at the system log.',
    SQLITE_CORRUPT: 'The database is damaged. Restore it from a backup.',
  };
  return sentences[code.split('_').slice(0, 2).join('_')] ?? null;
}
