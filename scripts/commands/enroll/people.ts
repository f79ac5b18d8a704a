import { oneLine, printable } from '#base/text';
import { personFields, storedFieldNames } from '#server/people/person-details.ts';
import { failuresUntilOff, isFaceOff } from '#server/people/failed-attempts.ts';
import { identifiersText } from '#server/people/person.ts';
import { listPeople, type PersonRow } from '#server/store/tables/people.ts';
import { peopleWithFailures, triesOf } from '#server/store/tables/person-tries.ts';
import { findPersonalCode } from '#server/store/tables/personal-codes.ts';
import { templatesOfPerson } from '#server/store/tables/templates.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { expiryOf, personJson, resolvePerson } from '../../terminal/person.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { countText, dateOf, labelledLines, wrapText } from '../../terminal/text.ts';
import { withOpenStore } from '../../terminal/with-resources.ts';
import { vestibule } from '#server/platform/operator-error.ts';

const listHelp = `
"Photos" counts the templates of the recogniser in use; somebody with none needs
new photos (add --update) before their face can be compared.

Examples:
  vestibule enroll list
  vestibule enroll list --json`;

export const listPeopleCommand = createProgram('list')
  .about('show everybody enrolled')
  .addHelpText('after', listHelp)
  .answers(() =>
    withOpenStore(async ({ store, modelId }) => {
      const people = await listPeople(store.db, modelId);
      const off = await peopleWithFailures(store.db, failuresUntilOff);
      const json = {
        people: people.map((person) => ({
          ...personJson(person, person.templates),
          faceOff: off.has(person.id),
        })),
      };
      return { ok: true, text: people.length === 0 ? nobody : tableOf(people, off), json };
    }),
  );

const nobody = `There are no enrolled people yet. "${vestibule} enroll add --help" shows how to enrol somebody.`;

type Listed = Awaited<ReturnType<typeof listPeople>>;

function tableOf(people: Listed, off: ReadonlySet<string>): string {
  const columns = { Name: 25, 'Known by': 29, Photos: 8, Expires: 13 };
  const rows = people.map((person) => {
    return [oneLine(person.name), identifiersText(person), person.templates, expiryOf(person)];
  });
  const count = countText(people.length, 'person', 'people');
  const named = people.filter(({ id }) => off.has(id)).map(({ name }) => name);
  const without =
    named.length === 0
      ? ''
      : printable`\nThe face check is off for: ${named.join('; ')}. See "face-on".`;
  return `${table(columns, rows)}\n${count}.${without}`;
}

const showHelp = `
A person is named by id, e-mail, employee id or exact name.

Examples:
  vestibule enroll show ada@example.com
  vestibule enroll show "Ada Example" --json`;

export const showPersonCommand = createProgram('show')
  .about(
    'show all that is stored of a person',
    'Show all that is stored of a person. Templates themselves are never shown.',
  )
  .argument('<person>', 'id, e-mail, employee id or exact name')
  .addHelpText('after', showHelp)
  .answers((reference: string) =>
    withOpenStore(async ({ store, modelId }) => {
      const person = await resolvePerson(store.db, reference);
      const stored = await templatesOfPerson(store.db, person.id);
      const templates = stored.map(({ model, source, createdAt }) => {
        return { model, source, createdAt, inUse: model === modelId };
      });
      const inUse = templates.filter((template) => template.inUse).length;
      const faceOff = isFaceOff(await triesOf(store.db, person.id));
      const codeSetUpAt = (await findPersonalCode(store.db, person.id))?.setUpAt ?? null;
      const more = { stored: templates, faceOff, codeSetUpAt };
      return {
        ok: true,
        text: textOf(person, templates, { faceOff, codeSetUpAt }),
        json: { person: { ...personJson(person, inUse), ...more } },
      };
    }),
  );

function textOf(
  person: PersonRow,
  templates: readonly { model: string; source: string; createdAt: Date; inUse: boolean }[],
  {
    faceOff,
    codeSetUpAt,
  }: {
    faceOff: boolean;
    codeSetUpAt: Date | null;
  },
): string {
  const consent = `${person.consent} (recorded ${dateOf(person.consentAt)})`;
  const texts = { ...person, consent };
  const lines: [string, string][] = [
    ['Id', person.id],
    ...storedFieldNames
      .filter((name) => name !== 'expiresAt')
      .map((name): [string, string] => [personFields[name].label, oneLine(texts[name] ?? '-')]),
    ['Enrolled', dateOf(person.createdAt)],
    [personFields.expiresAt.label, expiryOf(person)],
    ...templates.map(({ model, source, createdAt, inUse }): [string, string] => {
      const note = inUse ? '' : ', not used: of another recogniser';
      return ['Template', `from a ${source}, ${dateOf(createdAt)}, ${model}${note}`];
    }),
  ];
  if (faceOff) lines.push(['Face check', faceIsOff]);
  if (codeSetUpAt) lines.push(['Personal code', `set up ${dateOf(codeSetUpAt)}`]);
  if (templates.length === 0) lines.push(['Template', 'none']);
  return labelledLines(lines, 15);
}

const faceIsOff = `off, after ${failuresUntilOff} in a row have failed; "enroll face-on" turns it on again`;

const reembedHelp = `
Templates of one recogniser mean nothing to another, and photos are not kept, so
after a change of recogniser people need new photos. Until then their sign-ins
go to the front desk. Look at their document, because no face can confirm any
more who they are, and give the photos with:
  add --update PERSON --document-checked photo.jpg

The exit code is 1 when somebody needs new photos.

Examples:
  vestibule enroll reembed
  vestibule enroll reembed --json`;

export const reembedCommand = createProgram('reembed')
  .about(
    'say who needs new photos for the recogniser in use',
    'Say who has no template of the recogniser in use, and so needs new photos.',
  )
  .addHelpText('after', reembedHelp)
  .answers(() =>
    withOpenStore(async ({ store, modelId }) =>
      describeNeeded(await listPeople(store.db, modelId), modelId),
    ),
  );

function describeNeeded(everybody: Listed, model: string): CommandResult {
  const lacking = everybody.filter(({ templates }) => templates === 0);
  const json = {
    model,
    enrolled: everybody.length,
    needPhotos: lacking.map((person) => personJson(person, person.templates)),
  };
  const among = countText(everybody.length, 'person', 'people');
  if (lacking.length === 0) {
    const text = wrapText(`Nobody of ${among} needs new photos for the recogniser ${model}.`);
    return { ok: true, text, json };
  }
  const text = wrapText(
    `${lacking.length} of ${among} ${lacking.length === 1 ? 'has' : 'have'} no photo of the recogniser ${model}. Photos are not kept, so new ones are needed: add --update PERSON --document-checked photo.jpg`,
  );
  return { ok: false, text: `${lackingTable(lacking)}\n${text}`, json };
}

function lackingTable(people: Listed): string {
  const columns = { Name: 29, 'Known by': 34, Expires: 13 };
  const rows = people.map((person) => [
    oneLine(person.name),
    identifiersText(person),
    expiryOf(person),
  ]);
  return table(columns, rows);
}
