import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import {
  FileError,
  fileState,
  readYaml,
  ReloadableFile,
  type FileKind,
} from '../reloadable/index.ts';

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
  const put = (content: string) => writeFileSync(file, content);
  if (text !== undefined) put(text);
  const log: string[] = [];
  let followed: string | null = null;
  const record = {
    latest: async () => followed,
    put: async (sha256: string | null) => void (followed = sha256),
  };
  const start = async (copy?: string) => {
    const reloadable = new ReloadableFile({
      kind,
      place: { file, isExpected: false },
      ...(copy !== undefined && { copy: path.join(folder, copy) }),
      record,
      log: {
        info: (_fields, line) => log.push(line),
        warn: () => {},
        error: (_fields, line) => log.push(line),
      },
    });
    await reloadable.start();
    return reloadable;
  };
  return { file, put, start, record, log };
}

t.test('a changed file is in force after a reload, and one with a mistake is not', async (t) => {
  const { file, put, start, log } = place(t, 'hours: 9-17');
  const reloadable = await start();
  let changes = 0;
  reloadable.on('changed', () => changes++);
  put('hours: 8-18');
  t.equal(reloadable.inForce.hours, '9-17', 'nothing is read without a reload');
  await reloadable.reload();
  t.equal(reloadable.inForce.hours, '8-18');
  await reloadable.reload();
  t.equal(changes, 1, 'the same file again is no change');
  for (const breakIt of [() => put('no hours'), () => rmSync(file)]) {
    breakIt();
    await reloadable.reload();
    t.equal(reloadable.inForce.hours, '8-18', 'what was in force stays in force');
    t.equal(reloadable.isFollowed, false);
  }
  put('hours: 8-18');
  await reloadable.reload();
  t.equal(reloadable.isFollowed, true);
  const refused = 'THE HOURS FILE IS NOT FOLLOWED: what was in force stays in force';
  const inForce = 'hours file in force';
  t.same(log, [inForce, inForce, 'hours file unchanged', refused, refused, inForce]);
});

t.test('a file that cannot be put on record is not in force before it is', async (t) => {
  const { put, start, record, log } = place(t, 'hours: 9-17');
  const reloadable = await start();
  const { put: takesIt } = record;
  record.put = async () => {
    throw new Error('locked');
  };
  put('hours: 8-18');
  await reloadable.reload();
  t.equal(reloadable.inForce.hours, '9-17');
  t.equal(log.at(-1), 'the hours file could not be taken over: reload it again');
  record.put = takesIt;
  await reloadable.reload();
  t.equal(reloadable.inForce.hours, '8-18');
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
  await start('kept');
  put('no hours');
  t.equal((await start()).inForce.hours, 'none');
  t.equal((await start('kept')).inForce.hours, '9-17');
});

t.test('another process sees whether the file is in force', async (t) => {
  const { file, put, start, record } = place(t, 'hours: 9-17');
  const here = { file, isExpected: true };
  t.match(await fileState(kind, here, record), { value: { hours: '9-17' }, isInForce: false });
  await start();
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
  const again = readYaml('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').value;
  t.same(again, { a: '1', b: '1', c: '2', d: '2' }, 'an alias is the nearest anchor before it');
  const bomb = 'a: &a [x, x]\nb: &b [*a, *a]\n'.concat(
    ...Array.from({ length: 14 }, (_, i) => {
      const [name, before] = [i + 2, i + 1].map((at) => String.fromCharCode(97 + at));
      return `${name}: &${name} [*${before}, *${before}]\n`;
    }),
  );
  t.match(readYaml(bomb).mistakes, [{ text: 'The file repeats itself without end.' }]);
});
