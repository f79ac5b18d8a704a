import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { startService } from '#server/app/service.ts';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import type { LobbyHealth } from '#server/protocol/desk-health-messages.ts';
import { runInTurn, runJsonInTurn } from '../support/in-turn.ts';
import { DeskBrowser } from './start-desk.ts';

type Light = LobbyHealth['lights'][number];

const password = 'four plain words here';

t.test(
  'the running service takes accounts of the command, and nothing by the tunnel',
  async (t) => {
    const folder = t.testdir({});
    const dataDir = path.join(folder, 'data');
    const config = loadConfig({
      VESTIBULE_DATA_DIR: dataDir,
      VESTIBULE_HOOK_PORT: '0',
      VESTIBULE_LOBBY_PORT: '0',
    });
    const secrets = loadSecrets({}, dataDir);
    const service = await startService(config, secrets, pino({ level: 'silent' }));
    t.teardown(() => service.stop());

    const { json } = await runJsonInTurn(folder, [
      'desk',
      'add',
      'Ada Example',
      '--role',
      'manager',
    ]);
    const link = new URL(json['link'] as string).hash.replace('#link=', '');
    const hook = new DeskBrowser(new URL(service.hookUrl).origin);
    for (const answer of [
      await hook.post('/desk/api/set-password', { link, password }),
      await hook.post('/desk/api/login', { account: 'ada.example', password }),
      await hook.get('/desk/api/me'),
      await hook.get('/desk/api/oidc/start'),
    ]) {
      t.ok(answer.status >= 400, String(answer.status));
      t.same(answer.headers.getSetCookie(), []);
    }
    const browser = new DeskBrowser(new URL(service.lobbyUrl).origin);
    t.match(await browser.post('/desk/api/set-password', { link, password }), { status: 200 });
    t.match((await browser.get('/desk/api/me')).json, {
      signedIn: true,
      user: { role: 'manager' },
    });
    const { lights } = (await browser.get('/desk/api/lobby')).json as { lights: Light[] };
    const folderLight = lights.find(({ name }) => name === 'Data folder');
    t.equal(folderLight?.sentence, `${dataDir}, for its owner only.`, 'it examines this service');
    t.match(
      lights.find(({ name }) => name === 'Database'),
      { light: 'green' },
    );
    const screensLight = lights.find(({ name }) => name === 'Lobby screens');
    t.match(screensLight, {
      whatToDo: 'Open the lobby page, and pair it at the desk, under Manage.',
      guide: 'Finding kiosks',
    });
    t.match(await runInTurn(folder, ['desk', 'revoke', 'Ada Example']), { code: 0 });
    t.match((await browser.get('/desk/api/me')).json, { signedIn: false });
    t.match(await runInTurn(folder, ['audit', 'verify']), { code: 0 });
  },
);
