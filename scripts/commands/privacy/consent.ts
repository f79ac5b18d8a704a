import { Option } from 'commander';
import { consentSentence, renewConsent, withdrawConsent } from '#server/people/consent.ts';
import {
  identifiersText,
  consentStandings,
  isConsentEnded,
  type ConsentStanding,
} from '#server/people/person.ts';
import { printable } from '#base/text';
import { consentsOf, currentConsentText, type ConsentRow } from '#server/store/tables/privacy.ts';
import { waysOfConsent, type WayOfConsent } from '#server/store/record-schema.ts';
import { listPeople, type PersonRow } from '#server/store/tables/people.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { resolvePerson } from '../../terminal/person.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { dateOf, timeOf, wrapText, asLastDay } from '../../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import {
  withInstallation,
  type OpenInstallation,
  withPresentInstallation,
} from '../../terminal/with-installation.ts';
import { vestibule } from '#server/platform/operator-error.ts';

interface RenewOptions {
  how: string;
  given?: WayOfConsent;
  expires?: Date;
}

const help = `
A consent is recorded with the text that counted, how it was given, when, and
who recorded it. Withdrawing one turns the camera off for the person
at once; the next purge (daily) erases them.

Examples:
  vestibule privacy consent list --missing
  vestibule privacy consent show ada@example.com
  vestibule privacy consent renew ada@example.com --given paper \\
    --how "signed form, 2026-11-25"
  vestibule privacy consent withdraw ada@example.com`;

const person = 'id, e-mail, employee id or exact name';

export const consentCommand = createProgram('consent')
  .about("look at, renew or withdraw a person's consent")
  .addHelpText('after', help)
  .withCommands(
    createProgram('list')
      .about('show whose consent stands, and who is to be asked again')
      .option('--missing', 'only people without a consent that counts: the camera stays off')
      .answers((options: Options) => withPresentInstallation((place) => list(place, options))),
    createProgram('show')
      .about('show what a person agreed to, and when')
      .argument('<person>', person)
      .answers((reference: string) => withInstallation((place) => show(place, reference))),
    createProgram('renew')
      .about('write down that a person agreed to the text that counts')
      .argument('<person>', person)
      .requiredOption('--how <text>', 'how and when they agreed')
      .addOption(new Option('--given <way>', 'how it was given').choices(waysOfConsent))
      .option('--expires <date>', 'last day of the consent, for example 2027-11-24', asLastDay)
      .answers((reference: string, options: RenewOptions) =>
        withInstallation((place) => renew(place, reference, options)),
      ),
    createProgram('withdraw')
      .about('write down that a person agrees no more')
      .argument('<person>', person)
      .answers((reference: string) => withInstallation((place) => withdraw(place, reference))),
  );

async function show({ store }: OpenInstallation, reference: string): Promise<CommandResult> {
  const { id, name } = await resolvePerson(store.db, reference);
  const consents = await consentsOf(store.db, [id]);
  const current = await currentConsentText(store.db);
  const lines = consents.map((one, i) =>
    wrapText(lineOf(one, i === consents.length - 1), '', '  '),
  );
  const text = [printable`${name} (${id})`, ...lines].join('\n');
  return { ok: true, text, json: { personId: id, current: current?.version ?? null, consents } };
}

function lineOf(consent: ConsentRow, isLatest: boolean): string {
  const { givenAt, statement, given, textVersion, recordedBy, expiresAt, withdrawnAt } = consent;
  const parts = [
    printable`${timeOf(givenAt)}: ${statement}`,
    given === 'unspecified' ? null : given,
    textVersion === null ? 'no text was published then' : printable`text "${textVersion}"`,
    printable`recorded by ${recordedBy}`,
    expiresAt && `until ${dateOf(expiresAt)}`,
    withdrawnAt ? `withdrawn ${timeOf(withdrawnAt)}` : isLatest ? 'stands' : 'replaced',
  ];
  return parts.filter((part) => part !== null).join('; ');
}

async function renew(
  { store }: OpenInstallation,
  reference: string,
  { how, given, expires }: RenewOptions,
): Promise<CommandResult> {
  const statement = how.trim().replace(/\p{Cc}+/gu, ' ');
  if (statement === '' || statement.length > 2000) {
    throw new RefusalError(
      'consent_missing',
      'Say with --how how and when they agreed, for example "signed form, 2026-11-25". Nothing was changed.',
    );
  }
  if (expires && expires <= new Date()) {
    throw new RefusalError(
      'already_expired',
      'The consent would have expired already. Give a date to come; nothing was changed.',
    );
  }
  const { id, name } = await resolvePerson(store.db, reference);
  const consent = { statement, given, expiresAt: expires ?? null };
  const agreement = await renewConsent(store.db, id, consent, commandActor());
  if (!agreement) throw goneError();
  return {
    ok: true,
    text: wrapText(consentSentence(name, agreement)),
    json: { personId: id, textVersion: agreement.text?.version ?? null },
  };
}

async function withdraw({ store }: OpenInstallation, reference: string): Promise<CommandResult> {
  const { id, name } = await resolvePerson(store.db, reference);
  if (!(await withdrawConsent(store.db, id, commandActor()))) {
    throw new RefusalError(
      'no_consent',
      printable`${name} has no consent to withdraw. Nothing was changed.`,
    );
  }
  const sentence = printable`The consent of ${name} is withdrawn: the camera stays off for them, and the next purge erases them. To erase them now: ${vestibule} privacy erase ${id}`;
  return { ok: true, text: wrapText(sentence), json: { personId: id } };
}

function goneError(): RefusalError {
  return new RefusalError('no_such_person', 'This person has been erased in the meantime.');
}

interface Options {
  missing?: boolean;
}

type State = 'stands' | 'outdated' | 'withdrawn' | 'run out';

async function list(
  { store: { db } }: OpenInstallation,
  { missing }: Options,
): Promise<CommandResult> {
  // The model only selects which templates are counted, and none are shown here.
  const people = await listPeople(db, '');
  const standingOf = await consentStandings(
    db,
    people.map(({ id }) => id),
  );
  const all = people.map((person) => ({ person, state: stateOf(standingOf(person.id)) }));
  const consents = missing ? all.filter(({ state }) => state !== 'stands') : all;
  const json = consents.map(({ person: { id, consentAt }, state }) => ({ id, consentAt, state }));
  const nobody = missing ? 'The consent of everybody stands.' : 'There are no enrolled people.';
  return {
    ok: true,
    text: consents.length === 0 ? nobody : tableOf(consents),
    json: { people: json },
  };
}

function stateOf(standing: ConsentStanding): State {
  if (standing.withdrawnAt) return 'withdrawn';
  if (isConsentEnded(standing, new Date())) return 'run out';
  return standing.isOutdated ? 'outdated' : 'stands';
}

function tableOf(consents: readonly { person: PersonRow; state: State }[]): string {
  const columns = { Name: 25, 'Known by': 27, Given: 12, Consent: 11 };
  const rows = consents.map(({ person, state }) => {
    return [person.name, identifiersText(person), dateOf(person.consentAt), state];
  });
  return table(columns, rows);
}
