import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { playFirstVisitor } from '../../scripts/commands/setup/first-visitor.ts';
import { CommandRunner } from '../../scripts/commands/setup/post-install.ts';
import { defaultLocation } from '../../server/installation/setup/install-location.ts';
import { sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { turningFilm } from '../support/turning-film.ts';

// The commands that setup runs, the service with its models, and Chromium with a fake camera. A film cannot
// follow a dot, so this lobby does not ask for that.

t.test(
  'the installer is enrolled at the lobby screen, and let in as the first visitor',
  async (t) => {
    const folder = t.testdir();
    const trial = await Trial.start(path.join(folder, 'data'), createLogger('silent'));
    t.teardown(() => trial.stop());
    const { db, hookUrl, lobbyUrl, pairing } = trial.service;
    const place = defaultLocation({
      ...{ projectDir: projectRoot, node: process.execPath },
      ...{ hookPort: 0, lobbyPort: 0 },
    });
    const env = {
      PATH: process.env['PATH'],
      VESTIBULE_DATA_DIR: trial.config.dataDir,
      VESTIBULE_HOOK_PORT: new URL(hookUrl).port,
    };
    const run = new CommandRunner(place, env, null, folder);
    const { code } = await pairing.newCode({ name: 'Lobby' });
    const lobby = {
      screen: 'Lobby',
      pairing: { code, url: lobbyUrl },
      visitor: 'Anna Lindqvist',
      startBy: 'npm start',
    };
    const enrolled = async () => db.selectFrom('people').select(['name', 'consent']).execute();

    const askVisitorName = async () => null;
    const later = { agrees: async () => false, askVisitorName, show: () => {} };
    t.equal(await playFirstVisitor(run, lobby, later), null);
    t.same(await enrolled(), [], 'nobody is enrolled without asking');

    const camera = path.join(folder, 'camera.mjpeg');
    writeFileSync(camera, await turningFilm(sampleFaces.womanA));
    const { page, close } = await openLobbyBrowser({ camera });
    t.teardown(close);
    await page.goto(`${lobbyUrl}?lang=en`);
    const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
    const asked: string[] = [];
    const agrees = async (question: string) => {
      asked.push(question);
      // Types the pairing code when the question about the screen comes for the second time.
      if (asked.filter((one) => one === question).length === 2 && !/once more/.test(question)) {
        await page.getByLabel('Pairing code').fill(code);
        await page.keyboard.press('Enter');
        await shows('idle');
      }
      return true;
    };
    const welcomed = page.getByRole('heading', { name: 'Welcome, Anna' }).waitFor();
    const step = await playFirstVisitor(run, lobby, { agrees, askVisitorName, show: () => {} });
    t.match(step, { ok: true, text: /let in/ });
    await welcomed;
    t.same(asked.slice(0, 4), [
      'Be the first visitor now, at the lobby screen?',
      'Does the screen show its start page?',
      'Does the screen show its start page?',
      'Do you agree?',
    ]);
    t.match(await enrolled(), [{ name: 'Anna Lindqvist' }]);
  },
);
