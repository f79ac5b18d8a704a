import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { Offerer } from '../desk/desk-people.ts';
import { turningFilm } from '../support/turning-film.ts';
import { openLobbyBrowser } from './browser.ts';

// Chromium, its fake camera, the built page, the service with its models. Only the person is generated, from
// a photo that gets the depth of a head and turns to either side, over and over.

t.test('enrolling in a real browser', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const camera = path.join(t.testdirName, 'camera.mjpeg');
  writeFileSync(camera, await turningFilm(sampleFaces.womanA));
  const { page, close } = await openLobbyBrowser({ camera });
  t.teardown(close);
  await page.goto(`${trial.service.lobbyUrl}?lang=en`);
  const { code } = await trial.service.pairing.newCode({ name: 'Lobby' });
  await page.getByLabel('Pairing code').fill(code);
  await page.keyboard.press('Enter');
  const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
  await shows('idle');
  const manager = await Offerer.enter(t, trial, 'manager');
  const screenId = trial.service.kioskRegistry.status()[0]!.id;
  const enrol = () =>
    manager.enrol(screenId, { name: 'Anna Lindqvist', email: 'anna@example.com' });

  t.test('the page says what it is for, and stopping it keeps nothing', async (t) => {
    const ended = enrol();
    await page.getByText('You are being enrolled.').waitFor();
    await page.getByText('Enrolling Anna').waitFor();
    await page.getByRole('button', { name: 'Stop, please' }).click();
    t.match(await ended, { step: 'ended', reasons: [{ code: 'declined' }] });
    await shows('enrolment_stopped');
    t.same(await trial.service.db.selectFrom('people').selectAll().execute(), []);
  });

  t.test('three poses, and the person is enrolled', async (t) => {
    const ended = enrol();
    await page.getByRole('heading', { name: 'Turn your head a little' }).waitFor();
    t.match(await ended, { step: 'enrolled', taken: 3 });
    await shows('enrolled');
    await page.getByRole('heading', { name: 'Thank you, Anna' }).waitFor();
  });
});
