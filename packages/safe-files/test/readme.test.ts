import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as safeFiles from '../index.ts';

type Example = (
  createFile: typeof safeFiles.createFile,
  replaceFile: typeof safeFiles.replaceFile,
  readdirSync: (folder: string) => string[],
  readFileSync: (file: string, encoding: 'utf8') => string,
  console: { log: (line: unknown) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('safe-files'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const body = example.replace(/^import .*$/m, '');
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const names = ['createFile', 'replaceFile', 'readdirSync', 'readFileSync', 'console'];
  const folder = t.testdir();
  const inside = (file: string) => path.join(folder, file);
  const printed: string[] = [];
  await new Run(...names, body)(
    (file, content) => safeFiles.createFile(inside(file), content),
    (file, content) => safeFiles.replaceFile(inside(file), content),
    (name) => readdirSync(inside(name)),
    (file) => readFileSync(inside(file), 'utf8'),
    { log: (line) => printed.push(String(line)) },
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
