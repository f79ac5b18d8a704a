import t, { type Test } from 'tap';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { Receptionist } from '../desk/ringing-desk.ts';
import type { TestInstance } from './instance.ts';
import { Installation, signIn, untilTrue } from './installation.ts';

// A receptionist whose page is at one instance, and visitors in front of a screen at another one.

async function enter(t: Test, at: TestInstance, name = 'Ann'): Promise<Receptionist> {
  const act = { actor: 'command:test', now: new Date() };
  const asked = { name, role: 'reception' as const };
  const { account, link } = await addDeskAccount(at.db, asked, act);
  const browser = new DeskBrowser(at.lobbyUrl);
  const password = 'a long pass phrase of this test';
  await browser.post('/desk/api/set-password', { link: link.token, password });
  const receptionist = new Receptionist(browser, account.id);
  t.teardown(() => receptionist.socket.terminate());
  await receptionist.until(() => receptionist.messages.length > 0);
  return receptionist;
}

t.test('the desk at one instance is shown, and decides, what another one holds', async (t) => {
  const all = await Installation.make(t);
  const options = { askDesk: true, deadlineMs: 28_000 };
  const [a, b] = await Promise.all([all.start(options), all.start(options)]);
  const screen = await all.screen(b, 'ipad', 'somebody_else', [a]);
  const ann = await enter(t, a);
  // A sign-in rings only when an instance has a connected page.
  await untilTrue(() => (b.desk.approvals.remote?.pages ?? 0) > 0);

  t.test('a press at one lets in whom the other holds', async (t) => {
    const answer = signIn(b, 'ipad', 'pressed');
    t.match(await ann.rings('pressed'), { visitor: 'Ada Example', kind: 'visitor' });
    t.match(await ann.press('pressed'), { status: 200, json: { letIn: true } });
    t.match(await answer, { status: 200 });
    const [row] = await all.sql("select reason from sign_ins where job_id = 'pressed'");
    t.same(row, { reason: 'desk_approved' });
    await ann.until(() => ann.ringing.length === 0);
    const late = { status: 409, json: { error: 'was_let_in' } };
    t.match(await ann.press('pressed'), late, 'a second press says so here, too');
    t.match(await ann.press('pressed', false), late);
  });

  t.test('whichever instance Envoy has asked', async (t) => {
    const answer = signIn(a, 'ipad', 'asked-here');
    await ann.rings('asked-here');
    t.match(await ann.press('asked-here', false), { status: 200, json: { letIn: false } });
    t.match(await answer, { status: 412, reason: 'no match' });
    await ann.until(() =>
      ann.messages.some((each) => each.type === 'card' && each.card.jobId === 'asked-here'),
    );
    t.match(await ann.press('asked-here'), { status: 409 }, 'and afterwards it is too late');
  });

  t.test('a press of somebody who may not any more lets nobody in', async (t) => {
    const answer = signIn(b, 'ipad', 'forged');
    await ann.rings('forged');
    const { approvals } = b.desk;
    const sessionId = 'of nobody';
    const forged = { accountId: ann.accountId, sessionId };
    t.equal(await a.desk.approvals.approve('forged', forged), 'not_allowed');
    t.match(approvals.openApprovals, [{ jobId: 'forged' }]);
    t.match(await ann.press('forged', false), { status: 200 }, 'it rings on');
    t.match(await answer, { status: 412, reason: 'no match' });
  });

  t.test('of two presses at once at two instances one counts, and Envoy hears that', async (t) => {
    const bob = await enter(t, b, 'Bob');
    for (let round = 0; round < 6; round++) {
      const jobId = `both-${round}`;
      const answer = signIn(b, 'ipad', jobId);
      await Promise.all([ann.rings(jobId), bob.rings(jobId)]);
      // The press that has the longer way begins first in one round, and last in the next.
      const presses = [() => ann.press(jobId, true), () => bob.press(jobId, false)];
      if (round % 2) presses.reverse();
      const pressed = await Promise.all(presses.map((press) => press()));
      const counted = pressed.filter(({ status }) => status === 200);
      t.equal(counted.length, 1, 'one counts');
      const { status } = await answer;
      t.equal(status, (counted[0]!.json as { letIn: boolean }).letIn ? 200 : 412, 'Envoy hears it');
      const [row] = await all.sql(`select verdict from sign_ins where job_id = '${jobId}'`);
      t.same(row, { verdict: status === 200 ? 'approved' : 'review' });
      await Promise.all([ann, bob].map((one) => one.until(() => one.ringing.length === 0)));
    }
  });

  t.test('of two acts at once at two instances one counts, and both pages show it', async (t) => {
    const bob = await enter(t, b, 'Zoe');
    const shown = (at: Receptionist, jobId: string) =>
      at.messages.findLast((each) => each.type === 'card' && each.card.jobId === jobId);
    for (let round = 0; round < 6; round++) {
      const jobId = `acted-${round}`;
      const answer = signIn(b, 'ipad', jobId);
      await ann.rings(jobId);
      await ann.press(jobId, false);
      t.match(await answer, { status: 412 });
      const isThere = (at: Receptionist) => at.until(() => shown(at, jobId) !== undefined);
      await Promise.all([isThere(ann), isThere(bob)]);
      const say = (at: Receptionist, outcome: string) =>
        at.browser.post(`/desk/api/cards/${jobId}/outcome`, { outcome });
      const said = await Promise.all([say(ann, 'left'), say(bob, 'turned_away')]);
      t.same(said.map(({ status }) => status).sort(), [200, 409]);
      const outcome = said[0].status === 200 ? 'left' : 'turned_away';
      const [row] = await all.sql(`select outcome from desk_cards where job_id = '${jobId}'`);
      t.same(row, { outcome });
      const shows = (at: Receptionist) =>
        at.until(() => {
          const message = shown(at, jobId);
          return message?.type === 'card' && message.card.outcome === outcome;
        });
      await Promise.all([shows(ann), shows(bob)]);
    }
  });

  t.test('who is looked at there is shown here', async (t) => {
    screen.seen = 'nobody';
    const begun = screen.nextCapture();
    const answer = signIn(b, 'ipad', 'looked-at');
    await begun;
    await ann.until(() =>
      ann.messages.some(
        (each) =>
          each.type === 'underway' &&
          each.underway.some((one) => one.jobId === 'looked-at' && one.visitor === 'Ada Example'),
      ),
    );
    screen.seen = 'themselves';
    await screen.connect(b.lobbyUrl);
    t.match(await answer, { status: 200 });
    const latest = () => ann.messages.filter((each) => each.type === 'underway').at(-1);
    await ann.until(() => latest()?.underway.length === 0);
  });

  t.test('and what the camera is short of there, whichever instance Envoy has asked', async (t) => {
    for (const [at, jobId] of [
      [b, 'guided-there'],
      [a, 'guided-for-here'],
    ] as const) {
      screen.seen = 'nobody';
      const begun = screen.nextCapture();
      const answer = signIn(at, 'ipad', jobId);
      await begun;
      const shows = (guidance: string) => () =>
        ann.messages.some(
          (each) =>
            each.type === 'underway' &&
            each.underway.some((one) => one.jobId === jobId && one.guidance === guidance),
        );
      b.desk.board.underway.noteGuidance(jobId, 'look_here');
      await ann.until(shows('look_here'));
      b.desk.board.underway.noteGuidance(jobId, 'hold_still');
      b.desk.board.underway.noteGuidance(jobId, 'step_closer');
      await ann.until(shows('step_closer'));
      t.notOk(shows('hold_still')(), 'the latest of each second');
      screen.seen = 'themselves';
      await screen.connect(b.lobbyUrl);
      t.match(await answer, { status: 200 });
    }
  });

  t.test('and the screens of all instances', async (t) => {
    t.match(a.kioskRegistry.status(), [{ name: 'ipad', connected: true, camera: 'ready' }]);
    await all.expectWholeRecord(a);
  });
  t.end();
});

t.test('the cameras of a screen are tested and set up from the desk at its instance', async (t) => {
  const all = await Installation.make(t);
  const [a, b] = await Promise.all([all.start(), all.start()]);
  await all.screen(b, 'ipad', 'themselves', [a]);
  const { browser } = await enter(t, a);
  const [screen] = a.kioskRegistry.status();
  const route = `/desk/api/lobby/${screen!.id}`;
  const atRemote = { code: 'screen_elsewhere' };
  t.match((await browser.post(`${route}/test`)).json, { worked: false, ...atRemote });
  const refused = { phase: 'failed', said: [atRemote], pictures: null };
  t.match((await browser.post(`${route}/cameras`, {})).json, refused);
  t.match((await browser.get(`${route}/cameras`)).json, refused);
  const there = (await enter(t, b, 'Bea')).browser;
  t.match((await there.post(`${route}/cameras`, {})).json, { phase: 'running' });
});
