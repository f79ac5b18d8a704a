import { printable } from '#base/text';
import { checkSettingsFor } from '../../checks/registry.ts';
import type { Config } from '../../config/config.ts';
import { issuersState } from '../../credentials/issuers-keeper.ts';
import type { Issuers } from '../../credentials/read-issuers.ts';
import { isOfPassports, isOldCscaList } from '../../documents/csca-lists.ts';
import { isStatusList, isTrust, uriOf } from '../../documents/wallet-lists.ts';
import { policyState } from '../../policy/policy-keeper.ts';
import type { Db } from '../../store/schema.ts';
import { cscaListFacts } from '../../store/tables/csca-lists.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { reloadAdvice } from './operator-files.ts';

const about = 'Health passes';
/** In days. Issuers may revoke keys and passes at any time, which an older file may not contain. */
const maxAgeDays = 30;
const maxMistakes = 20;

/** Examines whether the files of health pass issuers are in order, in force and current. */
export async function checkIssuers(config: Config, db: Db, now = new Date()): Promise<Finding[]> {
  const { issuersFolder: folder } = config;
  const { value, sha256, isInForce } = await issuersState(folder, db);
  // Without a service, a mistake of a file leaves out only what the file concerns.
  const read = value as Issuers;
  const findings = read.mistakes.slice(0, maxMistakes).map(({ file, text }) => {
    const isList = file.startsWith('revoked/');
    const effect = isList
      ? 'No pass that may be on it is accepted.'
      : 'Its issuers are not trusted.';
    const when = isInForce ? '' : ' A running service keeps what is in force. At its next start:';
    const todo = `Put the publisher’s file in its place, or delete it.${when} ${effect}`;
    return failing('issuers_file', about, printable`${file}: ${text}`, todo);
  });
  if (!isInForce && sha256 === null) {
    const found = `The folder ${folder} is gone that is in force.`;
    const todo =
      'Put it back. To trust nobody, make an empty one with an empty folder revoked in it.';
    findings.push(warning('issuers_file', about, found, todo));
  } else if (!isInForce) {
    const found = `The files in ${folder} are not in force yet.`;
    findings.push(warning('issuers_file', about, found, reloadAdvice));
  }
  if (sha256 !== null) findings.push(ok('issuers', about, inWords(read)));
  if (read.issuers === 0 && (await isAsked(config, db, 'health_pass'))) {
    const asked = 'The policy asks for health passes, and no issuer is trusted: none is accepted.';
    const todo = `Put the issuers’ files into ${folder}; docs/health-pass.md shows them.`;
    findings.push(failing('issuers_missing', about, asked, todo));
  }
  return [...findings, ...checkAge(read, now), ...checkMissingLists(read)];
}

function inWords({ issuers, keys, trust, unused }: Issuers): string {
  const [first] = unused;
  const left = first
    ? printable` ${unused.length} parts are not used, such as in ${first.file}: ${first.text}`
    : '';
  return `${issuers} ${issuers === 1 ? 'issuer' : 'issuers'} with ${keys} keys; ${trust.revoked} revoked.${left}`;
}

function checkAge({ dates }: Issuers, now: Date): Finding[] {
  const old = dates.filter(({ at }) => now.getTime() - at.getTime() > maxAgeDays * 86_400_000);
  return old.map(({ file, isList, at }) => {
    const found = printable`${file} is of ${at.toISOString().slice(0, 10)}.`;
    const todo = 'Download it again. Keys and passes may have been revoked since.';
    return warning(isList ? 'revocations_old' : 'issuers_old', about, found, todo);
  });
}

function checkMissingLists({ withoutList: keys }: Issuers): Finding[] {
  const [first] = keys;
  if (!first) return [];
  const number = keys.length === 1 ? 'One key is' : `${keys.length} keys are`;
  const found = printable`${number} said to have a list of revoked cards that is not here, or not as new: of ${first.issuer}.`;
  const todo =
    'Cards that are on it count. Put it (<address>/.well-known/crl/<kid>.json) into the folder revoked.';
  return [warning('revocations_missing', about, found, todo)];
}

/** Whether a rule of the policy asks for this check. */
async function isAsked(config: Config, db: Db, check: string): Promise<boolean> {
  const { policy } = await policyState(config.policy, checkSettingsFor(config), db);
  return policy?.rules.some(({ checks }) => checks.some(({ name }) => name === check)) ?? false;
}

const aboutPassports = 'Passports';

/** Examines whether lists of passport authorities exist and are current. */
export async function checkPassportAuthorities(
  config: Config,
  db: Db,
  now = new Date(),
): Promise<Finding[]> {
  const all = await cscaListFacts(db);
  const lists = all.filter(isOfPassports);
  const issuers = all.filter(isTrust);
  const wallets = [
    ...issuers.map((list) => ageOf(list, 'wallet trust', now)),
    ...checkStatusLists(all.filter(isStatusList), now),
  ];
  if (!lists.some(({ kind }) => kind === 'list')) {
    // An office may ask for phones alone.
    if (issuers.length > 0 || !(await isAsked(config, db, 'identity_document'))) return wallets;
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
  return [...lists.map((list) => ageOf(list, 'csca', now)), ...wallets];
}

function checkStatusLists(lists: readonly ListFacts[], now: Date): Finding[] {
  const [oldest] = lists.toSorted((one, other) => +one.importedAt - +other.importedAt);
  if (!oldest) return [];
  const [first, ...others] = lists.filter(({ signerUntil }) => signerUntil <= now);
  if (!first) {
    const day = oldest.importedAt.toISOString().slice(0, 10);
    const found = `${lists.length} current lists of withdrawn documents in phones; the oldest was imported ${day}.`;
    return [ok('csca', aboutPassports, found)];
  }
  const day = first.importedAt.toISOString().slice(0, 10);
  const found = printable`${others.length + 1} of ${lists.length} lists of withdrawn documents are over: ${uriOf(first)}, imported ${day}.`;
  const todo =
    'Documents that name them go to the desk. Download them again and run: vestibule wallet status import.';
  return [warning('csca_status_over', aboutPassports, found, todo)];
}

type ListFacts = Awaited<ReturnType<typeof cscaListFacts>>[number];

function ageOf(list: ListFacts, command: 'csca' | 'wallet trust', now: Date): Finding {
  const { publisher, kind, importedAt, authorities } = list;
  const day = importedAt.toISOString().slice(0, 10);
  const found = printable`${publisher} was imported ${day}: ${authorities} ${kind === 'revocations' ? 'signers withdrawn' : 'authorities'}.`;
  if (!isOldCscaList(list, now)) return ok('csca', aboutPassports, found);
  const todo = `Download the publisher’s newest list and run: vestibule ${command} import.`;
  return warning('csca_old', aboutPassports, found, todo);
}
