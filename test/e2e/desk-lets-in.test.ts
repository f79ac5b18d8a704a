import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { DeskBrowser } from '../desk/start-desk.ts';
import { Receptionist } from '../desk/ringing-desk.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('the whole service: the desk lets in whom the camera was in doubt about', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const policy = `rules:
  - name: Not asked
    when: { flow: Strict }
    checks:
      face:
default:
  checks:
    face:
  askDesk: true
`;
  writeFileSync(path.join(dataDir, 'policy.yaml'), policy);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.guest1, 12) });
  const { db, lobbyUrl } = trial.service;
  const add = { name: 'Ann Reception', role: 'reception' } as const;
  const { account, link } = await addDeskAccount(db, add, { actor: 'command:test' });
  const browser = new DeskBrowser(new URL(lobbyUrl).origin);
  const password = 'a long pass phrase of this test';
  await browser.post('/desk/api/set-password', { link: link.token, password });
  const ann = new Receptionist(browser, account.id);
  t.teardown(() => ann.socket.terminate());
  await ann.until(() => ann.messages.length > 0);

  const stays = once(kiosk, 'deskAsked');
  const shown = once(kiosk, 'outcome');
  const answer = trial.signIn({ ...anna, jobId: 'let-in' });
  t.match((await ann.rings('let-in')).why, /does not match/);
  await stays;
  t.equal((await ann.press('let-in')).status, 200);
  t.equal((await answer).status, 200);
  t.same((await shown)[0], 'welcome', 'on the lobby screen');
  const row = await findSignIn(db, 'let-in');
  t.match(
    row,
    { reason: 'desk_approved', tried: 'failed' },
    'and no match that clears failed tries',
  );

  const strict = await trial.signIn({ ...anna, jobId: 'strict', flow: 'Strict' });
  t.equal(strict.status, 412, 'where the rule says nothing, nobody is asked');
  const unknown = await trial.signIn({ name: 'Cleo Unknown', jobId: 'unknown' });
  t.equal(unknown.status, 412, 'nor of whom nobody enrolled');
  const rung = ann.messages.flatMap((each) => ('ringing' in each ? each.ringing : []));
  t.same([...new Set(rung.map(({ jobId }) => jobId))], ['let-in']);
});
