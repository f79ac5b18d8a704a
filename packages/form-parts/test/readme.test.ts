import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '../../data-file/index.ts';
import * as formPartsLibrary from '../index.ts';

type Example = (
  library: typeof formPartsLibrary,
  request: IncomingMessage,
  console: { log: (...line: unknown[]) => void },
) => Promise<void>;

t.test('the example of the README prints what it says', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const form = new FormData();
  form.append('name', 'Ada');
  form.append('photo', new Blob(['bytes']), 'ada.jpg');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = fetch(url, { method: 'POST', body: form });
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  t.teardown(async () => {
    response.end();
    await answer;
  });
  const readme = readFileSync(path.join(packageFolder('form-parts'), 'README.md'), 'utf8');
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const [, imported = ''] = /^import \{ (.+) \} from/m.exec(example) ?? [];
  const Run = (async () => {}).constructor as unknown as new (...parts: string[]) => Example;
  const body = `const { ${imported} } = library; ${example.replace(/^import .*$/m, '')}`;
  const printed: string[] = [];
  const log = (...line: unknown[]) => printed.push(line.map(String).join(' '));
  await new Run('library', 'request', 'console', body)(formPartsLibrary, request, { log });
  t.same(printed, example.match(/(?<=^\/\/ ).+$/gm));
});
