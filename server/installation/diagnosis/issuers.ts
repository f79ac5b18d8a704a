import { checkSettingsFor } from '../../checks/registry.ts';
import type { Config } from '../../config/config.ts';
import { isOldCscaList } from '../../documents/csca-lists.ts';
import { policyState } from '../../policy/policy-keeper.ts';
import { cscaListFacts } from '../../store/tables/csca-lists.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { isOldDirectory, isOldList } from '../../credentials/import-directory.ts';
import { printable } from '../../../packages/printable-text/index.ts';
import type { Db } from '../../store/schema.ts';
import {
  listCredentialDirectories,
  type CredentialDirectory,
  keysWithoutTheirList,
  listRevocationLists,
  type RevocationList,
} from '../../credentials/credential-rows.ts';

const about = 'Health passes';

/** Examines whether the directories of health pass issuers and their revocation lists are current. */
export async function checkIssuers(db: Db, now = new Date()): Promise<Finding[]> {
  const directories = await listCredentialDirectories(db);
  const lists = await listRevocationLists(db);
  return [
    ...directories.map((directory) => checkDirectory(directory, now)),
    ...directories.filter(({ signedBy: key }) => key === null).map(unchecked),
    ...checkRevocationLists(lists, now),
    ...(await checkMissingLists(db)),
  ];
}

function checkDirectory(directory: CredentialDirectory, now: Date): Finding {
  const { source, listedAt, importedAt, issuers, signedBy } = directory;
  const day = listedAt === null ? 'an unknown date' : listedAt.slice(0, 10);
  const who = issuers === 1 ? 'issuer' : 'issuers';
  const signed = signedBy === null ? '' : ` Signed by the key ${signedBy.slice(0, 16)}.`;
  const found = printable`The directory ${source} is of ${day}, imported ${importedAt.toISOString().slice(0, 10)}: ${issuers} ${who}.${signed}`;
  if (!isOldDirectory(directory, now)) return ok('issuers', about, found);
  const todo =
    'Download it again and import it: vestibule credentials issuers import. Keys and cards may have been taken back since.';
  return warning('issuers_old', about, found, todo);
}

function unchecked({ source }: CredentialDirectory): Finding {
  const found = printable`The signature of the directory ${source} was not checked.`;
  const todo = 'Import it with --signed-by and, where it is a file of its own, --signature.';
  return warning('issuers_unsigned', about, found, todo);
}

function checkRevocationLists(lists: readonly RevocationList[], now: Date): Finding[] {
  if (lists.length === 0) return [];
  const entries = lists.reduce((sum, list) => sum + list.entries, 0);
  const found = `${entries} are known to be taken back, on ${lists.length} lists.`;
  const old = lists.filter((list) => isOldList(list, now));
  if (old.length === 0) return [ok('revocations', about, found)];
  const names = [...new Set(old.map(({ source }) => source))];
  const [first = ''] = names;
  const others = names.length > 1 ? ` and ${names.length - 1} more` : '';
  const stale = printable`${found} ${old.length} of them are old: ${first}${others}.`;
  const todo = 'Import them again: vestibule credentials revocations import, or the directory.';
  return [warning('revocations_old', about, stale, todo)];
}

async function checkMissingLists(db: Db): Promise<Finding[]> {
  const keys = await keysWithoutTheirList(db);
  const [first] = keys;
  if (!first) return [];
  const number = keys.length === 1 ? 'One key is' : `${keys.length} keys are`;
  const found = printable`${number} said to have a list of revoked cards that is not here, or not as new: of ${first.issuer}.`;
  const todo =
    'Cards that are on it count. Import it (<address>/.well-known/crl/<kid>.json): vestibule credentials revocations import.';
  return [warning('revocations_missing', about, found, todo)];
}

const aboutPassports = 'Passports';

/** Examines whether lists of passport authorities exist and are current. */
export async function checkPassportAuthorities(
  config: Config,
  db: Db,
  now = new Date(),
): Promise<Finding[]> {
  const lists = await cscaListFacts(db);
  if (!lists.some(({ kind }) => kind === 'list')) {
    const { policy } = await policyState(config.policy, checkSettingsFor(config), db);
    const asked = policy?.rules.flatMap(({ checks }) => checks.map(({ name }) => name)) ?? [];
    if (!asked.includes('identity_document')) return [];
    const found = 'The policy asks for identity documents, and no authority is trusted.';
    return [
      failing(
        'csca_missing',
        aboutPassports,
        found,
        'Import a master list: vestibule csca import.',
      ),
    ];
  }
  return lists.map((list) => {
    const { publisher, kind, importedAt, authorities } = list;
    const day = importedAt.toISOString().slice(0, 10);
    const found = printable`${publisher} was imported ${day}: ${authorities} ${kind === 'revocations' ? 'signers withdrawn' : 'authorities'}.`;
    if (!isOldCscaList(list, now)) return ok('csca', aboutPassports, found);
    const todo = 'Download the publisher’s newest list and run: vestibule csca import.';
    return warning('csca_old', aboutPassports, found, todo);
  });
}
