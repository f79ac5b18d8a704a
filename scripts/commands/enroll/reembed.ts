import { knownBy } from '../../../server/people/person.ts';
import { listPeople } from '../../../server/store/tables/people.ts';
import { oneLine } from '../../../server/platform/text.ts';
import type { Answer } from '../../terminal/answer.ts';
import type { Command } from '../../terminal/program.ts';
import { tableText } from '../../terminal/table.ts';
import { wrapped } from '../../terminal/text.ts';
import { expiryOf, personJson } from '../../terminal/person.ts';
import { withStore } from '../../terminal/workplace.ts';

const help = `
Templates of one recogniser mean nothing to another, and photos are not kept, so
after a change of recogniser people need new photos. Until then their sign-ins
go to the front desk. Look at a document of theirs, for no face can say any more
who they are, and give the photos with:
  add --update PERSON --document-checked photo.jpg

The exit code is 1 when somebody needs new photos.

Examples:
  vestibule enroll reembed
  vestibule enroll reembed --json`;

export function addReembedCommand(program: Command): void {
  program
    .command('reembed')
    .about(
      'say who needs new photos for the recogniser in use',
      'Say who has no template of the recogniser in use, and so needs new photos.',
    )
    .addHelpText('after', help)
    .answers(() =>
      withStore(async ({ store, modelId }) =>
        described(await listPeople(store.db, modelId), modelId),
      ),
    );
}

type Listed = Awaited<ReturnType<typeof listPeople>>;

function described(everybody: Listed, model: string): Answer {
  const lacking = everybody.filter(({ templates }) => templates === 0);
  const json = {
    model,
    enrolled: everybody.length,
    needPhotos: lacking.map((person) => personJson(person, person.templates)),
  };
  const among = everybody.length === 1 ? '1 person' : `${everybody.length} people`;
  if (lacking.length === 0) {
    const text = wrapped(`Nobody of ${among} needs new photos for the recogniser ${model}.`);
    return { ok: true, text, json };
  }
  const text = wrapped(
    `${lacking.length} of ${among} ${lacking.length === 1 ? 'has' : 'have'} no photo of the recogniser ${model}. Photos are not kept, so new ones are needed: add --update PERSON --document-checked photo.jpg`,
  );
  return { ok: false, text: `${tableOf(lacking)}\n${text}`, json };
}

function tableOf(people: Listed): string {
  const columns = { Name: 29, 'Known by': 34, Expires: 13 };
  const rows = people.map((person) => [oneLine(person.name), knownBy(person), expiryOf(person)]);
  return tableText(columns, rows);
}
