import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as random from '../index.ts';

type Example = (library: typeof random, console: { log: (line: unknown) => void }) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('repeatable-random'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { seededRandom, shuffle } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'console', body)(random, { log: (line) => printed.push(String(line)) });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
