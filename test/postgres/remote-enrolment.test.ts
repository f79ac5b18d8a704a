import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { publishConsentText } from '#server/people/consent.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { Receptionist } from '../desk/ringing-desk.ts';
import type { TestInstance } from './instance.ts';
import { Installation, knows, signIn, untilTrue } from './installation.ts';
import { PosingScreen } from './posing-screen.ts';

// Managers whose pages are at one instance, and a lobby screen that is connected to another one.

async function enter(t: Test, at: Pick<TestInstance, 'db' | 'lobbyUrl'>, name: string) {
  const act = { actor: 'command:test', now: new Date() };
  const { account, link } = await addDeskAccount(at.db, { name, role: 'manager' }, act);
  const browser = new DeskBrowser(at.lobbyUrl);
  const password = 'a long pass phrase of this test';
  await browser.post('/desk/api/set-password', { link: link.token, password });
  const manager = new Manager(browser, account.id);
  t.teardown(() => manager.socket.terminate());
  await manager.until(() => manager.messages.length > 0);
  return manager;
}

class Manager extends Receptionist {
  /** The enrolments on the page, the latest first. */
  get enrolments(): LobbyEnrolment[] {
    const last = this.messages.filter((each) => each.type === 'enrolments').at(-1);
    return last?.enrolments ?? [];
  }

  async sees(id: string, holds: (one: LobbyEnrolment) => boolean): Promise<LobbyEnrolment> {
    const find = () => this.enrolments.find((one) => one.id === id && holds(one));
    await this.until(() => find() !== undefined);
    return find()!;
  }

  /** Enrols a new person, whose consent is on paper. */
  enrol(screenId: string, name: string) {
    const details = { name, email: null, employeeId: null, expiresAt: null };
    const consent = { consent: 'signed form', consentGiven: 'paper' };
    const who = { details: { ...details, ...consent }, textVersion: 'v1' };
    return this.browser.post('/desk/api/people/camera', { screenId, who });
  }

  /** Offers an enrolment from a card, with a text to agree to on the screen. */
  offer(screenId: string, jobId: string, name: string) {
    const offer = { name, recordId: null, screenId, documentChecked: true };
    return this.browser.post(`/desk/api/cards/${jobId}/offer`, offer);
  }
}

/** Adds a document that allows an enrolment, as a sign-in at that instance does. */
function show({ desk }: TestInstance, jobId: string, name: string): void {
  const claim = { name, email: null, employeeId: null, locationId: null, deviceId: null };
  const report = { label: '', state: 'refused' as const, findings: [] };
  const portrait = { report, template: new Float32Array() };
  desk.enrollable.put({ jobId, mark: jobId, trust: '', name, claim, portrait });
}

function idIn({ json }: { json: Record<string, unknown> }): string {
  if (!json['enrolment']) throw new Error(JSON.stringify(json));
  return (json['enrolment'] as LobbyEnrolment).id;
}

const isOver = ({ step }: LobbyEnrolment) => step === 'ended' || step === 'enrolled';

t.test('enrolling at a screen of another instance', async (t) => {
  const all = await Installation.make(t);
  const [a, b, c] = await Promise.all([all.start(), all.start(), all.start()]);
  await publishConsentText(a.db, { version: 'v1', text: 'I agree.' }, 'command:test');
  const [ann, cem] = await Promise.all([enter(t, a, 'Ann'), enter(t, c, 'Cem')]);
  const pair = async (name: string) => {
    const { code } = await b.pairing.newCode({ name, deviceId: name });
    const redeemed = await b.pairing.redeem(code);
    if (!redeemed.paired) throw new Error(redeemed.refusal);
    const screen = new PosingScreen(redeemed.token);
    t.teardown(() => screen.cut());
    return screen;
  };
  const screen = await pair('Lobby');
  const connect = async (to: TestInstance) => {
    await screen.connect(to.lobbyUrl);
    for (const each of [a, b, c]) await knows(each, 'Lobby');
    const at = to === b ? undefined : 'elsewhere';
    await untilTrue(() => {
      const [status] = b.kioskRegistry.status();
      return (status?.instanceId === undefined ? undefined : 'elsewhere') === at;
    });
  };
  await connect(b);
  const [{ id: screenId = '' } = {}] = a.kioskRegistry.status();
  const people = async () =>
    (await all.sql('select name from people order by name')).map(({ name }) => name);

  t.test('each step is seen at every instance, and nothing of it in the database', async (t) => {
    screen.person = 2;
    t.match(await signIn(b, 'Lobby', 'held'), { status: 412 });
    screen.person = 10;
    screen.turns = false;
    screen.agrees = 'not_yet';
    const id = idIn(await ann.offer(screenId, 'held', 'Ada Example'));
    await Promise.all([ann, cem].map((one) => one.sees(id, ({ step }) => step === 'asking')));
    const again = await cem.offer(screenId, 'held', 'Ada Example');
    t.match(again, { status: 409, json: { message: /under way there already/ } });
    screen.agrees = 'yes';
    await screen.connect(b.lobbyUrl);
    for (const one of [ann, cem]) {
      const posing = await one.sees(id, ({ taken, guidance }) => taken === 1 && guidance !== null);
      t.match(posing, { guidance: 'turn_a_little_left', screen: 'Lobby', name: 'Ada Example' });
    }
    const [row] = await all.sql(`select * from shared_work where id = '${id}'`);
    t.match(row, { id, job_id: 'held', contents: null });
    t.notMatch(Buffer.from(row?.['shown'] as Buffer).toString('latin1'), /Ada Example|taken/);
    const late = await enter(t, c, 'Late');
    await late.sees(id, ({ taken }) => taken === 1);
    screen.turns = true;
    // Each further frame brings further guidance.
    for (const one of [ann, cem, late]) {
      t.match(await one.sees(id, isOver), { step: 'enrolled', taken: 3, personId: /./ });
    }
    t.same(await people(), ['Ada Example']);
    const [{ id: personId } = {}] = await all.sql('select id from people');
    const acts = await auditEventsAbout(a.db, personId as string);
    t.match(
      acts.map(({ action, actor }) => [action, actor]),
      [['person_enrolled', `desk:${ann.accountId}`]],
    );
    const consents = await all.sql('select text_version, recorded_by from consents');
    t.same(consents, [{ text_version: 'v1', recorded_by: `kiosk:${screenId}` }]);
  });

  t.test(
    'a "no" on the screen is recorded once, and ends each offer by their document',
    async (t) => {
      screen.agrees = 'no';
      // The same document was shown at each instance, each time in another sign-in.
      show(a, 'held', 'Ada Example');
      show(b, 'at b', 'Ada Example');
      show(c, 'at c', 'Ada Example');
      show(c, 'of another', 'Bea Example');
      const id = idIn(await cem.offer(screenId, 'held', 'Ada Example'));
      const message = 'They said no on the screen.';
      for (const one of [ann, cem]) t.match(await one.sees(id, isOver), { step: 'ended', message });
      t.equal(ann.enrolments.filter(({ jobId }) => jobId === 'held').length, 1, 'the latest');
      const acts = (await auditEventsAbout(a.db, 'held')).map(({ action }) => action);
      t.equal(acts.filter((action) => action === 'enrolment_declined').length, 1);
      const offered = () => [a, b, c].flatMap(({ desk }) => desk.enrollable.all);
      await untilTrue(() => offered().length === 1);
      t.match(offered(), [{ jobId: 'of another' }]);
      c.desk.enrollable.clear();
      screen.agrees = 'yes';
    },
  );

  t.test('of two at once at two instances one is refused; any instance stops it', async (t) => {
    screen.turns = false;
    screen.person = 11;
    const both = await Promise.all([ann.enrol(screenId, 'One'), cem.enrol(screenId, 'Two')]);
    t.same(both.map(({ status }) => status).sort(), [200, 409]);
    const refused = both.find(({ status }) => status === 409);
    t.match(refused?.json, { message: /under way there already/ });
    const id = idIn(both.find(({ status }) => status === 200)!);
    await Promise.all([ann, cem].map((one) => one.sees(id, ({ taken }) => taken === 1)));
    const before = screen.ended;
    const stop = () => cem.browser.call('DELETE', `/desk/api/enrolments/${id}`);
    t.match(await stop(), { status: 200, json: { message: 'Stopped. Nothing is stored.' } });
    for (const one of [ann, cem]) {
      t.match(await one.sees(id, isOver), { step: 'ended', message: /stopped before/ });
    }
    await untilTrue(() => screen.ended > before);
    t.match(await stop(), { status: 409, json: { message: 'It is over already.' } });
    t.same(await people(), ['Ada Example']);
  });

  t.test('an account that is disabled in the middle enrols nobody', async (t) => {
    const eve = await enter(t, a, 'Eve');
    screen.turns = false;
    const id = idIn(await eve.enrol(screenId, 'Smuggled'));
    await cem.sees(id, ({ taken }) => taken === 1);
    await all.sql(
      `update desk_accounts set revoked_at = '2026-11-26' where id = '${eve.accountId}'`,
    );
    screen.turns = true;
    const message = /may not enrol people any more. Nothing was stored/;
    t.match(await cem.sees(id, isOver), { step: 'ended', message });
    t.same(await people(), ['Ada Example']);
  });

  t.test('what was ended before it is stored is not stored', async (t) => {
    await all.sql(`create function end_all() returns trigger language plpgsql as $$ begin
      update shared_work set ending = 'stopped' where ending is null; return new; end $$;
      create trigger end_all before insert on people for each row execute function end_all()`);
    const id = idIn(await ann.enrol(screenId, 'Too Late'));
    const message = /ended before it was stored. Nothing was stored/;
    t.match(await cem.sees(id, isOver), { step: 'ended', message });
    await all.sql('drop trigger end_all on people');
    t.same(await people(), ['Ada Example']);
  });

  t.test('a screen that moves in the middle ends it', async (t) => {
    screen.turns = false;
    const id = idIn(await ann.enrol(screenId, 'Moved'));
    await ann.sees(id, ({ taken }) => taken === 1);
    await connect(c);
    const message = /connected to another machine .* in the middle. Nothing was stored/;
    for (const one of [ann, cem]) t.match(await one.sees(id, isOver), { step: 'ended', message });
    screen.turns = true;
    await connect(b);
  });

  t.test('a fault after it was stored says that it was', async (t) => {
    screen.person = 15;
    // The transaction commits, but its result is lost on the way.
    const { db } = b;
    const transaction = db.transaction.bind(db);
    let isCommitted = false;
    db.transaction = () => {
      const builder = transaction();
      const execute = builder.execute.bind(builder);
      builder.execute = async (work) => {
        const done = await execute(work);
        const [stored] = await all.sql("select 1 from people where name = 'Known'");
        if (!stored || isCommitted) return done;
        isCommitted = true;
        throw new Error('The connection is gone.');
      };
      return builder;
    };
    const id = idIn(await ann.enrol(screenId, 'Known'));
    await untilTrue(() => isCommitted);
    t.same(await all.sql(`select ending from shared_work where id = '${id}'`), [
      { ending: 'stored' },
    ]);
    db.transaction = transaction;
    const late = await enter(t, a, 'Later');
    for (const one of [ann, cem, late]) {
      t.match(await one.sees(id, isOver), { step: 'enrolled', personId: /./ });
    }
    await all.sql("delete from people where name = 'Known'");
  });

  t.test('a camera is tested where the screen is', async (t) => {
    const tested = await ann.browser.post(`/desk/api/lobby/${screenId}/test`);
    t.match(tested.json, { worked: false, sentence: /connected to another machine/ });
  });

  t.test('whoever is erased is gone from every desk', async (t) => {
    screen.person = 12;
    const id = idIn(await cem.enrol(screenId, 'Erased Soon'));
    const { personId } = await ann.sees(id, isOver);
    const agreed = await all.sql(
      `select text_version from consents where person_id = '${personId}'`,
    );
    t.same(agreed, [{ text_version: 'v1' }], 'to what the form showed');
    const erased = await ann.browser.post(`/desk/api/people/${personId}/erase`, {
      name: 'Erased Soon',
    });
    t.equal(erased.status, 200, erased.text);
    const isGone = (one: Manager) => !one.enrolments.some((each) => each.id === id);
    for (const one of [ann, cem]) await one.until(() => isGone(one));
    t.same(await all.sql(`select id from shared_work where id = '${id}'`), []);
  });

  t.test(
    'when the instance with the screen is killed, the desk is told what was stored',
    async (t) => {
      const { databaseUrl, dataDir } = all;
      const program = fileURLToPath(new URL('instance-process.js', import.meta.url));
      const INSTANCE = JSON.stringify({ databaseUrl, dataDir });
      const env = { PATH: process.env['PATH'], INSTANCE };
      const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
      t.teardown(() => child.kill('SIGKILL'));
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { lobbyUrl } = JSON.parse(line) as { lobbyUrl: string };
      screen.turns = false;
      await screen.connect(lobbyUrl);
      await untilTrue(() =>
        [a, b, c].every(({ kioskRegistry }) => kioskRegistry.status()[0]?.instanceId !== undefined),
      );
      const id = idIn(await ann.enrol(screenId, 'Killed'));
      await ann.sees(id, ({ taken }) => taken === 1);
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      const message = /is gone, or its database was. Nothing was stored/;
      for (const one of [ann, cem]) t.match(await one.sees(id, isOver), { step: 'ended', message });
      screen.turns = true;
      screen.person = 14;
      await connect(b);
      const next = idIn(await ann.enrol(screenId, 'Zoe Next'));
      t.match(await cem.sees(next, isOver), { step: 'enrolled' }, 'and the screen is free again');
      t.same(await people(), ['Ada Example', 'Zoe Next']);
    },
  );

  t.test('an instance that is stopped in order says so', async (t) => {
    screen.turns = false;
    const id = idIn(await ann.enrol(screenId, 'Last'));
    await cem.sees(id, ({ taken }) => taken === 1);
    await b.stop();
    const message = /service was stopped in the middle. Nothing was stored/;
    for (const one of [ann, cem]) t.match(await one.sees(id, isOver), { step: 'ended', message });
    await all.expectWholeRecord(a);
  });
  t.end();
});
