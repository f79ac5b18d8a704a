import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, globalAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import { makeCertificate } from '#server/installation/server-certificate.ts';

/** A publisher of lists, over HTTPS, which this process trusts. */
export interface ListServer {
  /** The address of a list at this path. */
  at(path: string): string;
  /** The certificate of the publisher's authority, in PEM, for `NODE_EXTRA_CA_CERTS`. */
  authority: string;
  /** The requested paths, with their headers. */
  asked: { path: string; headers: IncomingHttpHeaders }[];
  /** Answers each request. A test may replace this function. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

export async function startPublisher(
  t: Test,
  { host = '127.0.0.1', isTrusted = true } = {},
): Promise<ListServer> {
  const { certificate, key, authority } = await makeCertificate([host], 1);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    publisher.asked.push({ path: request.url!, headers: request.headers });
    publisher.answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publisher: ListServer = {
    at: (path) => `https://127.0.0.1:${port}${path}`,
    authority,
    asked: [],
    answer: (_request, response) => void response.writeHead(404).end(),
  };
  if (isTrusted) trust(t, authority);
  goDirectly(t);
  t.teardown(async () => {
    globalAgent.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return publisher;
}

/** Trusts the authority until the test ends. */
function trust(t: Test, authority: string): void {
  const before = globalAgent.options.ca;
  globalAgent.options.ca = [...((before as string[] | undefined) ?? []), authority];
  t.teardown(() => (globalAgent.options.ca = before));
}

/** Bypasses a proxy of this machine for calls to the machine itself. */
function goDirectly(t: Test): void {
  const before = process.env['no_proxy'];
  process.env['no_proxy'] = '127.0.0.1';
  t.teardown(() => {
    if (before === undefined) delete process.env['no_proxy'];
    else process.env['no_proxy'] = before;
  });
}

/** Answers with this list, or with 304 to a client that has it. */
export function publishing(list: string, tag: string): ListServer['answer'] {
  return (request, response) => {
    const has = request.headers['if-none-match'] === `"${tag}"`;
    response.writeHead(has ? 304 : 200, {
      etag: `"${tag}"`,
      'last-modified': 'Fri, 20 Nov 2026 00:00:00 GMT',
    });
    response.end(has ? undefined : list);
  };
}

/** The date of today, for lists that the service fetches with its real clock. */
export const currentDate = new Date().toISOString().slice(0, 10);

/** A list in the UN's format, of so many made-up people. */
export function unList(date: string, people: number, first = 'Zoltan'): string {
  const person = (i: number) => `<INDIVIDUAL><DATAID>${7000000 + i}</DATAID>
    <FIRST_NAME>${first}</FIRST_NAME><SECOND_NAME>Quentaris${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10) % 10]}</SECOND_NAME>
    <REFERENCE_NUMBER>MUi.${i}</REFERENCE_NUMBER></INDIVIDUAL>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<CONSOLIDATED_LIST dateGenerated="${date}T04:00:00Z"><INDIVIDUALS>
${Array.from({ length: people }, (_, i) => person(i)).join('\n')}
</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>`;
}
