import { once } from 'node:events';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { sampleFaces } from '../../lab/trial/sample-photos.ts';
import { allowRepeatSignIns, Trial } from '../../lab/trial/trial.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { stepOfCode } from '#server/people/personal-code.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { Offerer } from '../desk/desk-people.ts';
import { Authenticator } from '../support/authenticator.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { follow, viewsOf } from '../support/posing-person.ts';
import { storeEnvironment } from '../support/store.ts';

// The whole service with its models: a manager at the desk, and a person in front of the lobby screen.

const { womanA, guest1 } = sampleFaces;

t.test('a personal code is set up at the lobby screen, with the face', async (t) => {
  const folder = path.join(t.testdir(), 'data');
  await allowRepeatSignIns(folder);
  const trial = await Trial.start(folder, pino({ level: 'silent' }), {
    ...(await storeEnvironment(folder)),
    VESTIBULE_OFFICE_NAME: 'Acme Widgets',
  });
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const manager = await Offerer.enter(t, trial, 'manager');
  const reception = await Offerer.enter(t, trial, 'reception');
  const views = { anna: await viewsOf(womanA), stranger: await viewsOf(guest1) };
  let posing = views.anna;
  const kiosk = await trial.openKiosk({ frames: posing.ahead });
  follow(kiosk, () => posing);
  const [screen] = await db.selectFrom('kiosks').select('id').execute();
  const details = {
    ...{ name: 'Anna Lindqvist', email: 'anna@example.com', employeeId: null },
    ...{ consent: 'signed form', consentGiven: 'paper', expiresAt: null },
  };
  const begin = async (who: object) => {
    kiosk.show(posing.ahead);
    const body = { screenId: screen!.id, who, personalCode: true };
    const { json } = await manager.browser.post('/desk/api/people/camera', body);
    return (json as { enrolment: LobbyEnrolment }).enrolment.id;
  };
  const wanted = async () => {
    const [request] = (await once(kiosk, 'codeWanted')) as [{ setUp: string; problem: unknown }];
    return request;
  };
  const latest = (id: string, of = manager) =>
    of.messages
      .findLast((each) => each.type === 'enrolments')
      ?.enrolments.find((one: LobbyEnrolment) => one.id === id);
  const ended = async (id: string) => {
    await manager.until(() => ['enrolled', 'ended'].includes(latest(id)?.step ?? ''));
    return latest(id)!;
  };
  const codes = () => db.selectFrom('personal_codes').selectAll().execute();

  const first = wanted();
  const id = await begin({ details, textVersion: null });
  const { setUp } = await first;
  await manager.until(() => latest(id)?.step === 'code');
  t.match(setUp, /^otpauth:\/\/totp\/Acme%20Widgets:Anna%20Lindqvist\?/);
  t.same(await db.selectFrom('people').selectAll().execute(), [], 'nothing is stored before');
  for (const desk of [manager, reception]) {
    t.notMatch(JSON.stringify(desk.messages), 'otpauth', 'no desk is shown the code');
  }
  const app = Authenticator.scan(setUp);
  const again = wanted();
  kiosk.typeCode(app.wrong());
  t.match(await again, { setUp, problem: 'wrong' });
  kiosk.typeCode(app.code());
  t.match(await ended(id), { step: 'enrolled' });
  const [person] = await db.selectFrom('people').selectAll().execute();
  const personId = person!.id;
  const [row] = await codes();
  t.notMatch(row!.secret.toString('latin1'), new URL(setUp).searchParams.get('secret')!);
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  t.ok(stepOfCode(cipher.openSecret(row!.secret, row!), app.code(0), Date.now()) !== null);
  const events = async () => (await auditEventsAbout(db, personId)).map(({ action }) => action);
  t.same(await events(), ['personal_code_set_up', 'person_enrolled']);
  const shown = async () => (await manager.browser.get(`/desk/api/people/${personId}`)).json;
  t.match(await shown(), { person: { hasCode: true } });
  const exported = await manager.browser.post(`/desk/api/people/${personId}/export`);
  t.match(JSON.stringify(exported.json), /personal_codes/);
  t.notMatch(JSON.stringify(exported.json), new URL(setUp).searchParams.get('secret')!);

  // Another person's face sets up no code on her record, though that person could scan one.
  posing = views.stranger;
  const theirs = wanted();
  const foreign = await begin({ personId });
  kiosk.typeCode(Authenticator.scan((await theirs).setUp).code());
  t.match(await ended(foreign), { step: 'ended' });
  t.same(await codes(), [row], 'hers counts on');

  // After a lost connection, the screen starts with the face again and shows a new secret.
  posing = views.anna;
  const seen = wanted();
  const renewed = await begin({ personId });
  const before = (await seen).setUp;
  const afresh = wanted();
  kiosk.cut();
  const { setUp: after } = await afresh;
  t.not(after, before);
  kiosk.typeCode(Authenticator.scan(after).code());
  t.match(await ended(renewed), { step: 'enrolled' });
  t.not((await codes())[0]?.codeId, row?.codeId);

  const resetPath = `/desk/api/people/${personId}/reset-code`;
  t.match(await reception.browser.post(resetPath), { status: 403 });
  t.match(await manager.browser.post(resetPath), {
    status: 200,
    json: { message: /code of Anna Lindqvist counts no more/ },
  });
  t.match(await manager.browser.post(resetPath), { status: 409 });
  t.match(await shown(), { person: { hasCode: false } });
  t.equal((await events()).at(-1), 'personal_code_reset');
  const command = await runJson(path.dirname(folder), ['enroll', 'reset-code', details.email]);
  t.match(command.json, { id: personId, reset: false });
});
