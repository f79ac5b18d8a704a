import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { run } from '../support/command.ts';
import { runInTurn } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';

/** What a shell offers behind these words, the last of which is being typed. */
type Offer = (...words: string[]) => string[];

const written = run(process.cwd(), ['completion', 'bash']);

async function bashWith(t: Test): Promise<Offer> {
  const folder = t.testdir({});
  const { code, out } = await written;
  t.equal(code, 0);
  const script = path.join(folder, 'vestibule.bash');
  writeFileSync(script, out);
  // As bash does when the key is pressed: by the function that `complete` knows for the command.
  const press = `
    source "$1"; shift
    read -ra known <<< "$(complete -p vestibule)"
    COMP_WORDS=(vestibule "$@"); COMP_CWORD=$#
    "\${known[-2]}" vestibule "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (...words) => {
    const bash = ['--norc', '-uc', press, 'bash', script, ...words];
    const { status, stdout, stderr } = spawnSync('bash', bash, { encoding: 'utf8', cwd: folder });
    t.match({ status, stderr }, { status: 0, stderr: '' }, words.join(' '));
    return stdout.split('\n').filter((line) => line !== '');
  };
}

const needsBash = lacking('bash');

t.test('bash completes commands, those below them, and options', { skip: needsBash }, async (t) => {
  const offer = await bashWith(t);
  t.same(offer('enr'), ['enroll']);
  t.same(offer('privacy', 'consent'), ['consent-text', 'consent']);
  t.same(offer('privacy', 'consent', 'w'), ['withdraw']);
  t.same(offer('enroll', 'add', '--employee'), ['--employee-id']);
  t.match(offer('enroll', 'add', '--name', 'Ada', '--em'), ['--email', '--employee-id']);
  t.same(offer('completion', ''), ['bash', 'zsh', 'fish', '--help']);
  t.ok(offer('').includes('doctor'));
});

t.test('bash completes the value of an option', { skip: needsBash }, async (t) => {
  const offer = await bashWith(t);
  t.same(offer('setup', '--tunnel', 't'), ['tailscale']);
  t.same(offer('setup', '--tunnel', '=', 'ngr'), ['ngrok'], 'after --tunnel=');
  t.same(offer('setup', '--tunnel', '=').length, 6);
  t.same(offer('backup', '--out', 'e'), [], 'a file, which bash finds by itself');
  // A value that is called as a command stays a value.
  t.same(offer('enroll', 'add', '--name', 'list', '--emp'), ['--employee-id']);
});

t.test('every command and option that help shows is completed', { skip: needsBash }, async (t) => {
  const offer = await bashWith(t);
  for (const words of [[], ['enroll'], ['enroll', 'add'], ['simulate', 'sign-in'], ['bench']]) {
    const { out } = await runInTurn(t.testdirName, [...words, '--help']);
    const shown = [...out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, long = '']) => long);
    t.ok(shown.length > 0);
    const offered = offer(...words, '--');
    const missing = shown.filter((long) => !offered.includes(long));
    t.same(missing, [], words.join(' '));
  }
});

t.test('zsh and fish have a script too, and no other shell', async (t) => {
  const folder = t.testdir();
  const zsh = await run(folder, ['completion', 'zsh']);
  t.match(zsh, { code: 0, out: /bashcompinit[^]*complete -o default -F _vestibule vestibule/ });
  const fish = await run(folder, ['completion', 'fish']);
  t.match(fish, { code: 0, out: /__vestibule_at " enroll add"' -l employee-id -r -d / });
  t.match(await run(folder, ['completion', 'tcsh']), { code: 2, err: /bash, zsh, fish/ });
});
