import type { Db } from '../store/schema.ts';
import { storedCscaLists, type CscaListRow } from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { isIntact, revisionOf } from './csca-lists.ts';
import type { WalletFiles } from './wallet-files.ts';

/** The files that judge documents in phones. */
export interface WalletListsInForce extends WalletFiles {
  revision: string;
}

/** Reads the files whose rows are as they were stored: what was altered is trusted in nothing. */
export async function walletListsInForce(
  db: Db,
  cipher: TemplateCipher,
): Promise<WalletListsInForce> {
  const rows = await storedCscaLists(db);
  const intact = rows.filter((row) => isOfPhones(row) && isIntact(row, cipher));
  return {
    lists: intact.filter(isTrust).map(({ content, authority }) => ({ content, authority })),
    statuses: intact.filter(isStatusList).map((row) => ({ uri: uriOf(row), content: row.content })),
    revision: revisionOf('phone', rows),
  };
}

type Kind = Pick<CscaListRow, 'kind'>;

/** Whether a file names issuers of documents in phones. */
export function isTrust({ kind }: Kind): boolean {
  return kind === 'wallet';
}

/** Whether an issuer withdraws documents in phones in a file. */
export function isStatusList({ kind }: Kind): boolean {
  return kind === 'wallet_status';
}

function isOfPhones(row: Kind): boolean {
  return isTrust(row) || isStatusList(row);
}

const prefix = 'status:';

/** The name under which a status list is stored. */
export function publisherOf(uri: string): string {
  return `${prefix}${uri}`;
}

/** The address of a stored status list, which documents name. */
export function uriOf({ publisher }: Pick<CscaListRow, 'publisher'>): string {
  return publisher.slice(prefix.length);
}
