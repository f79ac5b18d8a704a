import path from 'node:path';
import t from 'tap';
import { playFirstVisitor } from '../../scripts/commands/setup/first-visitor.ts';
import { CommandRunner } from '../../scripts/commands/setup/post-install.ts';
import { defaultLocation } from '../../scripts/commands/setup/install-location.ts';
import { sampleFaces } from '../../scripts/trial/sample-photos.ts';
import { Trial } from '../../scripts/trial/trial.ts';
import { KioskClient } from '../../scripts/simulate/kiosk-client.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { follow, viewsOf } from '../support/posing-person.ts';

t.test(
  'the installer is enrolled at the lobby screen, and let in as the first visitor',
  async (t) => {
    const folder = t.testdir();
    const trial = await Trial.start(path.join(folder, 'data'), createLogger('silent'));
    t.teardown(() => trial.stop());
    const { db, hookUrl, lobbyUrl, pairing } = trial.service;
    const place = defaultLocation({
      ...{ projectDir: projectRoot, node: process.execPath },
      ...{ hookPort: 0, lobbyPort: 0, deadlineSeconds: 20 },
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

    const later = { agrees: async () => false, show: () => {} };
    t.equal(await playFirstVisitor(run, lobby, later), null);
    t.same(await enrolled(), [], 'nobody is enrolled without asking');

    const woman = await viewsOf(sampleFaces.womanA);
    const kiosk = new KioskClient({ url: lobbyUrl, code, frames: woman.ahead });
    t.teardown(() => kiosk.stop());
    const asked: string[] = [];
    const agrees = async (question: string) => {
      asked.push(question);
      // The code is typed when the screen is asked about for the second time.
      if (asked.filter((one) => one === question).length === 2) await kiosk.start();
      return true;
    };
    const stop = follow(kiosk, () => woman);
    const step = await playFirstVisitor(run, lobby, { agrees, show: () => {} });
    stop();
    t.match(step, { ok: true, text: /let in/ });
    t.equal(asked.length, 5, 'once more, because no screen was connected');
    t.match(await enrolled(), [{ name: 'Anna Lindqvist' }]);
  },
);
