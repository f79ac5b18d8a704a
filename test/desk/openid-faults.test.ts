import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { OidcProvider } from '#server/desk/accounts/oidc/openid-login.ts';

t.test(
  'a provider that answers too much or not at all is tried again at the next log-in',
  async (t) => {
    let answer = 'x'.repeat(300 * 1024);
    let calls = 0;
    const server = createServer((_request, response) => {
      calls += 1;
      response.setHeader('content-type', 'application/json').end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = { issuer, clientId: 'reception' };
    const provider = new OidcProvider(client, 'secret');
    await t.rejects(provider.begin('https://desk.example/return'));
    answer = JSON.stringify({ issuer, authorization_endpoint: `${issuer}/auth` });
    await provider.begin('https://desk.example/return');
    await provider.begin('https://desk.example/return');
    t.equal(calls, 2, 'and what was discovered is kept');
  },
);
