import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Test } from 'tap';
import { Webhook } from 'standardwebhooks';

export const listSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export interface ListQuestion {
  type: string;
  timestamp: string;
  data: { id: string } & Record<string, string | null>;
}

type Answering = (response: ServerResponse, asked: ListQuestion) => void;

/** An operator's own list server: verifies each question, keeps it, and answers as the test says. */
export async function startDatabase(t: Test, answering: Answering) {
  const asked: ListQuestion[] = [];
  const state = { answering };
  const webhook = new Webhook(listSecret);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    // Throws unless the signature is of this secret and body, and recent.
    const question = webhook.verify(
      body,
      request.headers as Record<string, string>,
    ) as ListQuestion;
    asked.push(question);
    state.answering(response, question);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(401).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lookup`;
  return { url, asked, answerWith: (next: Answering) => (state.answering = next), server };
}

export function answerHit(hit: boolean, more: Record<string, unknown> = {}): Answering {
  return (response, { data }) => response.end(JSON.stringify({ id: data.id, hit, ...more }));
}
