import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { signedDocument, type Visitor } from '../../lab/simulate/held-sign-in.ts';
import { createLogger } from '#server/ops/logging.ts';
import { policyState } from '#server/policy/policy-keeper.ts';
import { checkSettings } from '#server/checks/registry.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { Lines } from '../support/lines.ts';

// The real service with its models and database, called through its hook.
const policy = `
answers:
  employeeNumber: [Employee number, Staff no.]
rules:
  - name: Staff
    when: { kind: employee }
    checks: none
  - name: Invited suppliers
    when: { flow: [Supplier, 310], location: [HQ, 77], invited: true }
    checks:
      document:
        answers:
          - question: Safety briefing done?
            oneOf: [Yes]
  - name: Suppliers
    when: { flow: [Supplier, 310], location: [HQ, 77] }
    checks:
      document: { legalDocuments: { agreement: 4711, name: NDA } }
      face: { whenNotEnrolled: approve }
default:
  checks:
    face:
`;

t.test('a policy, through the hook', async (t) => {
  const folder = t.testdir({ 'policy.yaml': policy });
  const file = path.join(folder, 'policy.yaml');
  const log = new Lines();
  const trial = await Trial.start(folder, createLogger('info', log), {
    VESTIBULE_DEADLINE_SECONDS: '16',
  });
  t.teardown(() => trial.stop());
  const { db } = trial.service;
  const faces = await webcamFrames(sampleFaces.womanB, 12);
  const lobby = await trial.openKiosk({ frames: faces });
  const gate = await trial.openKiosk(
    { frames: await emptyFrames(12), decline: true },
    { deviceId: 'gate' },
  );
  const captures: string[] = [];
  lobby.on('capture', () => captures.push('lobby'));
  gate.on('capture', () => captures.push('gate'));

  let count = 0;
  const ask = async (visitor: Partial<Visitor>) => {
    const jobId = `job ${++count}`;
    captures.length = 0;
    const { status } = await trial.signIn({ name: 'Cleo Unknown', jobId, ...visitor });
    const { rule, reason, note } = (await findSignIn(db, jobId)) ?? {};
    return { status, rule, reason, note, checks: await checksOf(db, jobId) };
  };
  const supplier: Partial<Visitor> = { flow: 'supplier', locationName: 'hq' };
  const nda = [signedDocument('4711')];

  t.test('the first rule whose conditions hold says what is asked', async (t) => {
    t.match(await ask({ employeeId: '640' }), {
      status: 200,
      rule: 'Staff',
      reason: 'not_required',
      checks: [{ check: 'none', passed: true }],
    });
    t.match(await ask({ ...supplier, inviteId: '7001' }), {
      status: 412,
      rule: 'Invited suppliers',
      reason: 'document_missing',
    });
    t.match(await ask(supplier), { status: 412, rule: 'Suppliers' });
    const byId = { flow: '310', locationId: '77', locationName: 'Elsewhere' };
    t.match(await ask(byId), { rule: 'Suppliers' }, 'flow and location by id');
    t.match(await ask({ flow: 'Supplier', locationName: 'South' }), {
      status: 412,
      rule: 'default',
      reason: 'not_enrolled',
      checks: [{ check: 'face' }, { check: 'recent', passed: true }],
    });
  });

  t.test('what the form must hold is looked for, and what is missing is told', async (t) => {
    const invited = { ...supplier, inviteId: '7001' };
    const said = (value: string) => [{ field: ' safety briefing DONE? ', value }];
    t.match(await ask({ ...invited, answers: said('yes') }), { status: 200, reason: 'passed' });
    t.match(await ask({ ...invited, answers: said('no') }), {
      status: 412,
      note: '"Safety briefing done?" is answered otherwise than it has to be.',
    });
    t.match(await ask(invited), { status: 412, note: '"Safety briefing done?" is not answered.' });
  });

  t.test('somebody not enrolled is let in unseen where the policy says so', async (t) => {
    t.match(await ask({ ...supplier, legalDocs: nda }), {
      status: 200,
      checks: [
        { check: 'document', reason: 'passed' },
        { check: 'face', passed: true, reason: 'not_required' },
        { check: 'recent' },
      ],
    });
    t.match(await ask(supplier), { status: 412, reason: 'document_missing' });
    t.same(captures, [], 'no camera ran');
  });

  t.test('an employee number on the form says who it is', async (t) => {
    const anna = await trial.enrol({ name: 'Anna Lindqvist', employeeId: 'E-17' }, [
      await cropPhoto(sampleFaces.womanA),
    ]);
    const answers = [{ field: 'Staff no.', value: ' E-17 ' }];
    const jobId = 'by number';
    const answer = await trial.signIn({ name: 'Anna Lindqvist-Berg', answers, jobId });
    t.equal(answer.status, 200);
    t.match(await findSignIn(db, jobId), { claimedPersonId: anna, reason: 'matched' });
    t.match(await ask({ name: 'Anna Lindqvist-Berg' }), { reason: 'not_enrolled' });
    const other = [{ field: 'Staff no.', value: 'X-99' }];
    const impostor = { ...supplier, legalDocs: nda, name: 'anna LINDQVIST', answers: other };
    t.match(await ask(impostor), {
      status: 412,
      reason: 'not_enrolled',
      note: /^Somebody of this name, of another form of it, or of one that looks like it is enrolled/,
    });
    const lookAlikes: [string, RegExp][] = [
      ['Anna Lindqvist.', /looks like it/],
      ['Anna  Lindqvist \u3164', /looks like it/],
      ['Anna\u3164Lindqvist', /looks like it/],
      ['Anna Lindqv1st', /looks like it/],
      ['Hanna Lindqvist', /another form of it/],
      ['Anna Lindqvist 2', /looks like it/],
      ['Anna \u{1f600} Lindqvist', /looks like it/],
      ['Anna LindqvIst', /looks like it/],
      ['\u0251nn\u0251 Lindqvist', /looks like it/],
      // A Cyrillic A, a blank Braille cell, a name in Lisu letters only, a Coptic a.
      ['\u0410nna Lindqvist', /letters of several scripts/],
      ['Anna\u2800Lindqvist', /letters of several scripts/],
      ['ꓮꓠꓠꓮ ꓡꓲꓠꓓꓪꓦꓲꓢꓔ', /hardly in use/],
      ['\u2c81nna Lindqvist', /letters of several scripts/],
      ['\u3164', /no letter/],
      ['...', /no letter/],
    ];
    for (const [name, note] of lookAlikes) {
      t.match(
        await ask({ ...impostor, name }),
        { status: 412, reason: 'not_enrolled', note },
        name,
      );
    }
    const endless = await ask({ ...impostor, name: `Anna Lindqvist${'.'.repeat(600)}` });
    t.equal(endless.status, 412, 'a name longer than any');
    for (const name of ['Анна Иванова', 'Greta Lindqvist', '王小明', 'Wei 王', "Zoë O'Brien-Łuk"]) {
      t.match(await ask({ ...impostor, name }), { status: 200 }, name);
    }
    // An enrolled person's face is checked even where other visitors' faces are not.
    gate.show(faces);
    const enrolled = { ...supplier, legalDocs: nda, name: 'Anna Lindqvist', answers };
    t.match(await ask({ ...enrolled, deviceId: 'gate' }), {
      status: 412,
      reason: 'declined',
    });
  });

  t.test('an old sign-in, or one from the future, is held and the camera stays off', async (t) => {
    const anna = { name: 'Anna Lindqvist' };
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    t.match(await ask({ ...anna, signedInAt: minutes(-12) }), {
      status: 412,
      reason: 'too_old',
      note: /is 12 minutes old by the clock of this machine.*that clock is wrong/,
    });
    t.match(await ask({ ...anna, signedInAt: minutes(7) }), {
      status: 412,
      reason: 'too_old',
      note: /is 7 minutes in the future/,
    });
    t.same(captures, []);
    t.match(await ask({ ...anna, signedInAt: minutes(-9) }), { status: 200 });
    t.match(await ask({ ...anna, signedInAt: null }), {
      status: 200,
      checks: [{ check: 'face' }, { check: 'recent', note: /sent no time/ }],
    });
  });

  t.test(
    'a reloaded file counts from the next sign-in on; held ones keep their policy',
    async (t) => {
      gate.show(await emptyFrames(12));
      const captured = once(lobby, 'capture');
      lobby.show(await emptyFrames(12));
      const held = ask({ name: 'Anna Lindqvist' });
      await captured;
      writeFileSync(file, 'default: { checks: none }\n');
      await trial.service.reload();
      t.match(await ask({}), { status: 200, reason: 'not_required', checks: [{ check: 'none' }] });
      lobby.show(faces);
      t.match(await held, { status: 200, reason: 'matched', rule: 'default' });
    },
  );

  t.test(
    'a broken file, or none, leaves the earlier policy in force, and the log says so',
    async (t) => {
      writeFileSync(file, 'default:\n  checks:\n    fase:\n');
      await trial.service.reload();
      t.match(await ask({}), { status: 200, reason: 'not_required' });
      t.match(log.text(), /"level":50.*line 3: There is no check `fase`; perhaps `face` is meant/);
      t.match(await policyState(trial.config.policy, checkSettings, db), {
        policy: null,
        mistakes: [{ line: 3 }],
        isInForce: false,
      });
      rmSync(file);
      await trial.service.reload();
      t.match(await ask({}), { status: 200, reason: 'not_required' });
      writeFileSync(file, 'default: { checks: { face: } }\n');
      await trial.service.reload();
      t.match(await ask({}), { status: 412, reason: 'not_enrolled' });
      t.match(await policyState(trial.config.policy, checkSettings, db), {
        mistakes: { length: 0 },
        isInForce: true,
      });
    },
  );

  t.test('each policy that counted is on record, by its fingerprint only', async (t) => {
    const events = (await auditEventsAfter(db, 0, 1000)).filter(
      ({ action }) => action === 'policy_changed',
    );
    t.equal(events.length, 3);
    for (const { details } of events) {
      t.match(JSON.parse(details), { sha256: /^[0-9a-f]{64}$/, rules: Number });
    }
  });
});

t.test('a broken policy refuses the first start with every mistake', async (t) => {
  const folder = t.testdir({ 'policy.yaml': 'rules: []\ndefault: { checks: }\n' });
  const log = createLogger('silent');
  await t.rejects(Trial.start(folder, log), {
    name: 'FileError',
    message: /line 2: `checks` is empty\. Name each check/,
  });
  const missing = path.join(folder, 'elsewhere.yaml');
  await t.rejects(Trial.start(folder, log, { VESTIBULE_POLICY_FILE: missing }), {
    message: /elsewhere\.yaml cannot be followed:.*There is no such file\./s,
  });
});

t.test('at a later start', async (t) => {
  const open = 'default: { checks: none }\n';
  const folder = t.testdir({ 'policy.yaml': open });
  const file = path.join(folder, 'policy.yaml');
  const settings = { VESTIBULE_DEADLINE_SECONDS: '16' };
  const visitor = { name: 'Cleo Unknown' };
  const first = await Trial.start(folder, createLogger('silent'), settings);
  t.equal((await first.signIn(visitor)).status, 200);
  await first.stop();

  await t.test('a broken policy holds everybody until it is mended', async (t) => {
    writeFileSync(file, 'default: { checks: nonne }\n');
    const log = new Lines();
    const second = await Trial.start(folder, createLogger('info', log), settings);
    t.teardown(() => second.stop());
    t.match(log.text(), /"level":50.*line 1: .*THE POLICY FILE IS NOT FOLLOWED: everybody is held/);
    t.match(await second.signIn(visitor), {
      status: 412,
      body: /"policy unreadable"[^]*everybody is held|everybody is held[^]*"policy unreadable"/,
    });
    const metrics = await (await fetch(new URL('metrics', second.service.lobbyUrl))).text();
    t.match(metrics, /^vestibule_file_followed\{file="policy"\} 0$/m);
    writeFileSync(file, open);
    await second.service.reload();
    t.equal((await second.signIn(visitor)).status, 200);
  });

  await t.test('a file that is gone holds everybody, too, until it is put back', async (t) => {
    rmSync(file);
    const log = new Lines();
    const third = await Trial.start(folder, createLogger('info', log), settings);
    t.teardown(() => third.stop());
    t.match(
      log.text(),
      /"level":50.*followed before.*THE POLICY FILE IS NOT FOLLOWED: everybody is/,
    );
    t.match(await third.signIn(visitor), { status: 412, body: 'policy unreadable' });
    writeFileSync(file, open);
    await third.service.reload();
    t.equal((await third.signIn(visitor)).status, 200);
  });
});
