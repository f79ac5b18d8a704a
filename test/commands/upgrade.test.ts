import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { activate, undoActivation } from '#server/installation/upgrade/activate.ts';
import type { System } from '#server/installation/upgrade/system.ts';
import { Versions } from '#server/installation/upgrade/linked-versions.ts';
import { runCommand } from '../support/command.ts';

/** A folder for packages, and `unpack`, which writes there as dpkg does. */
function packages(t: Test) {
  const base = t.testdir({ program: { models: {}, dist: {} } });
  const unpack = (version: string) => {
    writeFileSync(path.join(base, 'program/package.json'), JSON.stringify({ version }));
    // dpkg gives each file a new inode.
    const file = path.join(base, 'program/dist/main.js');
    writeFileSync(`${file}.new`, version);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, version);
  };
  const current = () => readlinkSync(path.join(base, 'current'));
  return { base, unpack, current, versions: new Versions(base, 'models') };
}

/** A fake machine that behaves as set and records the calls. */
function machine(
  says: Partial<{ running: boolean; starts: boolean[]; refuses: RegExp; versions: Versions }> = {},
) {
  const asked: string[] = [];
  const { starts = [], refuses = /$^/, versions } = says;
  let { running = true } = says;
  const system: System = {
    isRunning: () => running,
    stop: () => {
      running = false;
      // Records the version that a later call would start.
      return asked.push(versions ? `stop, with ${versions.current} in place` : 'stop') > 0;
    },
    restart: () => {
      asked.push('restart');
      running = true;
      return starts.shift() ?? true;
    },
    reload: () => {},
    asService(folder, args) {
      const line = `${path.basename(folder)}: ${args.join(' ')}`;
      asked.push(line);
      return {
        ok: !refuses.test(line),
        output: args.includes('--latest-backup') ? '/copy' : 'Why.',
      };
    },
  };
  return { system, asked };
}

t.test('a first installation starts nothing', async (t) => {
  const { unpack, current, versions } = packages(t);
  unpack('0.2.0');
  const { system, asked } = machine({ running: false });
  t.match(activate(versions, system).join(' '), /Nothing runs yet/);
  t.equal(current(), 'versions/0.2.0');
  t.same(asked, []);
});

t.test('the next version takes over, and the one before is kept', async (t) => {
  const { base, unpack, current, versions } = packages(t);
  unpack('0.2.0');
  activate(versions, machine().system);
  writeFileSync(path.join(versions.folder('0.2.0'), 'models/local-manifest.json'), '{}');
  unpack('0.3.0');
  const { system, asked } = machine();
  activate(versions, system);
  t.same(asked, ['0.3.0: upgrade-database --rehearse', 'restart']);
  t.equal(current(), 'versions/0.3.0');
  const models = path.join(versions.folder('0.3.0'), 'models/local-manifest.json');
  t.ok(existsSync(models), 'with what was calibrated here');
  unpack('0.4.0');
  activate(versions, machine().system);
  t.equal(versions.previous, '0.3.0');
  t.notOk(existsSync(path.join(base, 'versions/0.2.0')), 'no more than one');
  t.equal(readFileSync(path.join(base, 'current/dist/main.js'), 'utf8'), '0.4.0');
});

t.test('an upgrade after the way back has what was set last', async (t) => {
  const { unpack, versions } = packages(t);
  const manifest = (version: string) =>
    path.join(versions.folder(version), 'models/local-manifest.json');
  const write = (version: string, text: string, minute: number) => {
    writeFileSync(manifest(version), text);
    utimesSync(manifest(version), minute * 60, minute * 60);
  };
  unpack('0.2.0');
  activate(versions, machine().system);
  write('0.2.0', 'before', 1);
  unpack('0.3.0');
  activate(versions, machine().system);
  write('0.3.0', 'moving', 2);
  undoActivation(versions, machine({ versions }).system);
  unpack('0.3.0');
  activate(versions, machine().system);
  t.equal(readFileSync(manifest('0.3.0'), 'utf8'), 'moving');
  undoActivation(versions, machine({ versions }).system);
  write('0.2.0', 'set after the way back', 3);
  unpack('0.3.0');
  activate(versions, machine().system);
  t.equal(readFileSync(manifest('0.3.0'), 'utf8'), 'set after the way back');
});

t.test('one that cannot migrate is not put into service, and nothing is restarted', async (t) => {
  const { unpack, current, versions } = packages(t);
  unpack('0.2.0');
  activate(versions, machine().system);
  unpack('0.3.0');
  const { system, asked } = machine({ refuses: /rehearse/ });
  t.throws(() => activate(versions, system), {
    code: 'upgrade_refused',
    message: /0\.2\.0 goes on/,
  });
  t.equal(current(), 'versions/0.2.0');
  t.same(asked, ['0.3.0: upgrade-database --rehearse']);
});

t.test('one that does not start gives its place and the database back', async (t) => {
  const { unpack, current, versions } = packages(t);
  unpack('0.2.0');
  activate(versions, machine().system);
  unpack('0.3.0');
  const { system, asked } = machine({
    ...{ versions, starts: [false, true], refuses: /^0\.2\.0: .*rehearse/ },
  });
  t.throws(() => activate(versions, system), {
    code: 'upgrade_failed',
    message: /0\.2\.0 runs again/,
  });
  t.equal(current(), 'versions/0.2.0');
  t.same(asked, [
    '0.3.0: upgrade-database --rehearse',
    'restart',
    'stop, with 0.2.0 in place',
    '0.2.0: upgrade-database --rehearse',
    '0.3.0: upgrade-database --latest-backup',
    '0.3.0: restore /copy --for-older-version --yes',
    'restart',
  ]);
});

t.test('going back takes the database along only where it has to', async (t) => {
  const { unpack, current, versions } = packages(t);
  unpack('0.2.0');
  activate(versions, machine().system);
  t.throws(() => undoActivation(versions, machine().system), { code: 'no_previous_version' });
  unpack('0.3.0');
  activate(versions, machine().system);
  const { system, asked } = machine({ versions });
  undoActivation(versions, system);
  t.equal(current(), 'versions/0.2.0');
  t.same(asked, ['stop, with 0.2.0 in place', '0.2.0: upgrade-database --rehearse', 'restart']);
  const stuck = machine({ refuses: /./ });
  t.throws(() => undoActivation(versions, stuck.system), { code: 'database_not_taken_back' });
  t.equal(current(), 'versions/0.2.0', 'nothing was switched');
  t.equal(stuck.asked.at(-1), 'restart', 'and what ran, runs');
});

t.test('without the package, the command says how it is done there', async (t) => {
  const { code, err } = await runCommand(t.testdir(), ['upgrade', '--undo']);
  t.equal(code, 1);
  t.match(err.replace(/\s+/g, ' '), /not an installation by the package vestibule|Only root/);
});
