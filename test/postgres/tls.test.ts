import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { databaseServerOf } from '#server/config/database-server.ts';
import { inspectStoreServer } from '#server/store/inspect.ts';
import { openStore } from '#server/store/store.ts';
import { administer } from '../support/postgres/databases.ts';
import { startPostgres } from '../support/postgres/server.ts';

// One certificate of a private CA for 127.0.0.2, and one that is self-signed. The service takes that address for
// another machine, so TLS is on by default. No certificate names 127.0.0.3.

t.test('the connection to PostgreSQL is as safe as its address says', async (t) => {
  const folder = t.testdir();
  makeCertificates(folder);
  const server = await startPostgres({ listen_addresses: '*' });
  t.teardown(() => server.stop());
  const at = (host: string, parameters = '') =>
    databaseServerOf(`postgres://vestibule@${host}:${server.port}/postgres${parameters}`);
  const root = (name: string) => `sslrootcert=${path.join(folder, name)}`;
  const isEncrypted = async (...place: Parameters<typeof at>) =>
    (await inspectStoreServer(at(...place))).facts.isEncrypted;
  const refused = (t: Test, said: RegExp, ...place: Parameters<typeof at>) =>
    t.rejects(openStore({ databaseFile: '', databaseServer: at(...place) }), { message: said });

  await t.test('a server without TLS', async (t) => {
    await refused(t, /has no TLS.*ssl = on.*sslmode=disable/, '127.0.0.2');
    await refused(t, /has no TLS/, '127.0.0.1', '?sslmode=require');
    t.equal(await isEncrypted('127.0.0.2', '?sslmode=disable'), false);
    t.equal(await isEncrypted('127.0.0.1'), false, 'on this machine none is asked for');
  });

  const present = async (name: string) => {
    const { uid, gid } = statSync(server.folder);
    for (const file of [`${name}.crt`, `${name}.key`]) {
      const copy = path.join(server.folder, file);
      copyFileSync(path.join(folder, file), copy);
      chownSync(copy, uid, gid);
    }
    for (const statement of [
      `alter system set ssl_cert_file = '${path.join(server.folder, `${name}.crt`)}'`,
      `alter system set ssl_key_file = '${path.join(server.folder, `${name}.key`)}'`,
      'alter system set ssl = on',
      'select pg_reload_conf()',
    ]) {
      await administer(server.url, statement);
    }
  };

  await t.test('a certificate of a CA of the office', async (t) => {
    await present('server');
    // The server applies the reloaded certificate a moment later.
    while (!(await isEncrypted('127.0.0.2', '?sslmode=require').catch(() => false)))
      await pause(20);
    await refused(t, /CA is not known here.*sslrootcert=FILE/, '127.0.0.2');
    t.equal(await isEncrypted('127.0.0.2', `?${root('ca.crt')}`), true);
    await refused(t, /for another host.*verify-ca/, '127.0.0.3', `?${root('ca.crt')}`);
    const asLocalhost = `?sslmode=verify-full&${root('ca.crt')}`;
    await refused(t, /for another host/, '127.0.0.1', asLocalhost);
    t.equal(await isEncrypted('127.0.0.3', `?sslmode=verify-ca&${root('ca.crt')}`), true);
    await refused(t, /CA is not known here/, '127.0.0.3', `?sslmode=verify-ca&${root('self.crt')}`);
    await refused(t, /CA is not known here/, '127.0.0.2', `?sslmode=require&${root('self.crt')}`);
    t.throws(() => at('127.0.0.2', `?${root('self.key')}`), /sslrootcert is .* no certificate/);
  });

  await t.test('a certificate that signed itself', async (t) => {
    await present('self');
    while (await isEncrypted('127.0.0.2', `?${root('ca.crt')}`).catch(() => false)) await pause(20);
    await refused(t, /self-signed.*sslrootcert=FILE/, '127.0.0.2');
    t.equal(await isEncrypted('127.0.0.2', `?${root('self.crt')}`), true, 'it is its own CA');
    await refused(t, /for another host/, '127.0.0.3', `?${root('self.crt')}`);
    t.equal(await isEncrypted('127.0.0.3', '?sslmode=require'), true);
  });
});

function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  const make = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const names = ['-addext', 'subjectAltName = IP:127.0.0.2'];
  const named = (name: string) => ['-keyout', `${name}.key`, '-subj', `/CN=${name}`];
  openssl(...make, '-x509', ...named('ca'), '-out', 'ca.crt');
  openssl(...make, '-x509', ...named('self'), ...names, '-out', 'self.crt');
  openssl(...make, ...named('server'), '-out', 'server.csr');
  writeFileSync(path.join(folder, 'names'), 'subjectAltName = IP:127.0.0.2');
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt');
}
