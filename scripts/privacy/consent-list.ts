import Table from 'cli-table3';
import type { Command } from 'commander';
import {
  consentStandings,
  hasEnded,
  type ConsentStanding,
} from '../../server/people/consent-standing.ts';
import { listPeople, type PersonRow } from '../../server/store/tables/people.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { dateOf } from '../cli/text.ts';
import { withPresentInstallation, type Installation } from '../cli/with-installation.ts';
import { knownBy } from '../enroll/person-text.ts';

interface Options extends OutputOptions {
  missing?: boolean;
}

type State = 'stands' | 'outdated' | 'withdrawn' | 'run out';

/** `privacy consent list` */
export function addConsentListCommand(consent: Command): void {
  consent
    .command('list')
    .summary('show whose consent stands, and who is to be asked again')
    .option('--missing', 'only those for whom the camera stays off')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      answer(options, () => withPresentInstallation((place) => list(place, options))),
    );
}

async function list({ store: { db } }: Installation, { missing }: Options): Promise<Answer> {
  // The model says which templates are counted; none are shown here.
  const people = await listPeople(db, '');
  const standingOf = await consentStandings(
    db,
    people.map(({ id }) => id),
  );
  const all = people.map((person) => ({ person, state: stateOf(standingOf(person.id)) }));
  const shown = missing ? all.filter(({ state }) => state !== 'stands') : all;
  const json = shown.map(({ person: { id, consentAt }, state }) => ({ id, consentAt, state }));
  const nobody = missing ? 'The consent of everybody stands.' : 'Nobody is enrolled.';
  return { ok: true, text: shown.length === 0 ? nobody : tableOf(shown), json: { people: json } };
}

function stateOf(standing: ConsentStanding): State {
  if (standing.withdrawnAt) return 'withdrawn';
  if (hasEnded(standing, new Date())) return 'run out';
  return standing.isOutdated ? 'outdated' : 'stands';
}

function tableOf(shown: readonly { person: PersonRow; state: State }[]): string {
  const table = new Table({
    head: ['Name', 'Known by', 'Given', 'Consent'],
    // With the borders, 80 columns.
    colWidths: [25, 27, 12, 11],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const { person, state } of shown) {
    table.push([person.name, knownBy(person), dateOf(person.consentAt), state]);
  }
  return table.toString();
}
