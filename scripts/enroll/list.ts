import Table from 'cli-table3';
import type { Command } from 'commander';
import { listPeople } from '../../server/store/tables/people.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { expiryOf, knownBy, personJson } from './person-text.ts';
import { withStore } from './workplace.ts';

const help = `
"Photos" counts the templates of the recogniser in use; somebody with none needs
new photos (add --update) before their face can be compared.

Examples:
  npm run enroll -- list
  npm run enroll -- list --json`;

/** `enroll list` */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .summary('show everybody enrolled')
    .description('Show everybody enrolled.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) =>
      answer(options, () =>
        withStore(async ({ store, modelId }) => {
          const people = await listPeople(store.db, modelId);
          const json = { people: people.map((person) => personJson(person, person.templates)) };
          return { ok: true, text: people.length === 0 ? nobody : tableOf(people), json };
        }),
      ),
    );
}

const nobody =
  'Nobody is enrolled yet. "npm run enroll -- add --help" shows how to enrol somebody.';

function tableOf(people: Awaited<ReturnType<typeof listPeople>>): string {
  const table = new Table({
    head: ['Name', 'Known by', 'Photos', 'Expires'],
    // With the borders, 80 columns.
    colWidths: [25, 29, 8, 13],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const person of people) {
    table.push([oneLine(person.name), knownBy(person), person.templates, expiryOf(person)]);
  }
  const count = people.length === 1 ? '1 person' : `${people.length} people`;
  return `${table.toString()}\n${count}.`;
}
