import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';

const stack = /\n {4}at /;

t.test('where there is no database, none is copied, proved or purged', async (t) => {
  const folder = t.testdir();
  for (const words of [
    ['backup', '--out', 'copy.sqlite'],
    ['audit', 'verify'],
    ['audit', 'export'],
    ['privacy', 'purge', '--yes'],
    ['privacy', 'export', 'ada@example.com', '--json'],
    ['privacy', 'erase', 'ada@example.com', '--yes'],
    ['privacy', 'consent', 'list'],
  ]) {
    const { code, json } = await runJson(folder, words);
    t.match({ code, json }, { code: 1, json: { error: { code: 'no_database' } } }, words.join(' '));
  }
  t.notOk(existsSync(path.join(folder, 'data', 'vestibule.sqlite')));
  t.notOk(existsSync(path.join(folder, 'copy.sqlite')));
});

t.test('a command that makes a new database says so once', async (t) => {
  const folder = t.testdir();
  const first = await run(folder, ['enroll', 'list']);
  t.match(first, { code: 0, err: /A new database was made in\s[^]*VESTIBULE_DATA_DIR/ });
  const second = await run(folder, ['enroll', 'list']);
  t.match(second, { code: 0, err: '' });
});

t.test('a target that cannot be written is told in words', async (t) => {
  const folder = t.testdir();
  await run(folder, ['enroll', 'list']);
  for (const words of [['audit', 'export', '--out', 'nowhere/record.txt']]) {
    const { code, err } = await run(folder, words);
    t.equal(code, 1, words.join(' '));
    t.match(err.replaceAll('\n', ' '), /nowhere.*there is no such file or folder/, words.join(' '));
    t.notMatch(err, stack);
  }
});

t.test('a folder in the place of a file is told in words', async (t) => {
  const folder = t.testdir({ folder: {} });
  await run(folder, ['enroll', 'list']);
  for (const words of [
    ['backup', '--out', 'copy.sqlite', '--with-keys', '--passphrase-file', 'folder'],
    ['setup', '--yes', '--as', 'folder', '--secret-file', 'folder'],
    ['store', 'move', '--from', 'folder', '--to', 'sqlite'],
  ]) {
    const { code, err } = await run(folder, words);
    t.match({ code, err }, { code: 1, err: /folder/i }, words.join(' '));
    t.notMatch(err, stack);
  }
});

t.test('a file that was given and cannot be read is told in words', async (t) => {
  const folder = t.testdir();
  for (const words of [
    ['privacy', 'consent-text', 'set', 'nowhere.txt', '--version', '1'],
    ['watchlist', 'import', 'nowhere.csv'],
    ['csca', 'import', 'nowhere.ml'],
  ]) {
    const { code, err } = await run(folder, words);
    t.match({ code, err }, { code: 1, err: /no such\s+file/ }, words.join(' '));
  }
});

t.test('a command of earlier versions says what to do instead', async (t) => {
  const folder = t.testdir();
  const words = ['credentials', 'issuers', 'add', '--country', 'DE', 'dsc.pem'];
  const { code, err } = await run(folder, words);
  t.match({ code, err: err.replace(/\s+/g, ' ') }, { code: 1, err: /are files in \S+\/issuers/ });
});

t.test('the simulator keeps 1 for a visitor who is held', async (t) => {
  const folder = t.testdir();
  const wrongSetting = { VESTIBULE_HOOK_PORT: 'abc' };
  const set = await run(folder, ['simulate', 'sign-in', '--name', 'Ada'], wrongSetting);
  t.match(set, { code: 2, err: /VESTIBULE_HOOK_PORT is "abc"/ });
  t.notMatch(set.err, stack);
  const noAddress = ['simulate', 'sign-in', '--name', 'Ada', '--url', 'nonsense'];
  t.match(await run(folder, noAddress), { code: 2, err: /no address/ });
  t.match(await run(folder, ['simulate', 'sign-in']), { code: 2, err: /--name/ });
});

t.test('a mistake of usage is said within 80 columns', async (t) => {
  const folder = t.testdir();
  const { code, err } = await run(folder, ['setup', '--dry-run', '--tunnel', 'none-such']);
  t.equal(code, 2);
  t.match(
    err.replaceAll('\n', ' '),
    /Allowed choices are cloudflared, tailscale, ngrok, caddy, nginx, none/,
  );
  t.same(
    err.split('\n').filter((line) => line.length > 80),
    [],
  );
});

t.test('a demo that is stopped leaves no folder behind', async (t) => {
  const folder = t.testdir();
  const file = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { PATH: process.env['PATH'], TMPDIR: folder };
  const watcher = watch(folder);
  const begun = once(watcher, 'change');
  const child = spawn(process.execPath, [file, 'demo'], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await begun;
  watcher.close();
  child.kill('SIGINT');
  t.same(await ended, [null, 'SIGINT']);
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('vestibule-demo-')),
    [],
  );
});

t.test('a policy that is no text is not printed', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'policy.yaml');
  await writeFile(file, `\u001b[31mred ${'x'.repeat(5000)}`);
  const { code, err } = await run(folder, ['policy', 'check', 'policy.yaml']);
  t.equal(code, 1);
  t.notOk(err.includes('\u001b'));
  t.ok(err.length < 400, err);
});
