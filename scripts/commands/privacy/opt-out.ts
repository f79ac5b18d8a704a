import { printable, foldEmail, foldName } from '#base/text';
import { OptOuts } from '#server/people/opt-outs.ts';
import { listOptOuts, type OptOutRow } from '#server/store/tables/privacy.ts';
import { findPeople } from '#server/store/tables/people.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation, type OpenInstallation } from '../../terminal/with-installation.ts';
import { RefusalError, type CommandResult, confirm } from '../../terminal/answer.ts';
import { createProgram, type Command } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { countText, timeOf, wrapText } from '../../terminal/text.ts';
import { vestibule } from '#server/platform/operator-error.ts';

interface Options {
  name?: string;
  email?: string;
  employeeId?: string;
  id?: string;
  yes?: boolean;
}

const help = `
Nobody on the list is ever captured, whatever a policy asks: their sign-in
goes to the front desk with the camera off, and nobody can enrol them. Known by
e-mail or employee id, the wish meets that person only; by name, everybody of
that name. What is stored is a keyed hash, so the list cannot be read out again,
not even here; the key is the file opt-out.key in the data folder.

Examples:
  vestibule privacy opt-out add --email bo@example.com --name "Bo Example"
  vestibule privacy opt-out list
  vestibule privacy opt-out remove --email bo@example.com`;

export const optOutCommand = createProgram('opt-out')
  .about('people whose face is never to be captured')
  .addHelpText('after', help)
  .withCommands(
    addIdentity(createProgram('add').about('put somebody on the list')).answers(
      (options: Options) => withInstallation((place) => add(place, options)),
    ),
    createProgram('list')
      .about('show what is on the list')
      .answers(() => withInstallation(list)),
    addIdentity(createProgram('remove').about('take somebody off the list'))
      .option('--id <id>', 'an entry of the list')
      .answers((options: Options) => withInstallation((place) => remove(place, options))),
    createProgram('clear')
      .about('empty the list, for when its key is lost')
      .option('--yes', 'do not ask')
      .answers((options: Options) => withInstallation((place) => clear(place, options))),
  );

function addIdentity(command: Command): Command {
  return command
    .option('--name <name>', 'full name')
    .option('--email <address>', 'e-mail address')
    .option('--employee-id <id>', "Envoy's id of the employee");
}

async function add({ store, config }: OpenInstallation, options: Options): Promise<CommandResult> {
  const added = await listOf(store, config).add(claimOf(options), commandActor());
  const enrolled = await findEnrolled(store, options);
  const hint = enrolled.map(
    ({ id, name }) =>
      printable`${name} is enrolled; erase them with: ${vestibule} privacy erase ${id}`,
  );
  const what =
    added === 0
      ? 'They were on the opt-out list already.'
      : `Added ${countText(added, 'entry', 'entries')}.`;
  const text = [what, ...hint].map((line) => wrapText(line)).join('\n');
  return { ok: true, text, json: { added, enrolled: enrolled.map(({ id }) => id) } };
}

async function remove(
  { store, config }: OpenInstallation,
  options: Options,
): Promise<CommandResult> {
  const list = listOf(store, config);
  const actor = commandActor();
  const removed =
    options.id === undefined
      ? await list.remove(claimOf(options), actor)
      : Number(await list.removeEntry(options.id, actor));
  if (removed === 0) throw new RefusalError('not_listed', 'Nothing of that is on the list.');
  return {
    ok: true,
    text: `Removed ${countText(removed, 'entry', 'entries')}.`,
    json: { removed },
  };
}

async function clear(
  { store, config }: OpenInstallation,
  options: Options,
): Promise<CommandResult> {
  const all = await listOptOuts(store.db);
  if (!options.yes) {
    const question = `Forget all ${countText(all.length, 'entry', 'entries')} of the opt-out list?`;
    await confirm(question, 'Nothing was removed');
  }
  for (const { id } of all) await listOf(store, config).removeEntry(id, commandActor());
  return {
    ok: true,
    text: `Removed ${countText(all.length, 'entry', 'entries')}.`,
    json: { removed: all.length },
  };
}

async function list({ store }: OpenInstallation): Promise<CommandResult> {
  const all = await listOptOuts(store.db);
  const json = all.map(({ id, kind, addedAt, addedBy }) => {
    return { id, kind, addedAt, addedBy };
  });
  const text = all.length === 0 ? 'The opt-out list is empty.' : tableOf(all);
  return { ok: true, text, json: { optOuts: json } };
}

function tableOf(all: readonly OptOutRow[]): string {
  const columns = { Id: 40, By: 14, Added: 22 };
  const rows = all.map(({ id, kind, addedAt }) => [id, kind.replace('_', ' '), timeOf(addedAt)]);
  return table(columns, rows);
}

function listOf(store: OpenInstallation['store'], config: OpenInstallation['config']): OptOuts {
  return new OptOuts(store.db, config);
}

function claimOf({ name, email, employeeId }: Options) {
  const claim = { name: name ?? null, email: email ?? null, employeeId: employeeId ?? null };
  const isEmpty = Object.values(claim).every((text) => (text ?? '').trim() === '');
  if (!isEmpty) return claim;
  throw new RefusalError(
    'nobody_named',
    'Say who: --name, --email or --employee-id. Nothing was done.',
  );
}

function findEnrolled({ db }: OpenInstallation['store'], { name, email, employeeId }: Options) {
  return findPeople(db, {
    nameFolded: name === undefined ? null : foldName(name),
    emailFolded: email === undefined ? null : foldEmail(email),
    employeeId: employeeId?.trim() ?? null,
  });
}
