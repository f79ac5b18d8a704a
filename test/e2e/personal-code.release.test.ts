import { once } from 'node:events';
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { createLogger } from '#server/ops/logging.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { resetPersonalCode } from '#server/people/personal-code.ts';
import { closeCodes } from '#server/protocol/messages.ts';
import { triesOf } from '#server/store/tables/person-tries.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { setUpCode } from '../support/authenticator.ts';
import { lacking } from '../support/needs.ts';
import { Lines } from '../support/lines.ts';
import { storeEnvironment } from '../support/store.ts';

// The real service and its models. The visitor types codes of a real authenticator at a camera client.

const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const actor = 'command:test';
const policy = `
default:
  checks:
    face: { againWithinMinutes: 0 }
    personal_code:
`;

async function lobby(t: Test) {
  const log = new Lines();
  const folder = t.testdir({ 'policy.yaml': policy });
  const environment = { ...(await storeEnvironment(folder)), VESTIBULE_DEADLINE_SECONDS: '22' };
  const trial = await Trial.start(folder, createLogger('trace', log), environment);
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const herself = await webcamFrames(womanB, 12);
  const kiosk = await trial.openKiosk({ frames: herself }, { deviceId: 'a' });
  const { templateKeyFile } = trial.config;
  const messages = new RecordCipher(templateKeyFile);
  await messages.readKey();
  let job = 0;
  /** Signs in, and returns the problem that each question named. @param answers the visitor's answers, in order */
  const signIn = async (
    answers: readonly (string | null | (() => Promise<string>))[] = [],
    where: { kiosk?: KioskClient; deviceId?: string; at?: Trial } = {},
  ) => {
    const jobId = `job-${++job}`;
    const { kiosk: screen = kiosk, deviceId = 'a', at = trial } = where;
    const asked: (string | null)[] = [];
    const onWanted = ({ problem }: { problem: string | null }) => {
      const answer = answers[asked.push(problem) - 1];
      if (typeof answer === 'function') void answer().then((code) => screen.typeCode(code));
      else if (answer !== undefined) screen.typeCode(answer);
    };
    screen.on('codeWanted', onWanted);
    const { status } = await at.signIn({ ...anna, deviceId, jobId });
    screen.off('codeWanted', onWanted);
    const { reason, tried, check, note } = (await findSignIn(db, jobId)) ?? {};
    return { status, reason, tried, check, note, asked };
  };
  /** Enrols a person with a new authenticator. */
  const enrolled = async () => {
    for (const { id } of await db.selectFrom('people').select('id').execute()) {
      await erasePerson(db, id, { actor, because: 'asked', messages });
    }
    const id = await trial.enrol(anna, [await cropPhoto(womanA)]);
    return { id, app: await setUpCode(db, templateKeyFile, id) };
  };
  return { trial, db, kiosk, herself, log, signIn, enrolled };
}

t.test('face and personal code', async (t) => {
  const { trial, db, kiosk, herself, log, signIn, enrolled } = await lobby(t);
  const typed: string[] = [];

  t.test('the person whose face matches types the code, and is let in', async (t) => {
    const { id, app } = await enrolled();
    const capture = once(kiosk, 'capture');
    const outcome = once(kiosk, 'outcome');
    const code = app.code();
    typed.push(code);
    t.match(await signIn([code]), { status: 200, reason: 'matched', asked: [null] });
    t.match(await capture, [{ asksCode: true }]);
    t.same(await outcome, ['welcome']);
    t.equal((await triesOf(db, id))?.failures, 0);
  });

  t.test('a code counts once, and so does none before it', async (t) => {
    const { app } = await enrolled();
    const code = app.code();
    t.match(await signIn([code]), { status: 200 });
    const again = await signIn([code, app.code(0), null]);
    t.match(again, { status: 412, reason: 'code_missing', asked: [null, 'used', 'used'] });
    const thrice = await signIn([code, code, code]);
    t.match(thrice, { status: 412, reason: 'code_used', tried: 'failed' });
  });

  t.test('a stranger is asked for nothing, and told no more than anybody', async (t) => {
    await enrolled();
    kiosk.show(await webcamFrames(guest1, 12));
    const outcome = once(kiosk, 'outcome');
    t.match(await signIn(['000000']), { status: 412, reason: 'no_match', asked: { length: 0 } });
    t.same(await outcome, ['please_wait']);
    kiosk.show(herself);
  });

  t.test('three tries, each of which counts as a failed one', async (t) => {
    const { id, app } = await enrolled();
    const wrong = app.wrong();
    typed.push(wrong);
    const vain = await signIn([wrong, wrong, wrong]);
    t.match(vain, { status: 412, reason: 'code_wrong', check: 'personal_code', tried: 'failed' });
    t.same(vain.asked, [null, 'wrong', 'wrong']);
    t.equal((await triesOf(db, id))?.failures, 3);
    t.match(await signIn([wrong, app.code()]), { status: 200, asked: [null, 'wrong'] });
    t.equal((await triesOf(db, id))?.failures, 0, 'a match ends the row');
  });

  t.test('the fifth failure in a row pauses, whether of a face or of a code', async (t) => {
    const { id, app } = await enrolled();
    await db
      .insertInto('person_tries')
      .values({ personId: id, failures: 4, triedAt: new Date() })
      .execute();
    const late = await signIn([app.wrong(), app.code()]);
    t.match(late, { status: 412, reason: 'locked_out' });
    t.match(await signIn([app.code()]), {
      status: 412,
      reason: 'locked_out',
      asked: { length: 0 },
    });
  });

  t.test('who has none at hand is a failed try, and who has set up none is not', async (t) => {
    const { id } = await enrolled();
    const outcome = once(kiosk, 'outcome');
    t.match(await signIn([null]), { status: 412, reason: 'code_missing', tried: 'failed' });
    t.same(await outcome, ['in_person']);
    await resetPersonalCode(db, id, actor);
    t.match(await signIn(), { status: 412, reason: 'code_not_set_up', asked: { length: 0 } });
  });

  t.test('a code that is reset while it is asked for lets nobody in', async (t) => {
    const { id, app } = await enrolled();
    const reset = async () => {
      await resetPersonalCode(db, id, actor);
      return app.code();
    };
    const after = await signIn([reset]);
    t.match(after, { status: 412, reason: 'code_not_set_up', note: /reset while/ });
    await setUpCode(db, trial.config.templateKeyFile, id);
    const replaced = async () => {
      await db.updateTable('personal_codes').set({ codeId: 'another' }).execute();
      return app.code();
    };
    t.match(await signIn([replaced]), { status: 412, reason: 'internal_error' }, 'another secret');
  });

  t.test('who is erased while the screen asks is not let in', async (t) => {
    const { id, app } = await enrolled();
    const messages = new RecordCipher(trial.config.templateKeyFile);
    const erased = async () => {
      await messages.readKey();
      await erasePerson(db, id, { actor, because: 'asked', messages });
      return app.code();
    };
    const after = await signIn([erased]);
    t.match(after, { status: 412, reason: 'code_not_set_up' });
  });

  t.test('a link that is cut while somebody types brings no new tries', async (t) => {
    const { app } = await enrolled();
    const wrong = app.wrong();
    const cut = async () => {
      kiosk.cut();
      return wrong;
    };
    // The second answer is lost with the connection, and the service asks again.
    const after = await signIn([wrong, cut, wrong, wrong]);
    t.match(after, { status: 412, reason: 'code_wrong' });
    t.same(after.asked, [null, 'wrong', 'wrong', 'wrong']);
    const own = await signIn([
      async () => {
        kiosk.cut();
        await once(kiosk, 'codeWanted');
        return app.code();
      },
    ]);
    t.equal(own.status, 200);
  });

  t.test('of two sign-ins with one code, at two screens, one is let in', async (t) => {
    const { app } = await enrolled();
    const other = await trial.openKiosk({ frames: herself }, { deviceId: 'b' });
    const asked: Promise<unknown>[] = [once(kiosk, 'codeWanted'), once(other, 'codeWanted')];
    const code = app.code();
    const together = async () => {
      await Promise.all(asked);
      return code;
    };
    const both = await Promise.all([
      signIn([together, null]),
      signIn([together, null], { kiosk: other, deviceId: 'b' }),
    ]);
    t.same(both.map(({ status }) => status).sort(), [200, 412]);
    const held = both.find(({ status }) => status === 412);
    t.match(held, { asked: [null, 'used'] });
  });

  const skip = lacking('PostgreSQL');
  t.test('of two instances, one accepts the code', { skip }, async (t) => {
    const { app } = await enrolled();
    const { dataDir } = trial.config;
    const folder = t.testdir({ 'policy.yaml': policy });
    for (const file of ['template.key', 'opt-out.key', 'audit.seal', 'envoy-secret']) {
      const from = path.join(dataDir, file);
      if (existsSync(from)) copyFileSync(from, path.join(folder, file));
    }
    const environment = { ...(await storeEnvironment(dataDir)), VESTIBULE_DEADLINE_SECONDS: '22' };
    const second = await Trial.start(folder, createLogger('trace', log), environment);
    t.teardown(() => second.stop());
    const { lobbyUrl: url, pairing } = second.service;
    const { code: pair } = await pairing.newCode({ name: 'Annex', deviceId: 'c' });
    const screen = new KioskClient({ url, code: pair, frames: herself });
    t.teardown(() => screen.stop());
    await screen.start();
    const code = app.code();
    const asked = [once(kiosk, 'codeWanted'), once(screen, 'codeWanted')];
    const together = async () => {
      await Promise.all(asked);
      return code;
    };
    const both = await Promise.all([
      signIn([together, null]),
      signIn([together, null], { kiosk: screen, deviceId: 'c', at: second }),
    ]);
    t.same(both.map(({ status }) => status).sort(), [200, 412]);
    t.match(
      both.find(({ status }) => status === 412),
      { asked: [null, 'used'] },
    );
  });

  t.test('a code that nobody asked for ends the link', async (t) => {
    await enrolled();
    const started = once(kiosk, 'guidance');
    const gone = once(kiosk, 'disconnected');
    const held = signIn([null]);
    await started;
    kiosk.typeCode('123456');
    t.match(await gone, [closeCodes.badMessage, 'no code is wanted']);
    t.equal((await held).status, 412);
  });

  t.test('no digit of a code, and no secret, is in the log', async (t) => {
    const text = log.text();
    t.match(text, '"reason":"code_wrong"');
    for (const code of typed) t.notMatch(text, code);
  });
});
