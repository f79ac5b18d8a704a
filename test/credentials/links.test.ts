import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import t from 'tap';
import { CredentialError } from '../../server/credentials/credential.ts';
import { fetchLinked, isPublic } from '../../server/credentials/link.ts';

const signal = new AbortController().signal;
/** Why nothing was fetched. */
const refused = (link: string, ...hosts: string[]) =>
  fetchLinked(link, { hosts, signal }).then(
    () => 'fetched',
    (error: unknown) => (error instanceof CredentialError ? error.code : error),
  );

t.test('addresses of networks like the one here are not public', async (t) => {
  for (const address of [
    ...['10.1.2.3', '172.16.0.1', '192.168.1.1', '127.0.0.1', '169.254.169.254', '0.0.0.0'],
    ...['100.64.0.1', '224.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1'],
    ...['::1', '[::1]', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1'],
    ...['64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'no address', ''],
  ]) {
    t.notOk(isPublic(address), address);
  }
  t.ok(isPublic('93.184.216.34'));
  t.ok(isPublic('2606:2800:220:1:248:1893:25c8:1946'));
});

t.test('a link leads to an allowed host over https, or nowhere', async (t) => {
  const notAllowed = 'link_not_allowed';
  t.equal(await refused('https://cards.example/a'), notAllowed);
  t.equal(await refused('https://cards.example:444/a', 'cards.example'), notAllowed);
  t.equal(await refused('https://cards.example.evil.example/a', 'cards.example'), notAllowed);
  t.equal(await refused('https://cards.example@evil.example/a', 'cards.example'), notAllowed);
  t.equal(await refused('http://cards.example/a', 'cards.example'), notAllowed);
  t.equal(await refused('file:///etc/passwd', ''), notAllowed);
  t.equal(await refused('https://10.0.0.1/a', '10.0.0.1'), notAllowed, 'even if it is named');
  t.equal(await refused('https://[fd00::1]/a', '[fd00::1]'), notAllowed);
  t.equal(await refused('https://0x0a000001/a', '10.0.0.1'), notAllowed, 'however it is written');
});

t.test('a name that leads to this machine or its network is not connected to', async (t) => {
  const names = [hostname(), 'ip6-localhost', 'localhost.', 'localhost.localdomain'];
  const found = await Promise.all(names.map((name) => lookup(name).catch(() => null)));
  const name = names.find((_, i) => found[i] && !isPublic(found[i].address));
  if (name === undefined) {
    t.comment('no such name is known here');
    return;
  }
  const host = `${name}:1`.toLowerCase();
  t.equal(await refused(`https://${host}/a`, host), 'link_not_allowed');
});
