import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import t from 'tap';
import { refusePlaceholders } from '../../chores/package/placeholders.ts';
import { finishRelease, notesOf } from '../../chores/package/release-folder.ts';
import { refuseSlower } from '../../chores/package/slower.ts';
import { compare } from '../../lab/measure/bench/beside.ts';
import { lacking } from '../support/needs.ts';

const changelog = '# Changelog\n\n## Unreleased: 1.2.0\n\n- **New**: a.\n\n## 1.1.0\n\n- Old.\n';

/** Builds an empty package with dpkg. */
function deb(folder: string, name: string, version: string, arch: string): void {
  const tree = path.join(folder, '..', `${name}-${arch}`);
  mkdirSync(path.join(tree, 'DEBIAN'), { recursive: true, mode: 0o755 });
  chmodSync(path.join(tree, 'DEBIAN'), 0o755);
  const fields = { Package: name, Version: version, Architecture: arch, Maintainer: 'A <a@b.c>' };
  const lines = Object.entries({ ...fields, Description: 'of a test' });
  const control = lines.map(([field, value]) => `${field}: ${value}\n`).join('');
  writeFileSync(path.join(tree, 'DEBIAN/control'), control);
  const file = path.join(folder, `${name}_${version}_${arch}.deb`);
  run('dpkg-deb', '--root-owner-group', '--build', tree, file);
}

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}

const skip = lacking('apt-get', 'gpg');

t.test('apt installs from the folder of a release what was signed', { skip }, async (t) => {
  const root = t.testdir({ release: {}, lists: { partial: {} }, cache: {}, empty: {} });
  const folder = path.join(root, 'release');
  deb(folder, 'vestibule', '1.2.0', 'amd64');
  deb(folder, 'vestibule-kiosk', '1.2.0', 'all');
  // gpg's agent puts its socket into this folder, so the path must be short.
  const home = mkdtempSync(path.join(tmpdir(), 'vestibule-'));
  process.env['GNUPGHOME'] = home;
  t.teardown(() => {
    spawnSync('gpgconf', ['--kill', 'all']);
    delete process.env['GNUPGHOME'];
    rmSync(home, { recursive: true, force: true });
  });
  run('gpg', '--batch', '--passphrase', '', '--quick-gen-key', 'release@acme.example');
  const files = finishRelease({
    ...{ folder, version: '1.2.0', changelog, time: 1_700_000_000 },
    ...{ minisignKey: null, gpgKey: 'release@acme.example' },
  });
  for (const file of ['InRelease', 'NOTES.md', 'Packages.gz', 'Release.gpg', 'SHA256SUMS']) {
    t.ok(files.includes(file), file);
  }
  t.equal(spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder }).status, 0);

  const key = path.join(root, 'release.asc');
  writeFileSync(key, run('gpg', '--armor', '--export', 'release@acme.example'));
  const source = path.join(root, 'vestibule.list');
  writeFileSync(source, `deb [signed-by=${key} arch=amd64] file:${folder} ./\n`);
  const apt = (...args: string[]) => {
    const settings = [
      `Dir::Etc::SourceList=${source}`,
      `Dir::Etc::SourceParts=${root}/empty`,
      `Dir::State::Lists=${root}/lists`,
      `Dir::Cache=${root}/cache`,
      'Dir::State::status=/dev/null',
      'APT::Sandbox::User=root',
      'APT::Architecture=amd64',
    ];
    const [command = '', ...rest] = args;
    const options = settings.flatMap((each) => ['-o', each]);
    return spawnSync(command, [...options, ...rest], { encoding: 'utf8' });
  };
  const updated = apt('apt-get', 'update', '--error-on=any');
  t.equal(updated.status, 0, updated.stderr);
  t.match(apt('apt-cache', 'policy', 'vestibule').stdout, /Candidate: 1\.2\.0/);
  t.match(apt('apt-cache', 'policy', 'vestibule-kiosk').stdout, /Candidate: 1\.2\.0/);

  const release = path.join(folder, 'InRelease');
  writeFileSync(release, readFileSync(release, 'utf8').replace('Suite: stable', 'Suite: other'));
  t.not(apt('apt-get', 'update', '--error-on=any').status, 0, 'it was changed after it was signed');
});

t.test('the notes of a release are what the changelog says of it', (t) => {
  t.equal(notesOf(changelog, '1.2.0'), '# Vestibule 1.2.0\n\n- **New**: a.\n\n');
  t.equal(notesOf(changelog, '1.1.0'), '# Vestibule 1.1.0\n\n- Old.\n');
  t.throws(() => notesOf(changelog, '1.2'), { code: 'no_notes' });
  t.end();
});

t.test('a release names where to report a vulnerability, and where its sources are', (t) => {
  const project = (address: string) =>
    t.testdir({
      'package.json': `"https://${address}"`,
      'README.md': `git clone https://${address}`,
      'SECURITY.md': `report@${address}`,
    });
  t.throws(() => refusePlaceholders(project('vestibule.example')), {
    code: 'placeholder',
    message: /package\.json, README\.md, SECURITY\.md/,
  });
  refusePlaceholders(project('acme.test'));
  t.end();
});

t.test('a build that got slower is no release, unless its notes say why', (t) => {
  const of = (median: number) => ({ median });
  const measured = (start: number, search: number) => ({
    startToReady: of(start),
    amidstForgedCalls: { replies: of(1000) },
    onnx: { ratio: 1.2 },
    search: [10_000, 100_000].map((templates) => ({ templates, search: of(search) })),
  });
  const there = [1000, 1100, 900].map((start) => measured(start, 10));
  const same = compare(
    [1100, 5000, 1000].map((start) => measured(start, 11)),
    there,
  );
  t.match(same[0], { here: [1000, 1100, 5000], there: [900, 1000, 1100], isSlower: false });
  t.doesNotThrow(() => refuseSlower(same, ''));
  const slower = compare([measured(1200, 10)], there);
  t.throws(() => refuseSlower(slower, ''), {
    code: 'slower',
    message: /start to ready \(1\.20 times\)\. Find the cause/,
  });
  t.doesNotThrow(() => refuseSlower(slower, '- Slower: start to ready, because it checks more.'));
  t.throws(() => refuseSlower(compare([measured(NaN, 10)], there), ''), 'not measured');
  t.end();
});
