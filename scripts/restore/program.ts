import path from 'node:path';
import type { Command } from 'commander';
import type { Answer } from '../cli/answer.ts';
import { commandConfig } from '../cli/command-config.ts';
import { confirm } from '../cli/confirm.ts';
import { answer, createProgram, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { callersFolder } from '../enroll/callers-folder.ts';
import { restore } from './restore.ts';

interface Options extends OutputOptions {
  key?: string;
  erasures?: string;
  yes?: boolean;
}

const help = `
Stop the service first. The copy is looked through, and refused when it is
damaged, of a newer version, or under another template key; the database that is
there is kept beside the new one.

Who was erased since the copy was made is erased again, as the present database
and erased-ids.txt say. Who opted out or withdrew consent since, and kiosks that
were revoked, stay so. Sign-ins and enrolments since then are in the old
database only.

Examples:
  npm run restore -- /backups/vestibule-2026-11-25.sqlite
  npm run restore -- old.sqlite --key old.sqlite.template.key

Exit codes:
  0  done
  1  refused; the reason was printed, and nothing was changed
  2  the command was not understood`;

/** `restore` */
export function restoreProgram(): Command {
  return createProgram('restore')
    .description('Put the database back from a copy that "backup" made.')
    .argument('<file>', 'the copy')
    .option(
      '--key <file>',
      'the template key that the copy is under, when it is not the present one',
    )
    .option('--erasures <file>', 'erased-ids.txt from elsewhere, in addition to the one here')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((file: string, options: Options) =>
      answer(options, () => restoreFrom(path.resolve(callersFolder(), file), options)),
    );
}

async function restoreFrom(file: string, options: Options): Promise<Answer> {
  const config = commandConfig();
  if (!options.yes) {
    await confirm(`Replace the database in ${config.dataDir}?`, 'Nothing was changed');
  }
  const given = (name: string | undefined) =>
    name === undefined ? null : path.resolve(callersFolder(), name);
  const restored = await restore(config, file, {
    keyFile: given(options.key),
    erasuresFile: given(options.erasures),
  });
  const { people, erasedAgain, optOuts, withdrawn, kiosksRevoked, keptAside, erasuresKnown } =
    restored;
  const lines = [
    `Restored: ${people === 1 ? '1 person' : `${people} people`}.`,
    `Since the copy was made: ${erasedAgain} erased (again), ${optOuts} opt-outs, ${withdrawn} consents withdrawn, ${kiosksRevoked} kiosks revoked.`,
    ...(erasuresKnown
      ? []
      : [
          'There was no register of erasures here, so nobody can tell who was erased since the copy was made. If you have an erased-ids.txt, restore again with --erasures.',
        ]),
    ...keptAside.map((name) => `Kept aside, delete it when all is well: ${name}`),
  ];
  const text = lines.map((line) => wrapped(line)).join('\n');
  return { ok: true, text, json: { ...restored } };
}
