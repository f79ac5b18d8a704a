import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import t from 'tap';
import { databaseServerOf, readDatabaseServer } from '#server/config/database-server.ts';

t.test('an address of PostgreSQL is read, and its password is printed nowhere', async (t) => {
  const server = databaseServerOf('postgres://ves:p%40ss%2Fword@db.example:6432/lobby');
  t.match(server, { host: 'db.example', port: 6432, database: 'lobby', user: 'ves' });
  t.equal(server.password?.(), 'p@ss/word');
  t.notMatch(inspect(server) + JSON.stringify(server), /p@ss/);
  t.same(server.tls, { ca: null, verify: 'host' }, 'over the network it is checked');
  t.equal(databaseServerOf('postgresql://ves@127.0.0.1/lobby').tls, null);
  const socket = databaseServerOf('postgres://ves@localhost/lobby?host=/run/postgresql');
  t.match(socket, { host: '/run/postgresql', tls: null });
});

t.test('what is no address is refused in words without the password', async (t) => {
  for (const [text, why] of [
    ['mysql://ves:secret@db/lobby', /must be an address/],
    ['postgres://ves:secret@db', /name of a database/],
    ['postgres://db/lobby', /names no user/],
    ['postgres://ves:secret@db/lobby?sslmode=prefer', /sslmode=prefer/],
    ['postgres://ves:secret@db/lobby?pool=3', /parameter "pool"/],
    ['postgres://ves:%zz@db/lobby', /"%25"/],
  ] as const) {
    t.throws(() => databaseServerOf(text), { name: 'ConfigError', message: why }, text);
    t.throws(() => databaseServerOf(text), { message: /^(?![^]*secret)/ });
  }
});

t.test('the address is in a file, in the environment, or nowhere', async (t) => {
  const file = path.join(t.testdir(), 'address');
  writeFileSync(file, 'postgres://ves@db.example/lobby\n');
  t.equal(readDatabaseServer({}), null);
  t.match(readDatabaseServer({ VESTIBULE_DATABASE_URL_FILE: file }), { host: 'db.example' });
  const both = { VESTIBULE_DATABASE_URL: 'postgres://a@b/c', VESTIBULE_DATABASE_URL_FILE: file };
  t.throws(() => readDatabaseServer(both), /not both/);
  const missing = { VESTIBULE_DATABASE_URL_FILE: `${file}s` };
  t.throws(() => readDatabaseServer(missing), /cannot be read \(ENOENT\)/);
});
