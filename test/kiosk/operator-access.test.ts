import { chmod, stat, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { emptyFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { connectedKiosks } from '#server/installation/ask-operator.ts';
import { makeCertificate } from '#server/installation/server-certificate.ts';
import { readOperatorFile, testCapturePath } from '#server/kiosk/operator-access.ts';

t.test('the operator’s commands and a service', async (t) => {
  const trial = await Trial.start(path.join(t.testdir(), 'data'), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { dataDir } = trial.config;

  t.test('nobody but the operator’s commands is heard, and not too often', async (t) => {
    const kiosk = await trial.openKiosk({ frames: await emptyFrames(2) });
    let isAsked = false;
    kiosk.on('capture', () => (isAsked = true));
    const operator = await readOperatorFile(dataDir);
    const url = new URL(testCapturePath, trial.service.lobbyUrl);
    t.equal(operator?.url, url.origin);
    const right = {
      authorization: `Bearer ${operator?.token}`,
      'content-type': 'application/json',
    };
    const [{ id: kioskId } = {}] = trial.service.kioskRegistry.status();
    t.same(await connectedKiosks(dataDir), new Set([kioskId]));
    const status = async (headers: Record<string, string>, content: unknown = { kioskId }) =>
      (await fetch(url, { method: 'POST', headers, body: JSON.stringify(content) })).status;

    const { authorization, ...none } = right;
    t.equal(await status(none), 401, 'no token');
    const wrong = { ...right, authorization: `Bearer ${'0'.repeat(64)}` };
    t.equal(await status(wrong), 401, 'a wrong one');
    const part = { ...right, authorization: authorization.slice(0, -1) };
    t.equal(await status(part), 401, 'a part of it');
    t.equal(await status({ ...right, authorization: authorization.slice(7) }), 401, 'no scheme');
    t.equal(await status({ ...right, 'x-forwarded-for': '203.0.113.9' }), 401, 'through a tunnel');
    t.equal(await status({ ...right, origin: url.origin }), 401, 'a page, even the kiosk’s own');
    t.equal(await status(right, {}), 400, 'not the protocol');
    const hook = new URL(testCapturePath, trial.service.hookUrl);
    const atTunnel = await fetch(hook, { method: 'POST', headers: right, body: '{}' });
    t.equal(atTunnel.status, 404, 'not at the tunnel');
    const statuses = new Set<number>();
    for (let i = 0; i < 20; i++) statuses.add(await status(none));
    t.same([...statuses], [401, 429]);
    t.notOk(isAsked);
  });

  t.test('the token is its owner’s only, and ends with the service', async (t) => {
    const file = path.join(dataDir, 'operator.json');
    t.equal((await stat(file)).mode & 0o777, 0o600);
    const content = await readFile(file);
    await trial.stop();
    await t.rejects(stat(file), { code: 'ENOENT' });
    for (const [what, bytes] of [
      ['a file that was left', content],
      ['a torn one', '{'],
    ] as const) {
      await writeFile(file, bytes);
      t.equal(await connectedKiosks(dataDir), null, what);
    }
  });
});

t.test('a lobby listener that speaks TLS is reached as well', async (t) => {
  const { certificate, key } = await makeCertificate(['lobby.example'], 30);
  const folder = t.testdir({ 'lobby.crt': certificate, 'lobby.key': key });
  await chmod(path.join(folder, 'lobby.key'), 0o600);
  const trial = await Trial.start(path.join(folder, 'data'), pino({ level: 'silent' }), {
    VESTIBULE_LOBBY_TLS_CERTIFICATE: path.join(folder, 'lobby.crt'),
    VESTIBULE_LOBBY_TLS_KEY: path.join(folder, 'lobby.key'),
  });
  t.teardown(() => trial.stop());
  t.match(trial.service.lobbyUrl, /^https:/);
  t.same(await connectedKiosks(trial.config.dataDir), new Set());
});
