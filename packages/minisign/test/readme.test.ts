import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as minisign from '../index.ts';
import { newSigned } from './signed.ts';

type Example = (
  library: typeof minisign,
  publicKey: Buffer,
  content: Buffer,
  signature: Buffer,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('minisign'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { hasValidSignature, readMinisignKey } = library; ${example.replace(/^import .*$/m, '')}`;
  const signed = newSigned('ED');
  const printed: string[] = [];
  await new Run('library', 'publicKey', 'content', 'signature', 'console', body)(
    minisign,
    signed.publicKey,
    signed.content,
    signed.signature,
    { log: (...line) => printed.push(line.join(' ')) },
  );
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
