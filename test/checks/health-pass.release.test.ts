import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import t from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { heldSignIn } from '../../lab/simulate/held-sign-in.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createHealthPassCheck } from '#server/checks/health-pass.ts';
import { createSharedCaptures } from '#server/checks/shared-capture.ts';
import { createCodeReader } from '#server/credentials/codes/code-reader.ts';
import { signInFrom } from '#server/envoy/payload.ts';
import type { CaptureStart, Guidance } from '#server/protocol/messages.ts';
import { createLogger } from '#server/ops/logging.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import {
  asCodes,
  daysAgo,
  claimsOf,
  makeCard,
  seconds,
  type CardContent,
} from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { makeEuCertificate, makeCountry, toBase45 } from '#health-pass/lab/make-certificates.ts';
import { makeSigner } from '#health-pass/lab/make-signer.ts';
import { codeFrames, framesWithCode } from '../credentials/show-frames.ts';
import { Lines } from '../support/lines.ts';

// The real service with its models and database, called through its hook, with a policy that asks
// for passes. A camera client replaces the browser and shows codes and faces.
const policy = `
answers:
  healthCard: Health card
  birthDate: Date of birth
rules:
  - name: On the form only
    when: { flow: Form }
    checks:
      health_pass: { vaccines: ["0208", EU/1/20/1528] }
  - name: Strict
    when: { flow: Strict }
    checks:
      health_pass:
        vaccines: ["208", EU/1/20/1528]
        doses: 2
        daysAgo: 14-270
        birthDate: required
  - name: By series
    when: { flow: Series }
    checks:
      health_pass:
        vaccines: ["208", "212", EU/1/20/1528]
        doses: 2
        completeSeries: true
  - name: With a face
    when: { flow: Face }
    checks:
      face:
      health_pass: { vaccines: ["208"] }
default:
  checks:
    health_pass: { vaccines: ["208"] }
`;
const ada = { name: 'Ada Example', email: 'ada@example.com' };
const form = (card: string, birthDate = '10 December 1985') => [
  { field: 'Health card', value: card },
  { field: 'Date of birth', value: birthDate },
];

t.test('health passes, through the hook', async (t) => {
  const log = new Lines();
  const issuer = await makeIssuer();
  const signer = await makeSigner();
  const rsaSigner = await makeSigner([], 'P-256', { code: 'FR', isRsa: true });
  const endedAt = new Date(Date.now() - 1e9);
  const endedSigner = await makeSigner([], 'P-256', { code: 'AT', notAfter: endedAt });
  const [germany, france, ended] = [signer.country, rsaSigner.country, endedSigner.country];
  const folder = t.testdir({
    'policy.yaml': policy,
    issuers: {
      'cards.json': JSON.stringify({ issuer: issuer.iss, jwks: issuer.keySet }),
      'DE.pem': signer.pem,
      'AT-2.pem': endedSigner.pem,
      // One file has a mistake, and the others count.
      'IT.pem': 'no certificate',
      revoked: {},
    },
  });
  writeFileSync(path.join(folder, 'issuers', 'FR.der'), rsaSigner.der);
  const trial = await Trial.start(folder, createLogger('trace', log), {
    VESTIBULE_DEADLINE_SECONDS: '24',
  });
  t.teardown(() => trial.stop());
  const { db, issuers } = trial.service;
  await trial.enrol({ ...ada, name: 'Anna Example' }, [await cropPhoto(sampleFaces.womanA)]);

  let jobs = 0;
  /** Signs in with the card in the form's answer, and returns the result. */
  async function pasted(card: string, flow = 'Form', visitor: Partial<typeof ada> = {}) {
    const jobId = `pasted-${jobs++}`;
    const answer = await trial.signIn({ ...ada, ...visitor, flow, jobId, answers: form(card) });
    const outcome = (await checksOf(db, jobId)).find(({ check }) => check === 'health_pass');
    return { status: answer.status, reason: outcome?.reason, note: outcome?.note };
  }
  const accepted = { status: 200, reason: 'passed', note: null };
  const refused = (note: RegExp) => ({ status: 412, reason: 'credential_invalid', note });

  t.test('a card that is put into the form passes, in every form it comes in', async (t) => {
    const card = await makeCard(issuer);
    t.match(await pasted(card), accepted, 'as it is signed');
    t.match(await pasted(asCodes(card).join('')), accepted, 'as its code reads');
    t.match(await pasted(asCodes(card, 3).join('\n')), accepted, 'in parts');
    t.match(await pasted(asCodes(card, 3).reverse().join(' ')), accepted, 'in any order');
    t.match(await pasted(JSON.stringify({ verifiableCredential: [card] })), accepted, 'as a file');
  });

  t.test('a card that is not right is refused, with the reason', async (t) => {
    const make = (content: CardContent) => makeCard(issuer, content);
    const card = await makeCard(issuer);
    const [header = '', payload = '', signature = ''] = card.split('.');
    const changed = deflateRawSync(
      JSON.stringify(claimsOf(issuer, { doses: [['208', daysAgo(1)]] })),
    ).toString('base64url');
    const alg = (name: string) =>
      Buffer.from(JSON.stringify({ alg: name, zip: 'DEF', kid: issuer.kid })).toString('base64url');
    const other = await makeIssuer('https://elsewhere.example');
    const impostor = { ...other, kid: issuer.kid };
    // Short enough for a card, but a thousand times as long when unpacked.
    const bomb = deflateRawSync(Buffer.alloc(16 * 1024 * 1024));
    const now = seconds(new Date());
    const sameParts = await makeCard(issuer, { given: ['Ada', 'Augusta'] });
    const mixed = [asCodes(card, 2)[0], asCodes(sameParts, 2)[1]].join(' ');
    const patient = { resource: { resourceType: 'Patient', name: [{ family: 'Example' }] } };
    const cases: [string, string, RegExp][] = [
      ['other claims under the signature', `${header}.${changed}.${signature}`, /changed/],
      ['another signature', `${header}.${payload}.${'A'.repeat(86)}`, /changed/],
      ['no signature', `${header}.${payload}.`, /could not be read|changed/],
      ['the algorithm none', `${alg('none')}.${payload}.`, /not signed in the way/],
      ['the algorithm HS256', `${alg('HS256')}.${payload}.${signature}`, /not signed in the way/],
      ['the algorithm RS256', `${alg('RS256')}.${payload}.${signature}`, /not signed in the way/],
      ['signed by somebody else', await makeCard(impostor, { iss: issuer.iss }), /changed/],
      ['an unknown issuer', await makeCard(other), /is not trusted here/],
      [
        'a key that speaks for another issuer',
        await make({ iss: 'https://other.example' }),
        /is not trusted here/,
      ],
      ['expired', await make({ exp: now - 120 }), /has expired/],
      ['not yet valid', await make({ nbf: now + 3600 }), /not valid yet/],
      ['another name', await make({ given: ['Eve'] }), /another name/],
      ['another family name', await make({ family: 'Other' }), /another name/],
      ['another birth date', await make({ birthDate: '1985-12-11' }), /another birth date/],
      ['another vaccine', await make({ doses: [['141', daysAgo(60)]] }), /not show enough doses/],
      ['a dose to come', await make({ doses: [['208', daysAgo(-5)]] }), /not show enough doses/],
      ['no dose', await make({ doses: [] }), /not show enough doses/],
      ['two patients', await make({ entry: [patient, patient] }), /could not be read/],
      ['a zip bomb', await makeCard(issuer, {}, { payload: bomb }), /larger than/],
      [
        'a card that is not packed',
        await makeCard(issuer, {}, { payload: Buffer.from(JSON.stringify(claimsOf(issuer))) }),
        /could not be read/,
      ],
      [
        'a payload that is no JSON',
        await makeCard(issuer, {}, { payload: deflateRawSync('{"iss":') }),
        /could not be read/,
      ],
      ['not said to be packed', await makeCard(issuer, {}, { header: { zip: undefined } }), /read/],
      ['oversized', `${header}.${'A'.repeat(100_000)}.${signature}`, /larger than/],
      ['parts of two cards', mixed, /changed/],
      ['a part that is missing', asCodes(card, 3).slice(0, 2).join(' '), /some of its codes/],
    ];
    for (const [what, text, note] of cases) t.match(await pasted(text), refused(note), what);
    t.match(
      await pasted(card, 'Form', { name: 'Ada', email: 'eve@example.com' }),
      refused(/another name/),
      'a given name alone is not enough',
    );
  });

  t.test('how many doses, and how old, is for the policy to say', async (t) => {
    const strict = async (...doses: [string, string][]) =>
      pasted(await makeCard(issuer, { doses }), 'Strict');
    const dose = (days: number): [string, string] => ['208', daysAgo(days)];
    t.match(await strict(dose(200), dose(170)), accepted);
    t.match(await strict(dose(200), dose(170), dose(1)), accepted, 'and a booster yesterday');
    t.match(await strict(dose(200)), refused(/enough doses/));
    t.match(await strict(dose(200), dose(200)), refused(/enough doses/), 'the same dose twice');
    t.match(await strict(dose(200), dose(3)), refused(/enough doses/), 'the second is too fresh');
    t.match(await strict(dose(400), dose(300)), refused(/too long ago/));
    const two = [await makeCard(issuer, { doses: [dose(200)] })];
    two.push(await makeCard(issuer, { doses: [dose(170)] }));
    const both = JSON.stringify({ verifiableCredential: two });
    t.match(await pasted(both, 'Strict'), accepted, 'doses may be on two cards');
    const yearOnly = await makeCard(issuer, {
      birthDate: '1985',
      doses: [dose(200), dose(170)],
    });
    t.match(await pasted(yearOnly, 'Strict'), accepted, 'a pass may hold the year of birth only');
    const answers = form(await makeCard(issuer, { doses: [dose(200), dose(170)] })).slice(0, 1);
    await trial.signIn({ ...ada, flow: 'Strict', jobId: 'no date', answers });
    t.match(await checksOf(db, 'no date'), [{ note: 'The birth date could not be compared.' }, {}]);
  });

  t.test('a policy may ask for a complete series', async (t) => {
    const series = async (card: string) => pasted(card, 'Series');
    const dose = (code: string) => makeCard(issuer, { doses: [[code, daysAgo(60)]] });
    t.match(await series(await dose('208')), refused(/enough doses/));
    t.match(await series(makeEuCertificate(germany)), accepted);
    const begun = makeEuCertificate(germany, { dose: 2, vaccination: { sd: 3 } });
    t.match(await series(begun), refused(/enough doses/));
  });

  t.test('EU certificates are read too', async (t) => {
    t.match(await pasted(makeEuCertificate(germany)), accepted);
    t.match(await pasted(makeEuCertificate(france)), accepted, 'signed with RSA-PSS');
    const unprotected = makeEuCertificate(germany, {}, { kidIn: 'unprotected' });
    t.match(await pasted(unprotected), accepted, "the key's id where it is not signed");
    const now = seconds(new Date());
    const stranger = makeCountry('DE');
    const impostor = { ...stranger, kid: germany.kid };
    const cases: [string, string, RegExp][] = [
      ['tampered', makeEuCertificate(germany, {}, { tampered: true }), /changed/],
      ['signed by somebody else', makeEuCertificate(impostor), /changed/],
      ['an unknown key', makeEuCertificate(stranger), /is not trusted here/],
      ['a key that has ended', makeEuCertificate(ended), /has expired/],
      ['expired', makeEuCertificate(germany, { expires: now - 120 }), /has expired/],
      ['not yet valid', makeEuCertificate(germany, { issued: now + 3600 }), /not valid yet/],
      ['HMAC', makeEuCertificate(germany, {}, { algorithm: 5 }), /not signed in the way/],
      [
        'RSA said of an EC key',
        makeEuCertificate(germany, {}, { algorithm: -37 }),
        /not signed in/,
      ],
      [
        'another name',
        makeEuCertificate(germany, { given: 'Eve', standardised: { family: 'EVE', given: 'EVE' } }),
        /another name/,
      ],
      ['another birth date', makeEuCertificate(germany, { birthDate: '1990-01-01' }), /birth date/],
      ['another product', makeEuCertificate(germany, { product: 'EU/1/99/1' }), /enough doses/],
      [
        'a zip bomb',
        makeEuCertificate(
          germany,
          {},
          { packed: deflateSync(Buffer.alloc(64 * 1024 * 1024)).subarray(0, 4000) },
        ),
        /larger than/,
      ],
      ['not base45', 'HC1:abc', /could not be read/],
      ['no CBOR', `HC1:${toBase45(deflateSync(Buffer.from('{"a":1}')))}`, /could not be read/],
      ['nested without end', `HC1:${toBase45(deflateSync(Buffer.alloc(200_000, 0x81)))}`, /read/],
      ['oversized', `HC1:${'0'.repeat(9000)}`, /larger than/],
    ];
    for (const [what, text, note] of cases) t.match(await pasted(text), refused(note), what);
  });

  const kiosk = await trial.openKiosk({ frames: await emptyFrames(4) });
  const captures: CaptureStart[] = [];
  const guided = new Set<Guidance>();
  kiosk.on('capture', (capture) => captures.push(capture));
  kiosk.on('guidance', (guidance) => guided.add(guidance));
  /** Signs in while the camera shows these frames, and returns the result. */
  async function shown(frames: readonly Uint8Array[], flow = 'Visitor', visitor = ada) {
    captures.length = 0;
    guided.clear();
    kiosk.show(frames);
    const jobId = `shown-${jobs++}`;
    const outcome = once(kiosk, 'outcome');
    const { status } = await trial.signIn({ ...visitor, flow, jobId });
    const outcomes = await checksOf(db, jobId);
    const pass = outcomes.find(({ check }) => check === 'health_pass');
    const [screen] = (await outcome) as [string];
    return { status, reason: pass?.reason, note: pass?.note, screen, outcomes };
  }

  t.test('a code that is shown to the camera passes, and no face is looked at', async (t) => {
    const frames = await codeFrames(asCodes(await makeCard(issuer)));
    t.match(await shown(frames), { ...accepted, screen: 'welcome' });
    t.match(captures, [{ purpose: 'health_pass', visitor: null, frames: { longestSide: 1280 } }]);
    const metrics = await fetch(new URL('/metrics', trial.service.lobbyUrl));
    t.match(await metrics.text(), /vestibule_\w*analys\w*_count 0\n/, 'the models saw nothing');
  });

  t.test('a card in two codes is put together, in whatever order', async (t) => {
    const doses = [1, 2, 3].map((n) => ['208', daysAgo(100 * n)] as const);
    const codes = asCodes(await makeCard(issuer, { doses }), 2);
    t.match(await shown(await codeFrames(codes.reverse())), accepted);
    t.ok(guided.has('show_next_part'));
  });

  t.test('after a code that is refused another one may be shown', async (t) => {
    const [wrong] = asCodes(await makeCard(issuer, { given: ['Eve'] }));
    const [right] = asCodes(await makeCard(issuer));
    const garbage = 'WIFI:S:Guests;T:WPA;P:welcome;;';
    t.match(await shown(await codeFrames([garbage, wrong ?? '', right ?? ''])), accepted);
    t.ok(guided.has('show_other_pass'));
  });

  t.test('a code that is refused, and nothing after it, is told with its reason', async (t) => {
    const frames = await codeFrames(asCodes(await makeCard(issuer, { given: ['Eve'] })));
    t.match(await shown(frames), { ...refused(/another name/), screen: 'please_wait' });
  });

  t.test('nothing that is a pass is nothing shown', async (t) => {
    const garbage = await codeFrames(['https://example.com/', 'shc:/nothing']);
    t.match(await shown(garbage), { status: 412, reason: 'credential_missing' });
    t.match(captures, [{ purpose: 'health_pass' }]);
  });

  t.test('a face and a pass are looked for in one capture', async (t) => {
    const [code = ''] = asCodes(await makeCard(issuer, { given: ['Anna'] }));
    const anna = { ...ada, name: 'Anna Example' };
    const faces = await webcamFrames(sampleFaces.womanB, 12);
    const both = await shown(await framesWithCode(faces, code), 'Face', anna);
    t.match(both, { status: 200, reason: 'passed', screen: 'welcome' });
    t.match(both.outcomes, [{ check: 'face', reason: 'matched' }, { check: 'health_pass' }, {}]);
    t.match(captures, [{ purpose: 'sign_in_with_pass', visitor: 'Anna' }]);
    t.equal(captures.length, 1);
    const stranger = await webcamFrames(sampleFaces.guest1, 12);
    const held = await shown(await framesWithCode(stranger, code), 'Face', anna);
    t.equal(held.status, 412);
    t.match(held.outcomes, [{ check: 'face', reason: 'no_match' }, {}, {}]);
  });

  t.test('a visitor whom nobody enrolled is not captured for a pass in vain', async (t) => {
    captures.length = 0;
    const cleo = { name: 'Cleo Unknown', email: 'cleo@example.com' };
    t.equal((await trial.signIn({ ...cleo, flow: 'Face' })).status, 412);
    t.equal(captures.length, 0);
  });

  t.test(
    'a visitor who opted out is not captured for a pass, whatever they leave out',
    async (t) => {
      const optOuts = new OptOuts(db, trial.config);
      await optOuts.add({ email: ada.email }, 'command:test');
      captures.length = 0;
      const jobId = 'opted-out';
      const { status } = await trial.signIn({ name: 'Anna Example', email: '', jobId });
      t.equal(status, 412);
      t.match(await checksOf(db, jobId), [{ check: 'health_pass', reason: 'opted_out' }, {}]);
      t.equal(captures.length, 0);
      await optOuts.remove({ email: ada.email }, 'command:test');
    },
  );

  t.test('a face that matches at the last moment comes too late for a pass', async (t) => {
    const codes = createCodeReader();
    t.teardown(() => codes.stop());
    const check = createHealthPassCheck({
      ...{ issuers, codes, captures: createSharedCaptures(trial.service.kioskRegistry) },
      optOuts: new OptOuts(db, trial.config),
      people: { findClaimed: async () => [] },
    });
    const signIn = signInFrom(heldSignIn(ada), new Date())!;
    const facts = { ...signIn.facts, healthCard: await makeCard(issuer) };
    const run = (identified: Promise<null>) =>
      check.run(
        { ...signIn, facts },
        {
          signal: new AbortController().signal,
          deadline: performance.now() + 1000,
          settings: { vaccines: ['208'] },
          ...{ identified, documented: Promise.resolve(null) },
        },
      );
    t.match(await run(Promise.resolve(null)), { passed: true });
    t.match(await run(new Promise(() => {})), { passed: false, reason: 'timed_out' });
  });

  async function changed(change: (folder: string) => void) {
    change(trial.config.issuersFolder);
    await trial.service.reload();
  }

  t.test('what is put into the folder of issuers counts without a restart', async (t) => {
    const ci = 'URN:UVCI:01:DE:TAKEN/BACK#4';
    const certificate = makeEuCertificate(germany, { vaccination: { ci } });
    const other = makeEuCertificate(germany);
    const card = await makeCard(issuer);
    t.match(await pasted(certificate), accepted);
    const list = (text: string) => (folder: string) => {
      mkdirSync(path.join(folder, 'revoked'), { recursive: true });
      writeFileSync(path.join(folder, 'revoked', 'list.txt'), text);
    };
    await changed(list(`${ci}\n`));
    t.match(await pasted(certificate), refused(/taken back/));
    t.match(await pasted(other), accepted);
    const revoked = (folder: string) => path.join(folder, 'revoked');
    const mistakes: Record<string, (folder: string) => void> = {
      'a list that cannot be read': list('<html>Service unavailable</html>'),
      'no folder of lists': (folder) => rmSync(revoked(folder), { recursive: true }),
      'no folder': (folder) => renameSync(folder, `${folder}.away`),
    };
    for (const [what, change] of Object.entries(mistakes)) {
      await changed(change);
      t.match(await pasted(certificate), refused(/taken back/), `${what}: still taken back`);
      t.match(await pasted(other), accepted, `${what}: still trusted`);
    }
    await changed((folder) => {
      renameSync(`${folder}.away`, folder);
      mkdirSync(revoked(folder));
      rmSync(path.join(folder, 'DE.pem'));
    });
    t.match(await pasted(other), refused(/is not trusted here/));
    t.match(await pasted(card), accepted);
  });

  t.test('a file with a mistake is in the log by its name', async (t) => {
    t.match(log.text(), /"level":50[^\n]*"file":"IT\.pem"[^\n]*no X\.509 certificate/);
    t.match(log.text(), /"level":50[^\n]*revoked\/list\.txt: Line 1 is neither/);
  });

  t.test('an issuer whose file is deleted counts no more', async (t) => {
    const card = await makeCard(issuer);
    t.match(await pasted(card), accepted);
    await changed((folder) => rmSync(path.join(folder, 'cards.json')));
    t.match(await pasted(card), refused(/is not trusted here/));
  });

  t.test('nothing of a pass is in the log', async (t) => {
    t.notMatch(log.text(), /Example|1985-|shc:|HC1:|eyJ|"208"|cvx|cards\.example/i);
  });
});
