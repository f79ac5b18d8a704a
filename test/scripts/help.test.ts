import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { projectRoot } from '../../server/config/paths.ts';
import { run } from '../support/command.ts';
import { commandsInTurn } from '../support/in-turn.ts';

interface Package {
  scripts: Record<string, string>;
}

/** The commands of package.json that are programs of ours with a help. */
function commands(): string[] {
  const { scripts } = JSON.parse(
    readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
  ) as Package;
  const programs = Object.values(scripts).flatMap(
    (script) => /^node dist\/scripts\/([\w-]+)\.js$/.exec(script)?.[1] ?? [],
  );
  return programs.filter((name) => name !== 'docs');
}

/** The commands below a command, as its help lists them. */
function below(help: string): string[] {
  const [, list = ''] = /^Commands:\n((?: .*\n?)*)/m.exec(help) ?? [];
  const names = [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

t.test('every command explains itself in a terminal of 80 columns', async (t) => {
  const commandLine = commandsInTurn();
  t.teardown(() => commandLine.stop());
  const explain = async (...words: string[]): Promise<void> => {
    const { code, out } = await commandLine.run([...words, '--help']);
    const name = words.join(' ');
    t.equal(code, 0, name);
    t.match(out, /^Usage: /, name);
    const wide = out.split('\n').filter((line) => line.length > 80);
    t.same(wide, [], name);
    for (const word of below(out)) await explain(...words, word);
  };
  for (const name of commands()) await explain(name);
});

t.test('an option that there is not is a mistake of usage, in every command', async (t) => {
  const commandLine = commandsInTurn();
  t.teardown(() => commandLine.stop());
  for (const name of commands()) {
    const { code, err } = await commandLine.run([name, '--no-such-option']);
    t.equal(code, 2, name);
    t.match(err, /unknown option|required option|unknown command/, name);
  }
  const { code } = await run(t.testdir(), ['enroll', '--no-such-option']);
  t.equal(code, 2, 'of the process itself');
});

t.test('a command ends well whose output nobody reads to the end', async (t) => {
  const file = path.join(projectRoot, 'dist', 'scripts', 'enroll.js');
  const child = spawn(process.execPath, [file, '--help']);
  child.stdout.destroy();
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  t.equal(said, '');
  t.equal(child.exitCode, 0);
});
