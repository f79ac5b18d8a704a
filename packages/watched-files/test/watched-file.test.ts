import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { FileError, fileState, readYaml, WatchedFile, type FileKind } from '../index.ts';

interface Hours {
  hours: string;
}

const kind: FileKind<Hours> = {
  name: 'hours file',
  withoutFile: { hours: 'all' },
  withoutFileInWords: 'it is always open',
  unreadable: { hours: 'none' },
  unreadableInWords: 'it is closed',
  read: async (text) => {
    const hours = /^hours: (.+)$/.exec(text)?.[1];
    if (hours) return { value: { hours }, mistakes: [], warnings: [] };
    return { value: null, mistakes: [{ line: 1, text: 'It names no hours.' }], warnings: [] };
  },
  counts: ({ hours }) => ({ hours: hours.length }),
};

/** A service's folder. Each `start` is another run of the service. */
function place(t: Test, text?: string) {
  const folder = t.testdir();
  const file = path.join(folder, 'hours.yaml');
  const put = (content: string) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };
  if (text !== undefined) put(text);
  const errors: string[] = [];
  let followed: string | null = null;
  const record = {
    latest: async () => followed,
    put: async (sha256: string | null) => void (followed = sha256),
  };
  const start = async (copy?: string) => {
    const watched = new WatchedFile({
      kind,
      place: { file, isExpected: false },
      ...(copy !== undefined && { copy: path.join(folder, copy) }),
      record,
      log: { info: () => {}, warn: () => {}, error: (_fields, line) => errors.push(line) },
      everyMs: 50,
    });
    t.teardown(() => watched.stop());
    await watched.start();
    return watched;
  };
  return { file, put, start, record, errors };
}

t.test('a changed file is in force, and one with a mistake is not', async (t) => {
  const { put, start, errors } = place(t, 'hours: 9-17');
  const watched = await start();
  t.equal(watched.inForce.hours, '9-17');
  put('hours: 8-18');
  await once(watched, 'changed');
  t.equal(watched.inForce.hours, '8-18');
  put('no hours');
  await once(watched, 'refused');
  t.equal(watched.inForce.hours, '8-18', 'what was in force stays in force');
  t.equal(watched.isFollowed, false);
  t.match(errors, ['THE HOURS FILE IS NOT FOLLOWED: what was in force stays in force']);
});

t.test('a mistake at the first start is an error with its line', async (t) => {
  const { start } = place(t, 'no hours');
  const error = await start().catch((caught: unknown) => caught);
  t.ok(error instanceof FileError);
  t.match(error, {
    message: /hours\.yaml cannot be followed:\n- line 1: It names no hours\./,
    mistakes: [{ line: 1, text: 'It names no hours.' }],
  });
});

t.test('a mistake at a later start closes, unless there is a copy', async (t) => {
  const { put, start } = place(t, 'hours: 9-17');
  await (await start('kept')).stop();
  put('no hours');
  t.equal((await start()).inForce.hours, 'none');
  t.equal((await start('kept')).inForce.hours, '9-17');
});

t.test('another process sees whether the file is in force', async (t) => {
  const { file, put, start, record } = place(t, 'hours: 9-17');
  const here = { file, isExpected: true };
  t.match(await fileState(kind, here, record), { value: { hours: '9-17' }, isInForce: false });
  await (await start()).stop();
  t.match(await fileState(kind, here, record), { isInForce: true });
  put('hours: 8-18');
  t.match(await fileState(kind, here, record), { value: { hours: '8-18' }, isInForce: false });
  t.match(await fileState(kind, { file: `${file}.no`, isExpected: true }, null), {
    value: null,
    mistakes: [{ text: 'There is no such file.' }],
  });
});

t.test('YAML keeps texts as they are, and knows their lines', async (t) => {
  const { value, lineOf } = readYaml('a: no\nb:\n  - 0042\n  - x: y\n');
  t.same(value, { a: 'no', b: ['0042', { x: 'y' }] });
  t.same([lineOf('/a'), lineOf('/b/0'), lineOf('/b/1/x'), lineOf('/b/7/nothing')], [1, 3, 4, 2]);
  t.match(readYaml('a: 1\na: 2').mistakes, [{ line: 2, text: /a second time/ }]);
  const bomb = 'a: &a [x, x]\nb: &b [*a, *a]\n'.concat(
    ...Array.from({ length: 14 }, (_, i) => {
      const [name, before] = [i + 2, i + 1].map((at) => String.fromCharCode(97 + at));
      return `${name}: &${name} [*${before}, *${before}]\n`;
    }),
  );
  t.match(readYaml(bomb).mistakes, [{ text: 'The file repeats itself without end.' }]);
});
