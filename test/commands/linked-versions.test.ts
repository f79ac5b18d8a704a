import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Versions } from '#server/installation/upgrade/linked-versions.ts';

t.test('files are links, and what the installation added goes along', async (t) => {
  const base = t.testdir({ program: { 'package.json': '{"version":"1"}', own: { shipped: 's' } } });
  const versions = new Versions(base, 'own');
  const [one, two] = ['1', '2'].map((version) => path.join(versions.folder(version), 'own'));
  t.equal(versions.packaged, '1');
  t.equal(versions.current, null);
  versions.keep('1');
  versions.switchTo('1');
  t.equal(
    statSync(path.join(one!, 'shipped')).ino,
    statSync(path.join(base, 'program/own/shipped')).ino,
  );
  writeFileSync(path.join(one!, 'added'), 'here');
  versions.keep('2');
  versions.switchTo('2');
  t.equal(readFileSync(path.join(two!, 'added'), 'utf8'), 'here');
  t.equal(versions.previous, '1');
  utimesSync(path.join(one!, 'added'), 60, 60);
  writeFileSync(path.join(two!, 'added'), 'later');
  versions.keep('2');
  t.equal(readFileSync(path.join(two!, 'added'), 'utf8'), 'later', 'the newer file counts');
});

t.test('no more than the current and the previous version stay', async (t) => {
  const versions = new Versions(t.testdir({ program: { 'package.json': '{}' } }), 'own');
  for (const version of ['1', '2', '3']) {
    versions.keep(version);
    versions.switchTo(version);
  }
  versions.tidy();
  t.same(
    ['1', '2', '3'].map((version) => existsSync(versions.folder(version))),
    [false, true, true],
  );
});
