import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as linkedVersions from '../index.ts';

type Example = (
  library: typeof linkedVersions,
  unpacked: (version: string) => string,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('linked-versions'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { Versions } = library; ${example.replace(/^import .*$/m, '')}`;
  const base = t.testdir({ program: { models: {} } });
  const printed: string[] = [];
  await new Run('library', 'unpacked', 'console', body)(
    linkedVersions,
    (version) => unpackInto(base, version),
    { log: (...line) => printed.push(line.join(' ')) },
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});

/** Writes the program as a package manager does. Returns the base folder. */
function unpackInto(base: string, version: string): string {
  writeFileSync(path.join(base, 'program/package.json'), JSON.stringify({ version }));
  return base;
}
