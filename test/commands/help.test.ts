import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { runCommand } from '../support/command.ts';
import { runInTurn } from '../support/in-turn.ts';

/** The subcommands that a command's help lists. */
function below(help: string): string[] {
  const [, lists = ''] = /^((?:Commands|Run):\n[^]*)/m.exec(help) ?? [];
  const [commands = ''] = lists.split(/\n\n(?! |\w+:\n)/);
  const names = [...commands.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

t.test('every command explains itself in a terminal of 80 columns', async (t) => {
  const folder = t.testdir();
  const explain = async (...words: string[]): Promise<void> => {
    const { code, out } = await runInTurn(folder, [...words, '--help']);
    const name = ['vestibule', ...words].join(' ');
    t.equal(code, 0, name);
    t.match(out, /^Usage: /, name);
    const wide = out.split('\n').filter((line) => line.length > 80);
    t.same(wide, [], name);
    for (const word of below(out)) await explain(...words, word);
  };
  await explain();
});

t.test('an option that there is not is a mistake of usage, in every command', async (t) => {
  const here = t.testdir();
  const { out } = await runInTurn(here, ['--help']);
  const names = below(out);
  const folder = path.join(projectRoot, 'scripts/commands');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  t.same(
    files.filter((file) => !names.includes(path.parse(file).name)),
    [],
    'every command is listed',
  );
  t.ok(names.includes('evaluate'), 'and those of the laboratory');
  for (const name of names) {
    const { code, err } = await runInTurn(here, [name, '--no-such-option']);
    t.equal(code, 2, name);
    t.match(err, /unknown option|required option|unknown command/, name);
  }
  const { code } = await runCommand(here, ['enroll', '--no-such-option']);
  t.equal(code, 2, 'of the process itself');
});

t.test('a command that is mistyped is told which one was meant', async (t) => {
  const folder = t.testdir();
  t.match(await runCommand(folder, ['enrol']), {
    code: 2,
    err: /unknown command 'enrol'[^]*enroll/,
  });
  t.match(await runCommand(folder, ['enroll', 'lst']), { code: 2, err: /Did you mean list/ });
  t.match(await runCommand(folder, ['../server/main']), { code: 2, err: /unknown command/ });
  t.match(await runCommand(folder, []), { code: 2, err: /Usage: vestibule / });
});

t.test('it says its version', async (t) => {
  const { code, out } = await runCommand(t.testdir(), ['--version']);
  t.match({ code, out }, { code: 0, out: /^\d+\.\d+\.\d+\n$/ });
});

t.test('a command ends well whose output nobody reads to the end', async (t) => {
  const file = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const child = spawn(process.execPath, [file, 'enroll', '--help']);
  child.stdout.destroy();
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  t.equal(said, '');
  t.equal(child.exitCode, 0);
});
