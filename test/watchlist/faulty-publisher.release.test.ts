import path from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { createWatchlistCheck } from '#server/checks/watchlist.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Gallery } from '#server/people/gallery.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { beginWatchlist } from '#server/store/tables/watchlists.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { ListFollower } from '#server/watchlist/follow/follower.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { followAt, look } from './followed.ts';
import { openedStore } from './open-store.ts';
import { startPublisher, unList, type ListServer } from './publisher.ts';

const policy = `
default:
  checks:
    watchlist:
`;
const sending = (body: string | Buffer, status = 200): ListServer['answer'] => {
  return (_request, response) => void response.writeHead(status).end(body);
};
const listed = (day: string, people = 60) => unList(`2026-11-${day}`, people);
/** Puts each part of a name into a separate element, so that one part can be lost. */
const withThirdName = (list: string, element = 'THIRD_NAME') =>
  list.replaceAll('<REFERENCE_NUMBER>', `<${element}>Valdanor</${element}><REFERENCE_NUMBER>`);

/** The real hook, two followed lists, and their publisher. */
async function lobby(t: Test) {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const { db } = await openedStore(t, databaseFile);
  const cipher = await openTemplateCipher(db, path.join(t.testdirName, 'template.key'));
  const people = new Gallery({ db, cipher, model: { id: 'onnx/test', dimension: 512 } });
  const check = createWatchlistCheck({ watchlist: new Watchlist(db), people });
  const hook = await startRuledHook(t, policy, [check], databaseFile);
  const publisher = await startPublisher(t);
  await followAt(db, 'un', publisher.at('/un.xml'));
  publisher.answer = sending(withThirdName(listed('20')));
  t.match(await look(db, 'un'), { state: 'in_force', imported: { entries: 60 } });
  let job = 0;
  const visit = async (name: string) => {
    const jobId = `job-${++job}`;
    const { status } = await hook.signIn({ name, jobId });
    return { status, reason: (await findSignIn(db, jobId))?.reason };
  };
  /** Six visitors call while the publisher is asked, and half of them are on the list. */
  const during = async <T>(asking: () => Promise<T>, what: string): Promise<T> => {
    const calls = (name: string) => [visit(name), visit(name), visit(name)];
    const [answer, hits, others] = await Promise.all([
      asking(),
      Promise.all(calls('Zoltan Quentarisak Valdanor')),
      Promise.all(calls('Bo Ordinary')),
    ]);
    const hit = { status: 412, reason: 'watchlist_hit' };
    t.match(hits, [hit, hit, hit], `${what}: who is listed is held`);
    const passed = { status: 200, reason: 'passed' };
    t.match(others, [passed, passed, passed], `${what}: and nobody else`);
    return answer;
  };
  return { db, publisher, during, visit };
}

t.test('whatever a publisher does, who is listed is held and the others are not', async (t) => {
  const { db, publisher, during } = await lobby(t);
  const faults: [string, ListServer['answer'], object][] = [
    ['a 304 to a first question', sending('', 304), { state: 'failed', fault: 'not_changed' }],
    ['no file', sending('', 404), { state: 'failed', fault: 'http_404' }],
    ['a page of HTML', sending('<html>moved</html>'), { state: 'failed' }],
    ['half a file', sending(listed('21').slice(0, 4000)), { state: 'failed' }],
    ['half of a gzip', sending(gzipSync(listed('21')).subarray(0, 200)), { state: 'failed' }],
    ['a date that is no day', sending(unList('soon', 60)), { state: 'failed' }],
    ['a date to come', sending(unList('2099-01-01', 60)), { state: 'failed' }],
    ['a renamed element', sending(withThirdName(listed('21'), 'NAME_3')), { state: 'proposed' }],
    ['an older list', sending(withThirdName(listed('19'))), {}],
  ];
  for (const [what, answer, expected] of faults) {
    publisher.answer = answer;
    // A new address has no ETag of the last answer, so the request is unconditional.
    await followAt(db, 'un', publisher.at(`/${encodeURIComponent(what)}.xml`));
    t.match(await during(() => look(db, 'un'), what), expected, what);
  }
  const killed = async () => {
    await beginWatchlist(db, { source: 'un', name: '' }, new Date());
    return null;
  };
  const clock = new FakeClock('2026-11-25T12:00:00Z');
  const follower = new ListFollower({ db, clock, log: createLogger('silent'), look: killed });
  await during(async () => {
    follower.start();
    await follower.settle();
    await follower.stop();
  }, 'a killed process');
  publisher.answer = sending(gzipSync(withThirdName(listed('22', 61))));
  await followAt(db, 'un', publisher.at('/un.xml'));
  const right = await during(() => look(db, 'un'), 'a right list, compressed');
  t.match(right, { state: 'in_force', imported: { entries: 61 } });
});

t.test('one list of several changes while visitors call', async (t) => {
  const { db, publisher, during, visit } = await lobby(t);
  await followAt(db, 'eu-fsf', publisher.at('/eu.xml'));
  publisher.answer = sending('<export/>');
  await during(() => look(db, 'eu-fsf'), 'another list fails');
  publisher.answer = sending(withThirdName(listed('23', 62)));
  await during(() => look(db, 'un'), 'this one grows');
  // The last of the new entries, which only the newer list has.
  t.match(await visit('Zoltan Quentarisbq Valdanor'), { status: 412, reason: 'watchlist_hit' });
});

t.test('a publisher with a certificate of its own is not believed', async (t) => {
  const { db, during } = await lobby(t);
  const other = await startPublisher(t, { isTrusted: false });
  other.answer = sending(listed('24', 1));
  await followAt(db, 'un', other.at('/un.xml'));
  t.match(await during(() => look(db, 'un'), 'self-signed'), { state: 'failed' });
  t.same(other.asked, [], 'it was asked nothing');
});
