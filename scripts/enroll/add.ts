import { InvalidArgumentError, type Command } from 'commander';
import { enrol } from '../../server/people/enrol.ts';
import type { Enrolment, EnrolmentResult } from '../../server/people/enrolment.ts';
import type { Photo } from '../../server/people/photos.ts';
import { update } from '../../server/people/update.ts';
import { findPerson } from '../../server/store/tables/people.ts';
import { templatesOfPerson } from '../../server/store/tables/templates.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { alikeOf } from './alike.ts';
import { callersFolder } from './callers-folder.ts';
import { endOfDay } from './expiry.ts';
import { onePerson } from './one-person.ts';
import { knownBy, personJson, photoCount } from './person-text.ts';
import { photoFile } from './photo-files.ts';
import { refusalLines, warningLines } from './result-text.ts';
import { withEnrolment } from './workplace.ts';

interface Options extends OutputOptions {
  name?: string;
  email?: string;
  employeeId?: string;
  consent?: string;
  expires?: Date;
  update?: string;
  samePersonAs?: string[];
  twinOf?: string[];
}

const help = `
A visitor is found by the e-mail that they type on the iPad, else by Envoy's
employee id, else by their full name. One good photo is enough; two or three,
taken on different days, make the comparison surer. Photos are looked at and
forgotten: what is kept is an encrypted template of the face.

It is all or nothing: when one photo is refused, nobody is enrolled, and every
refused photo is named with its reason.

With --update, photos are added to somebody enrolled, and those details that are
given replace the old ones.

A face that looks like somebody enrolled is refused with that name. If it is the
same person, who also signs in as somebody else (another e-mail, say), give
--same-person-as; if it is another person, --twin-of, and both of them then need
to look more like themselves than others do. Either may be given several times.

Examples:
  npm run enroll -- add --name "Ada Example" --email ada@example.com \\
    --consent "signed form, 2026-11-24" a.jpg b.jpg
  npm run enroll -- add --name "Bo Example" --employee-id 640 \\
    --expires 2027-11-24 --consent "e-mail of 2026-11-20" bo.jpg
  npm run enroll -- add --update ada@example.com newer.jpg`;

/** `enroll add` */
export function addAddCommand(program: Command): void {
  program
    .command('add')
    .summary('enrol a person from photos')
    .description('Enrol a person from photos (JPEG, PNG or WebP), or add to somebody enrolled.')
    .argument('[photos...]', 'photos of this person alone, from the front')
    .option('--name <name>', 'full name, as the person types it on the iPad')
    .option('--email <address>', 'e-mail address')
    .option('--employee-id <id>', "Envoy's id of the employee, for employees who sign in")
    .option('--consent <text>', 'how and when the person agreed; nobody is enrolled without')
    .option('--expires <date>', 'last day of the enrolment, for example 2027-11-24', asDate)
    .option('--update <person>', 'add to this person: id, e-mail, employee id or exact name')
    .option('--same-person-as <person>', 'a further enrolment of this person', collected)
    .option('--twin-of <person>', 'looks like this person, but is another', collected)
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((photoNames: string[], options: Options) =>
      answer(options, () =>
        withEnrolment(async (enrolment) => {
          const photos = photoNames.map((name) => photoFile(name, callersFolder()));
          return described(enrolment, options, await enrolOrUpdate(enrolment, options, photos));
        }),
      ),
    );
}

async function enrolOrUpdate(
  enrolment: Enrolment,
  options: Options,
  photos: Photo[],
): Promise<EnrolmentResult> {
  const { name, email, employeeId, consent, expires: expiresAt } = options;
  const alike = await alikeOf(enrolment.db, options);
  if (options.update !== undefined) {
    const person = await onePerson(enrolment.db, options.update);
    const given = Object.entries({ name, email, employeeId, consent, expiresAt });
    const changes = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    return update(enrolment, person.id, changes, photos, alike);
  }
  const details = {
    name: name ?? '',
    email: email ?? null,
    employeeId: employeeId ?? null,
    consent: consent ?? '',
    expiresAt: expiresAt ?? null,
  };
  return enrol(enrolment, details, photos, alike);
}

async function described(
  { db, vision }: Enrolment,
  options: Options,
  result: EnrolmentResult,
): Promise<Answer> {
  if (result.state === 'refused') {
    const who = options.update ?? options.name?.trim();
    const what = options.update === undefined ? 'enrolled' : 'changed';
    const first = wrapped(
      `${who ? `"${who}"` : 'Nobody'} was ${who ? 'not ' : ''}${what}; nothing was stored.`,
    );
    const remedy = (id: string) => `To add photos or change details, use: --update ${id}`;
    return {
      ok: false,
      text: [first, ...refusalLines(result, remedy)].join('\n'),
      json: { ...result },
    };
  }
  const person = await findPerson(db, result.personId);
  if (!person) throw new Error('A person just stored is not there.');
  const templates = (await templatesOfPerson(db, person.id)).filter(
    ({ model }) => model === vision.model.id,
  ).length;
  const who = `${person.name} (${knownBy(person)})`;
  const sentence = {
    enrolled: `Enrolled ${who} from ${photoCount(result.added)}.`,
    updated: `Updated ${who}: ${photoCount(result.added)} added, ${templates} in all.`,
    unchanged: `${who} is as before: there was nothing new.`,
  }[result.state];
  const { state, added, photos, warnings } = result;
  return {
    ok: true,
    text: [wrapped(sentence), `  Id ${person.id}`, ...(await warningLines(db, result))].join('\n'),
    json: { state, person: personJson(person, templates), added, photos, warnings },
  };
}

function collected(person: string, before: string[] = []): string[] {
  return [...before, person];
}

function asDate(text: string): Date {
  const date = endOfDay(text);
  if (!date) throw new InvalidArgumentError('Give a day as 2027-11-24.');
  return date;
}
