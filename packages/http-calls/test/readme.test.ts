import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as httpCalls from '../index.ts';

type Example = (
  library: typeof httpCalls,
  url: string,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const busy = createServer((_request, response) => {
    response.writeHead(429, { 'retry-after': '2' }).end('come back later');
  });
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  t.teardown(() => busy.close());
  const readme = readFileSync(path.join(packageFolder('http-calls'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
  const console = { log: (...line: unknown[]) => printed.push(line.join(' ')) };
  await new Run('library', 'url', 'console', body)(httpCalls, url, console);
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
