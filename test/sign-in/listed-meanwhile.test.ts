import { EventEmitter, once } from 'node:events';
import path from 'node:path';
import t, { type Test } from 'tap';
import { createWatchlistCheck } from '#server/checks/watchlist.ts';
import type { DeskApproval } from '#server/sign-in/desk-approval.ts';
import type { CheckResult } from '#server/sign-in/check.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { addToWatchlist } from '#server/watchlist/change.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { startHook, type HookOptions } from '../support/hook.ts';
import { openedStore } from '../watchlist/open-store.ts';

/** The real hook with the watchlist check and a face check, which waits until the test gives its result. */
async function lobby(t: Test, options: Partial<HookOptions> = {}) {
  const databaseFile = path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openedStore(t, databaseFile);
  const watchlist = createWatchlistCheck({
    watchlist: new Watchlist(store.db),
    people: { findClaimed: async () => [] },
  });
  const face = new (class extends EventEmitter {
    readonly name = 'face';
    async run(): Promise<CheckResult> {
      setImmediate(() => this.emit('looks'));
      const [result] = (await once(this, 'saw')) as [CheckResult];
      return result;
    }
  })();
  const hook = await startHook(t, {
    checks: [face, watchlist],
    requires: (signIn) => ({
      signIn,
      checks: [
        { check: face, settings: {} },
        { check: watchlist, settings: { lists: ['own'] } },
      ],
      askDesk: options.desk !== undefined,
    }),
    databaseFile,
    ...options,
  });
  t.teardown(() => hook.stop());
  // A second connection, as a command or another instance has.
  const { db } = await openedStore(t, databaseFile);
  return { db, face, hook, list: (name: string) => list(db, name) };
}

async function list(db: Parameters<typeof addToWatchlist>[0], name: string): Promise<void> {
  const result = await addToWatchlist(db, 'command:test', {
    name,
    aliases: [],
    birthDate: null,
    country: null,
    email: null,
    domain: null,
    phone: null,
    company: null,
    note: 'house ban',
    legalBasis: null,
    expiresAt: null,
  });
  if (result.state === 'refused') throw new Error(JSON.stringify(result));
}

const matched: CheckResult = { passed: true, reason: 'matched' };
const doubt: CheckResult = { passed: false, reason: 'no_match', deskMayApprove: true };

t.test('whoever is listed while their face is looked at is held', async (t) => {
  const { db, face, hook, list } = await lobby(t);
  const visit = async (jobId: string, meanwhile?: string) => {
    const looks = once(face, 'looks');
    const answer = hook.signIn({ name: 'Ada Quentaris', jobId });
    await looks;
    if (meanwhile !== undefined) await list(meanwhile);
    face.emit('saw', matched);
    const { status } = await answer;
    return { status, reason: (await findSignIn(db, jobId))?.reason };
  };
  t.match(await visit('nobody listed'), { status: 200, reason: 'matched' });
  t.match(await visit('another', 'Somebody Listed'), { status: 200, reason: 'matched' });
  t.match(await visit('they', 'Ada Quentaris'), { status: 412, reason: 'watchlist_hit' });
  t.match(await checksOf(db, 'they'), [
    { check: 'face', passed: true },
    { check: 'watchlist', passed: false, reason: 'watchlist_hit' },
  ]);
});

t.test('whoever is listed while the desk is asked is not let in by a press', async (t) => {
  let meanwhile = '';
  const pressed: (string | null)[] = [];
  const desk: DeskApproval = {
    request: async ({ approve }) => {
      if (meanwhile !== '') await list(db, meanwhile);
      const approved = await approve(async () => {});
      pressed.push(approved?.reason ?? null);
      return approved;
    },
  };
  const { db, face, hook } = await lobby(t, { desk, deadlineMs: 20_000 });
  const visit = async (jobId: string, listed: string) => {
    meanwhile = listed;
    const looks = once(face, 'looks');
    const answer = hook.signIn({ name: 'Ada Quentaris', jobId });
    await looks;
    face.emit('saw', doubt);
    const { status } = await answer;
    return { status, reason: (await findSignIn(db, jobId))?.reason };
  };
  t.match(await visit('nobody listed', ''), { status: 200, reason: 'desk_approved' });
  t.match(await visit('another', 'Somebody Listed'), { status: 200, reason: 'desk_approved' });
  t.match(await visit('they', 'Ada Quentaris'), { status: 412, reason: 'watchlist_hit' });
  t.strictSame(pressed, ['desk_approved', 'desk_approved', null]);
});
