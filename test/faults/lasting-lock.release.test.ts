import Database from 'better-sqlite3';
import t from 'tap';
import { installation } from '../privacy/installation.ts';
import { lacking } from '../support/needs.ts';
import { StartingService } from '../support/starting-service.ts';
import { listen } from '../support/systemd-listener.ts';

const skip = lacking('systemd-notify', 'python3');
const signIns = 30;

t.test('a lock that lasts holds everybody, and kills nothing', { skip }, async (t) => {
  const { data, databaseFile, store } = await installation(t);
  await store.close();
  const { socket, until } = await listen(t);
  const service = await StartingService.begin(t, data, {
    NOTIFY_SOCKET: socket,
    WATCHDOG_USEC: '3000000',
    VESTIBULE_DEADLINE_SECONDS: '8',
  });
  await service.said(/is ready/);
  const lobby = /Lobby screen\s+(\S+)/.exec(service.text)?.[1];
  const isReady = async () => {
    const { checks } = (await (await fetch(`${lobby}readyz`)).json()) as {
      checks: { store: string };
    };
    return checks.store === 'ok';
  };
  t.ok(await isReady());
  t.match(await service.signIn('before'), { status: 412, body: /No person is enrolled/ });

  const other = new Database(databaseFile);
  other.exec('begin immediate');
  const answers = Array.from({ length: signIns }, (_, i) => service.signIn(`locked ${i}`));
  for (let i = 0; i < 5; i++) await until('WATCHDOG=1');
  // The service notices the lock at its next write.
  while (await isReady());
  for (const answer of await Promise.all(answers)) t.equal(answer.status, 412);
  for (let i = 0; i < 5; i++) await until('WATCHDOG=1');
  t.match(
    await service.signIn('before'),
    { status: 412, body: /No person is enrolled/ },
    'as before',
  );
  t.equal(other.prepare('select count(*) from sign_ins').pluck().get(), 1);
  other.exec('rollback');

  while (!(await isReady()));
  const count = other.prepare("select count(*) from sign_ins where verdict = 'review'").pluck();
  while (Number(count.get()) < signIns + 1) await isReady();
  other.close();
  t.match(await service.signIn('afterwards'), { status: 412, body: /No person is enrolled/ });
  t.notMatch(service.text, /not well/);
  t.equal(await service.end('SIGTERM'), 0);
});
