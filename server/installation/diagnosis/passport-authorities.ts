import { checkSettingsFor } from '../../checks/registry.ts';
import type { Config } from '../../config/config.ts';
import { isOldCscaList } from '../../documents/csca-lists.ts';
import { policyState } from '../../policy/policy-keeper.ts';
import { printable } from '../../platform/text.ts';
import type { Db } from '../../store/schema.ts';
import { cscaListFacts } from '../../store/tables/csca-lists.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const about = 'Passports';

/** Are the lists of authorities that sign passports there, and of this time? */
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
    return [failing('csca_missing', about, found, 'Import a master list: vestibule csca import.')];
  }
  return lists.map((list) => {
    const { publisher, kind, importedAt, authorities } = list;
    const day = importedAt.toISOString().slice(0, 10);
    const found = printable`${publisher} was imported ${day}: ${authorities} ${kind === 'revocations' ? 'signers withdrawn' : 'authorities'}.`;
    if (!isOldCscaList(list, now)) return ok('csca', about, found);
    const todo = 'Download the publisher’s newest list and run: vestibule csca import.';
    return warning('csca_old', about, found, todo);
  });
}
