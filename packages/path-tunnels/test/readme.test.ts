import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as pathTunnels from '../index.ts';

type Example = (
  library: typeof pathTunnels,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const readme = readFileSync(path.join(packageFolder('path-tunnels'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { cloudflaredRoute, funnelCommands, ngrokPolicy } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  await new Run('library', 'console', body)(pathTunnels, {
    log: (...line) => printed.push(line.join(' ')),
  });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
