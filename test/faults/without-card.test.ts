import { once } from 'node:events';
import { chmodSync, existsSync, watch } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { StartingService } from '../support/starting-service.ts';
import { openTestStore } from '../support/store.ts';

// Answers that a process gave and did not store are lost with it. The desk then shows one card with the time.

const gap =
  /^Between (\d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d) and .* sign-ins may have been held without a card\. Look/;

function office(t: Test) {
  const folder = t.testdir({ data: {} });
  const dataDir = path.join(folder, 'data');
  const databaseFile = path.join(dataDir, 'vestibule.sqlite');
  const begin = () => StartingService.begin(t, dataDir);
  const ready = async () => {
    const service = await begin();
    await service.said(/is ready/);
    return service;
  };
  const key = path.join(dataDir, 'template.key');
  /** A service that holds everybody until the repair: others may read its key. */
  const cannotStart = async () => {
    chmodSync(key, 0o644);
    const service = await begin();
    await service.said(/template\.key/);
    return service;
  };
  const repair = () => chmodSync(key, 0o600);
  const waiting = path.join(dataDir, 'answers-waiting');
  /** The cards about lost answers that wait at the desk. */
  const cards = async () => {
    const store = await openTestStore({ databaseFile });
    const rows = await store.db
      .selectFrom('desk_cards')
      .innerJoin('sign_ins', 'sign_ins.jobId', 'desk_cards.jobId')
      .select(['sign_ins.note', 'sign_ins.reason', 'desk_cards.jobId'])
      .where('desk_cards.jobId', 'like', 'without-card-%')
      .where('seenAt', 'is', null)
      .execute();
    await store.close();
    return rows;
  };
  return { folder, databaseFile, waiting, ready, cannotStart, repair, cards };
}

t.test('answers that are lost make a card, and an orderly stop makes none', async (t) => {
  const { folder, databaseFile, waiting, ready, cannotStart, repair, cards } = office(t);
  t.equal(await (await ready()).end('SIGTERM'), 0);
  const first = await cannotStart();
  t.equal((await first.signIn('lost')).status, 412);
  await appears(waiting);
  await first.end('SIGKILL');
  t.same(await cards(), [], 'nothing after an orderly stop');

  repair();
  const second = await ready();
  t.match(await cards(), [{ reason: 'starting', note: gap }], 'a crash during a start');
  await second.end('SIGKILL');
  t.notOk(existsSync(waiting));

  const third = await cannotStart();
  t.equal((await third.signIn('early')).status, 412);
  repair();
  await third.said(/is ready/);
  t.match(await cards(), [{ note: gap }, { note: gap }], 'a crash of a service that ran');
  t.equal(await third.end('SIGTERM'), 0);
  t.notOk(existsSync(waiting), 'what a start held is stored');

  const fourth = await cannotStart();
  t.equal((await fourth.signIn('lost, too')).status, 412);
  await fourth.end('SIGTERM');
  t.match(fourth.text, /AN ANSWER GIVEN CANNOT BE STORED/);
  repair();
  await (await ready()).end('SIGTERM');
  t.equal((await cards()).length, 3, 'an orderly stop that lost an answer');

  const store = await openTestStore({ databaseFile });
  await copyDatabase(store.db, path.join(folder, 'copy.sqlite'));
  await store.close();
  t.match(await runJson(folder, ['restore', 'copy.sqlite', '--yes']), { code: 0 });
  await (await ready()).end('SIGTERM');
  t.equal((await cards()).length, 4, 'a restore');
});

/** Resolves once the service, which does not wait for it, has written the file. */
async function appears(file: string): Promise<void> {
  const watcher = watch(path.dirname(file));
  while (!existsSync(file)) await once(watcher, 'change');
  watcher.close();
}
