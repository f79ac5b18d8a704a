import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { changedLines, changesTo } from '#server/installation/setup/changes.ts';
import { EnvFileError, valuesIn, withValues } from '#server/installation/setup/env-file.ts';
import { writeFiles } from '#server/installation/setup/write-files.ts';

function planned(name: string, content: string, secrets: readonly string[] = []) {
  return { path: name, purpose: 'settings', mode: 0o640, content, secrets };
}

t.test('a changed value keeps its place, and a removed one its neighbours', async (t) => {
  const before = '# About it\nA=1\n# B=example\nexport C=3\nA=2\n';
  t.equal(withValues(before, { A: '5' }), '# About it\nA=1\n# B=example\nexport C=3\nA=5\n');
  t.equal(withValues(before, { B: 'x y' }), '# About it\nA=1\nB="x y"\nexport C=3\nA=2\n');
  t.equal(withValues(before, { A: null }), '# About it\n# B=example\nexport C=3\n');
  t.equal(withValues('', { D: 'new' }), 'D=new\n');
  t.equal(withValues(before, { A: '2' }), before, 'a value that is there changes nothing');
  t.same(valuesIn(before), { A: '2', C: '3' });
});

t.test('a value that programs would read differently is refused', async (t) => {
  for (const value of ['a"b', 'a$b', 'a\\b', 'a\nb', 'a`b']) {
    t.throws(() => withValues('', { A: value }), { code: 'bad_value', message: /^A may hold no/ });
  }
  t.match(new EnvFileError('A').operatorSentence(), /Nothing was written\.$/);
});

t.test('only changes are shown, and no secret of either side', async (t) => {
  const [change, ...more] = changesTo(
    [planned('/a', 'TOKEN=new-one\n', ['new-one', 'old-one']), planned('/b', 'same')],
    (file) => (file === '/a' ? 'TOKEN=old-one\n' : 'same'),
  );
  t.same(more, []);
  t.same(changedLines(change!), [
    '@@ line 1',
    '-TOKEN=(hidden, 7 characters)',
    '+TOKEN=(hidden, 7 characters)',
  ]);
  const [created] = changesTo([planned('/c', 'one\ntwo\n')], () => null);
  t.same(changedLines(created!), ['one', 'two']);
});

function target(t: Test) {
  const root = t.testdir({ etc: { 'app.env': 'before' } });
  return { root, copiesFolder: '/var/before', privateFolders: ['/etc/secrets'] };
}

t.test('files are written with their modes, and what was there is kept', async (t) => {
  const place = target(t);
  const at = (name: string) => path.join(place.root, name);
  await writeFiles(place, [planned('/etc/app.env', 'after'), planned('/srv/new/b', 'b')]);
  t.equal(readFileSync(at('etc/app.env'), 'utf8'), 'after');
  t.equal(readFileSync(at('srv/new/b'), 'utf8'), 'b');
  t.equal(statSync(at('srv/new/b')).mode & 0o777, 0o640);
  t.equal(readFileSync(at('var/before/etc/app.env'), 'utf8'), 'before');
  t.equal(statSync(at('var/before')).mode & 0o777, 0o700, 'the copies may hold secrets');
  t.equal(statSync(at('etc/secrets')).mode & 0o777, 0o700);
  t.equal(statSync(at('srv/new')).mode & 0o777, 0o755);
});

t.test('a file that cannot be drafted leaves every file as it was', async (t) => {
  const place = target(t);
  const at = (name: string) => path.join(place.root, name);
  mkdirSync(at('srv'));
  writeFileSync(at('srv/b'), 'a file, and no folder');
  const files = [planned('/etc/app.env', 'after'), planned('/srv/b/c', 'c')];
  await t.rejects(writeFiles(place, files), { code: /ENOTDIR|EEXIST/ });
  t.equal(readFileSync(at('etc/app.env'), 'utf8'), 'before');
  t.notOk(existsSync(at('etc/secrets')));
});
