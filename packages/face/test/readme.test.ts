import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as face from '../index.ts';
import { repositoryModels } from './repository-models.ts';

type Example = (
  library: typeof face,
  modelsDir: string,
  photo: Uint8Array,
  text: Uint8Array,
  console: { log: (line: string) => void },
) => Promise<void>;

const { resolve } = createRequire(import.meta.url);
const samples = path.join(path.dirname(resolve('@vladmandic/face-api/package.json')), 'demo');

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('face'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from '@vestibule\/face';$/m.exec(example) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'modelsDir', 'photo', 'text', 'console', body)(
    face,
    repositoryModels.modelsDir,
    readFileSync(path.join(samples, 'sample1.jpg')),
    Buffer.from('no picture'),
    { log: (line) => printed.push(line) },
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
