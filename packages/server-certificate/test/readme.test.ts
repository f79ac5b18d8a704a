import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as serverCertificate from '../index.ts';

type Example = (
  library: typeof serverCertificate,
  certificateClass: typeof X509Certificate,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('server-certificate'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { makeCertificate, pinOf } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'X509Certificate', 'console', body)(serverCertificate, X509Certificate, {
    log: (...line) => printed.push(line.join(' ')),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
