import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { updatePerson, findPerson } from '#server/store/tables/people.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { putMessage } from '#server/store/tables/outbox.ts';
import { insertChecks } from '#server/store/tables/sign-in-history.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { putLookalikes } from '#server/people/gallery-rows.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { installation } from './installation.ts';

const hostile = `<script>alert("x")</script> & 'Ada'`;

t.test('a person gets everything that is held of them', async (t) => {
  const here = await installation(t);
  const { folder, db, cipher } = here;
  const ciphertext = await here.enrolled('ada', 'Ada Example', { email: 'ada@example.com' });
  await here.enrolled('bo', 'Bo Example');
  writeFileSync(path.join(folder, 'consent.txt'), 'I agree to <b>this</b>.');
  const set = ['privacy', 'consent-text', 'set', 'consent.txt', '--version', '1'];
  t.match(await runJson(folder, set), { code: 0, json: { version: '1', enrolled: 2 } });
  const renew = ['privacy', 'consent', 'renew', 'ada', '--how', hostile, '--given', 'paper'];
  t.match(await runJson(folder, renew), { code: 0, json: { textVersion: '1' } });
  await insertSignIn(db, decidedSignIn('job-1', { claimedPersonId: 'ada' }));
  const said = { passed: true, reason: 'matched', note: 'as it should be', milliseconds: 3 };
  await insertChecks(db, 'job-1', [{ check: 'face', ...said }]);
  const messages = new RecordCipher(here.keyFile);
  await messages.readKey();
  const now = new Date();
  await putMessage(db, {
    id: 'message-1',
    about: 'sign-in:job-1',
    channel: 'desk',
    kind: 'review',
    subject: null,
    contents: messages.seal({ visitor: 'Ada Example', host: 'Cleo' }, 'message-1'),
    personId: 'ada',
    dueAt: now,
    giveUpAt: now,
    createdAt: now,
  });
  await insertSignIn(db, decidedSignIn('job-2', { claimedPersonId: 'bo' }));
  const pair = { personA: 'ada', personB: 'bo', threshold: 0.7 };
  await putLookalikes(db, pair, 'onnx/test', new Date());

  const { code } = await run(folder, ['privacy', 'export', 'ada', '--out', 'ada', '--numbers']);
  t.equal(code, 0);
  for (const name of ['data.json', 'data.html']) {
    t.equal(statSync(path.join(folder, 'ada', name)).mode & 0o777, 0o600, name);
  }
  const text = readFileSync(path.join(folder, 'ada', 'data.json'), 'utf8');
  const data = JSON.parse(text) as { templates: { numbers: string }[] };
  t.match(data, {
    person: { id: 'ada', name: 'Ada Example', email: 'ada@example.com' },
    consents: [{ statement: 'signed form' }, { statement: hostile, textVersion: '1' }],
    consentTexts: [{ version: '1', text: 'I agree to <b>this</b>.' }],
    templates: [{ model: 'onnx/test', source: 'photo' }],
    signIns: [{ jobId: 'job-1', verdict: 'approved', score: 0.75, checks: [{ note: said.note }] }],
    onRecord: [{ action: 'consent_renewed', actor: /^command:/ }],
    other: {
      lookalikes: [{ person_a: 'ada', person_b: 'another person', threshold: 0.7 }],
      person_uses: [{ person_id: 'ada' }],
      outbox: [{ channel: 'desk', contents: { visitor: 'Ada Example', host: 'Cleo' } }],
    },
  });
  const template = cipher.decrypt(ciphertext, 'ada', 'onnx/test');
  const numbers = Buffer.from(template.buffer).toString('base64');
  t.equal(data.templates[0]?.numbers, numbers, 'the numbers themselves');
  t.notMatch(text, /Bo Example|job-2|"bo"/, 'nothing of anybody else');

  const page = readFileSync(path.join(folder, 'ada', 'data.html'), 'utf8');
  t.match(page, 'default-src &#39;none&#39;'.replaceAll('&#39;', "'"));
  t.notMatch(page, /<script|<b>|<link|<img|https?:/, 'nothing runs, nothing is loaded');
  t.match(page, '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;Ada&#39;');
  const shown = page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  t.match(shown, /On \d+ \w+ \d{4} at \d\d:\d\d, signing in as a visitor.*, you were let in\./);
  t.match(shown, 'The face matches the enrolled person.');
  t.match(shown, 'The check “face” was passed. The face matches');
  t.match(shown, /your new consent was recorded, by the person who runs the service/);
  t.match(shown, 'One template is stored');
  t.notMatch(page, /<th|job_id|receivedAt|person_a\b/, 'no columns and no names of a database');
  t.match(page, 'Ada Example');
  const again = await runJson(folder, ['privacy', 'export', 'ada', '--out', 'ada']);
  t.match(again, { code: 1, json: { error: { code: 'file_exists' } } });
});

t.test('without --numbers no biometrics leave the database', async (t) => {
  const { folder, enrolled } = await installation(t);
  await enrolled('ada', 'Ada Example');
  const { code, json } = await runJson(folder, ['privacy', 'export', 'ada']);
  t.match({ code, json }, { code: 0, json: { data: { templates: [{ model: 'onnx/test' }] } } });
  t.notMatch(JSON.stringify(json), /numbers|ciphertext/);
  const nowhere = await run(folder, ['privacy', 'export', 'ada']);
  t.match(nowhere, { code: 1, out: '', err: /--out FOLDER, or --json/ });
});

t.test('consents are shown as they were given, replaced and withdrawn', async (t) => {
  const { folder, enrolled, db } = await installation(t);
  await enrolled('ada', 'Ada Example');
  const person = await findPerson(db, 'ada');
  if (person) await updatePerson(db, { ...person, email: 'ada@example.com' });
  await run(folder, [
    'privacy',
    'consent',
    'renew',
    'ada',
    '--how',
    'again',
    '--expires',
    '2099-01-01',
  ]);
  const withdrawn = await run(folder, ['privacy', 'consent', 'withdraw', 'ada']);
  t.match(withdrawn, { code: 0, out: /The consent of .* is withdrawn/ });
  const { out } = await run(folder, ['privacy', 'consent', 'show', 'ada']);
  t.match(out, /signed form; .*recorded\s+by\s+test;\s+withdrawn/s);
  t.match(out, /again; .*until 2099-01-01; withdrawn/s);
  const missing = await run(folder, ['privacy', 'consent', 'list', '--missing']);
  t.match(missing, { code: 0, out: /Ada Example.*withdrawn/ });
  const twice = await runJson(folder, ['privacy', 'consent', 'withdraw', 'ada']);
  t.match(twice, { code: 1, json: { error: { code: 'no_consent' } } });
});

t.test('a consent text is taken once for each version, and only when it is a text', async (t) => {
  const { folder } = await installation(t);
  writeFileSync(path.join(folder, 'good.txt'), 'I agree.');
  writeFileSync(path.join(folder, 'empty.txt'), ' \n');
  writeFileSync(path.join(folder, 'binary.txt'), Buffer.from([0xff, 0xfe, 0x00]));
  writeFileSync(path.join(folder, 'bon.txt'), 'J’accepte.');
  const template = path.join(projectRoot, 'docs/privacy/consent.txt');
  const set = async (file: string, version: string, ...language: string[]) => {
    const command = ['privacy', 'consent-text', 'set', file, '--version', version, ...language];
    const { code, json } = await runJson(folder, command);
    return code === 0 ? 'set' : (json['error'] as { code: string }).code;
  };
  t.equal(await set('good.txt', '2026-11'), 'set');
  t.equal(await set('good.txt', '2026-11'), 'version_taken');
  t.equal(await set('good.txt', 'two words'), 'bad_version');
  t.equal(await set('empty.txt', '2'), 'text_unusable');
  t.equal(await set('binary.txt', '2'), 'text_unusable');
  t.equal(await set(template, '2'), 'text_unfilled', 'a template with its gaps');
  t.equal(await set('gone.txt', '2'), 'text_unreadable');

  t.equal(await set('bon.txt', '2026-11', '--language', 'francais'), 'bad_language');
  t.equal(await set('bon.txt', '2026-11', '--language', 'fr'), 'language_unknown');
  t.equal(await set('good.txt', '2026-11', '--language', 'en'), 'set', 'it is told later');
  t.equal(await set('good.txt', '2026-11', '--language', 'en'), 'language_taken');
  t.equal(await set('bon.txt', '2026-11', '--language', 'FR'), 'set');
  t.equal(await set('good.txt', '2026-11', '--language', 'fr'), 'language_taken');
  const { json } = await runJson(folder, ['privacy', 'consent-text', 'list']);
  t.match(json, {
    texts: [{ version: '2026-11', language: 'en', translations: [{ language: 'fr' }] }],
  });
  t.match((await run(folder, ['privacy', 'consent-text', 'list'])).out, /2026-11 .*│ en, fr/);
  t.equal(await set('good.txt', '2027-01'), 'set');
  t.equal(
    await set('bon.txt', '2026-11', '--language', 'pt'),
    'version_taken',
    'it counts no more',
  );
});

t.test('the opt-out list is kept by its commands, and tells no names', async (t) => {
  const { folder, enrolled } = await installation(t);
  await enrolled('bo', 'Bo Example');
  const added = await run(folder, ['privacy', 'opt-out', 'add', '--name', 'Bo Example']);
  t.match(added, { code: 0, out: /Added 1 entry\.\nBo Example is enrolled; erase them with/ });
  const list = await run(folder, ['privacy', 'opt-out', 'list']);
  t.match(list.out, / name /);
  t.notMatch(list.out, /Bo Example/);
  const nobody = await runJson(folder, ['privacy', 'opt-out', 'add', '--name', ' ']);
  t.match(nobody, { code: 1, json: { error: { code: 'nobody_named' } } });
  const other = await runJson(folder, ['privacy', 'opt-out', 'remove', '--name', 'Eve']);
  t.match(other, { code: 1, json: { error: { code: 'not_listed' } } });
  const removed = await runJson(folder, ['privacy', 'opt-out', 'remove', '--name', 'bo example']);
  t.match(removed, { code: 0, json: { removed: 1 } });
});

t.test('the audit record is verified and exported by its commands', async (t) => {
  const { folder, data, enrolled } = await installation(t);
  await enrolled('ada', 'Ada Example');
  await run(folder, ['privacy', 'opt-out', 'add', '--name', '=cmd|calc']);
  await run(folder, ['privacy', 'consent', 'withdraw', 'ada']);
  const verified = await runJson(folder, ['audit', 'verify']);
  t.match(verified, {
    code: 0,
    json: { ok: true, faults: { length: 0 }, lastHash: /^[0-9a-f]{64}$/ },
  });

  const csv = await run(folder, ['audit', 'export', '--csv', '--out', 'audit.csv']);
  t.equal(csv.code, 0);
  const lines = readFileSync(path.join(folder, 'audit.csv'), 'utf8').trim().split('\n');
  const names = ['seq', 'at', 'action', 'actor', 'subject', 'details', 'previous_hash', 'hash'];
  t.equal(lines[0], names.map((name) => `"${name}"`).join(','));
  t.match(
    lines.at(-1),
    /,"consent_withdrawn","command:[^,]+","ada","\{\}","[0-9a-f]{64}","[0-9a-f]{64}"$/,
  );
  t.equal(statSync(path.join(folder, 'audit.csv')).mode & 0o777, 0o600);
  const { json } = await runJson(folder, ['audit', 'export', '--since', '2099-01-01']);
  t.strictSame(json['events'], []);

  writeFileSync(path.join(data, 'audit.seal'), '{}');
  const forged = await run(folder, ['audit', 'verify']);
  t.match(forged, { code: 1, out: '', err: /✗ The seal was not made with a template key/ });
  t.equal((await run(folder, ['audit', 'reseal'])).code, 0);
  t.equal((await run(folder, ['audit', 'verify'])).code, 0);
});
