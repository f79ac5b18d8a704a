import type { Command } from 'commander';
import type { PersonRow } from '../../server/store/tables/people.ts';
import { templatesOfPerson } from '../../server/store/tables/templates.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { dateOf, wrapped } from '../cli/text.ts';
import { onePerson } from './one-person.ts';
import { expiryOf, personJson } from './person-text.ts';
import { withStore } from './workplace.ts';

const help = `
A person is named by id, e-mail, employee id or exact name.

Examples:
  npm run enroll -- show ada@example.com
  npm run enroll -- show "Ada Example" --json`;

/** `enroll show` */
export function addShowCommand(program: Command): void {
  program
    .command('show')
    .summary('show all that is stored of a person')
    .description('Show all that is stored of a person. Templates themselves are never shown.')
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: OutputOptions) =>
      answer(options, () =>
        withStore(async ({ store, modelId }) => {
          const person = await onePerson(store.db, reference);
          const stored = await templatesOfPerson(store.db, person.id);
          const templates = stored.map(({ model, source, createdAt }) => {
            return { model, source, createdAt, inUse: model === modelId };
          });
          const inUse = templates.filter((template) => template.inUse).length;
          return {
            ok: true,
            text: textOf(person, templates),
            json: { person: { ...personJson(person, inUse), stored: templates } },
          };
        }),
      ),
    );
}

function textOf(
  person: PersonRow,
  templates: readonly { model: string; source: string; createdAt: Date; inUse: boolean }[],
): string {
  const lines: [string, string][] = [
    ['Id', person.id],
    ['Name', oneLine(person.name)],
    ['E-mail', oneLine(person.email ?? '-')],
    ['Employee id', oneLine(person.employeeId ?? '-')],
    ['Consent', `${oneLine(person.consent)} (recorded ${dateOf(person.consentAt)})`],
    ['Enrolled', dateOf(person.createdAt)],
    ['Expires', expiryOf(person)],
    ...templates.map(({ model, source, createdAt, inUse }): [string, string] => {
      const note = inUse ? '' : ', not used: of another recogniser';
      return ['Template', `from a ${source}, ${dateOf(createdAt)}, ${model}${note}`];
    }),
  ];
  if (templates.length === 0) lines.push(['Template', 'none']);
  const width = 14;
  return lines
    .map(([label, text]) => label.padEnd(width) + wrapped(text, ' '.repeat(width)).slice(width))
    .join('\n');
}
