import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { livenessFacts } from '#server/config/liveness.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { installation } from '../privacy/installation.ts';
import { runJsonInTurn as run } from '../support/in-turn.ts';

t.test('a page says what an installation does, and names nobody', async (t) => {
  const { folder, db, enrolled, store } = await installation(t);
  await publishConsentText(db, { version: 'autumn', text: 'I agree.' }, 'command:test');
  await enrolled('p1', 'Wilhelmina Quuxington', { email: 'wilhelmina@example.com' });
  const receivedAt = new Date();
  const decidedAt = new Date(receivedAt.getTime() + 4200);
  const times = { receivedAt, decidedAt, frames: 5 };
  for (const [jobId, verdict, reason] of [
    ['1', 'approved', 'matched'],
    ['2', 'approved', 'matched'],
    ['3', 'review', 'no_match'],
  ] as const) {
    await insertSignIn(db, decidedSignIn(jobId, { ...times, verdict, reason }));
  }
  await store.close();
  const { code, json } = await run(folder, ['evidence', '--out', 'audit']);
  t.match({ code, json }, { code: 0, json: { page: path.join('audit', 'evidence.html') } });
  const text = readFileSync(path.join(folder, 'audit', 'evidence.html'), 'utf8');
  const page = text.replaceAll(/\s+/g, ' ');
  t.match(page, /3 sign-ins\. Of the latest 3 with a camera, half were answered within 4\.2 s/);
  t.match(page, /The face matches the enrolled person\.<\/td><td class="number">2</);
  t.match(page, /The face does not match[^<]*<\/td><td class="number">1</);
  t.match(page, /<td>autumn<\/td>/);
  t.match(page, /unclear \(the npm package states MIT\)/, 'whose weights they are');
  for (const { measured } of Object.values(livenessFacts)) t.match(page, measured);
  t.match(page, /not met<\/td>/, 'and what is not met');
  t.notMatch(page, /Quuxington|wilhelmina/);
  t.notMatch(page, /<script|src=|href=/, 'nothing to load');
  const all = JSON.parse(readFileSync(path.join(folder, 'audit', 'evidence.json'), 'utf8')) as {
    audit: object;
  };
  t.match(all, {
    audit: { faults: 2 },
    people: { enrolled: 1 },
    retention: { enrolmentDays: Number },
  });
  const again = await run(folder, ['evidence']);
  t.match(again.json, { people: { enrolled: 1 }, audit: { faults: 2 } }, 'printed as well');
  t.match(
    page,
    /<td>auditor<\/td><td class="number">0<\/td><td>sees who waits, reads the history, reads the numbers of a week</,
  );
  t.match(page, /for trial \(vestibule restore --rehearse\): never/);
  t.match(page, /sbom/, 'with its parts, or how to list them');
  t.match(page, /2 faults/, 'approvals that were stored past the record show');
  if (json['pdf'] !== null) t.ok(existsSync(path.join(folder, 'audit', 'evidence.pdf')));
});
