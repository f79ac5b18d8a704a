import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { takePlace } from '#server/installation/restore/take-place.ts';
import { writeToken } from '../../lab/simulate/kiosk.ts';
import { draftSeal } from '#server/audit/seal-store.ts';
import { OperatorAccess } from '#server/kiosk/operator-access.ts';
import { writeErasureRegister } from '#server/people/erasure-register.ts';
import { writeOptOutKeys } from '#server/people/opt-outs.ts';
import { createFile, replaceFile } from '#base/files';
import { createKeyFile } from '#server/keys/keyring.ts';
import { installation } from '../privacy/installation.ts';
import { runCommand } from '../support/command.ts';

// This process and its commands run with the most permissive umask.
process.umask(0);

type Place = Awaited<ReturnType<typeof installation>>;

/** For each writer: its file, whether it may overwrite an existing one, and how it writes. */
const writers: Record<
  string,
  { target: string; overwrites: boolean; write: (place: Place, file: string) => Promise<unknown> }
> = {};

function command(line: string, target: string, overwrites: boolean, ...more: string[]): void {
  const write = async ({ folder }: Place) => {
    const { code, err } = await runCommand(folder, [...line.split(' '), ...more]);
    if (code !== 0) throw new Error(err);
  };
  writers[line] = { target, overwrites, write };
}

function part(
  name: string,
  overwrites: boolean,
  write: (file: string, place: Place) => Promise<unknown>,
): void {
  const target = `data/${name.replaceAll(' ', '-')}`;
  writers[name] = { target, overwrites, write: (place, file) => write(file, place) };
}

command('audit export --out given', 'given', true);
command('privacy erase ada --yes --out given', 'given', true);
command('privacy export ada --out given', 'given/data.json', false);
command('backup --out given', 'given', false);
command('backup --with-keys --passphrase-file data/template.key --out given', 'given', false);
command('kiosk certificate --host localhost --replace', 'data/tls/lobby.key', true);
part('seal', true, async (file) => {
  const seal = { seq: 1, hash: 'h', at: new Date().toISOString() };
  await (await draftSeal(file, seal, Buffer.alloc(32))).place();
});
part('erased ids', true, (file, { db }) => writeErasureRegister(db, file));
part('operator.json', true, (file) => new OperatorAccess(path.dirname(file)).open('http://x/'));
part('token of a simulated kiosk', true, (file) => writeToken(file, 'token'));
part('template key of a restore', true, async (file, { folder, keyFile }) => {
  const databaseFile = path.join(folder, 'other.sqlite');
  writeFileSync(`${databaseFile}.staging`, '');
  await takePlace({ databaseFile, templateKeyFile: file }, `${databaseFile}.staging`, keyFile);
});
part('opt-out key', true, (file) => writeOptOutKeys(file, [Buffer.alloc(32)]));
part('template key', false, async (file) => {
  if (!(await createKeyFile(file))) throw new Error('there is one');
});
part('replaced', true, (file) => replaceFile(file, 'secret'));
part('created', false, (file) => createFile(file, Buffer.from('secret')));

/** An installation, the target's folder, and a file that others may read. */
async function furnished(t: Test, target: string) {
  const place = await installation(t);
  await place.enrolled('ada', 'Ada Example');
  const file = path.join(place.folder, target);
  mkdirSync(path.dirname(file), { recursive: true });
  const others = path.join(place.folder, 'for-others.txt');
  writeFileSync(others, 'of others', { mode: 0o644 });
  return { place, file, others };
}

function isPrivate(t: Test, file: string): void {
  const found = lstatSync(file);
  t.ok(found.isFile(), 'an ordinary file');
  t.equal(found.mode & 0o777, 0o600);
  t.ok(found.size > 0);
  const left = readdirSync(path.dirname(file)).filter((name) => name.endsWith('.new'));
  t.strictSame(left, [], 'and no draft beside it');
}

for (const [name, { target, overwrites, write }] of Object.entries(writers)) {
  t.test(`${name}: for its owner's eyes only`, async (t) => {
    t.test('where nothing is', async (t) => {
      const { place, file } = await furnished(t, target);
      await write(place, file);
      isPrivate(t, file);
    });

    t.test('where a file for everybody is', async (t) => {
      const { place, file } = await furnished(t, target);
      writeFileSync(file, 'as it was', { mode: 0o644 });
      if (overwrites) {
        await write(place, file);
        isPrivate(t, file);
      } else {
        await t.rejects(write(place, file));
        t.equal(readFileSync(file, 'utf8'), 'as it was', 'and nothing of ours is in it');
      }
    });

    t.test('where a link to a file for everybody is', async (t) => {
      const { place, file, others } = await furnished(t, target);
      symlinkSync(others, file);
      if (overwrites) {
        await write(place, file);
        isPrivate(t, file);
      } else {
        await t.rejects(write(place, file));
      }
      t.equal(readFileSync(others, 'utf8'), 'of others', 'what it leads to stays');
    });
  });
}

t.test('what is no file is not replaced by one', async (t) => {
  const { place, file } = await furnished(t, 'given');
  for (const target of ['/dev/null', '/dev/stdout', place.folder]) {
    await t.rejects(replaceFile(target, 'secret'), { code: 'not_a_file' }, target);
  }
  t.ok(lstatSync('/dev/null').isCharacterDevice());
  mkdirSync(file);
  const erased = await runCommand(place.folder, [
    'privacy',
    'erase',
    'ada',
    '--yes',
    '--out',
    'given',
  ]);
  t.match(erased, { code: 1, err: /cannot be read or written: it is a folder/ });
  t.equal((await runCommand(place.folder, ['enroll', 'show', 'ada'])).code, 0, 'nobody was erased');
});
