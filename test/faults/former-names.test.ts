import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { formerSettings } from '#server/config/settings.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { StartingService } from '../support/starting-service.ts';

const policy = `
answers: { badgeId: Badge }
default:
  checks:
    face: { whenNameDiffers: compare }
    recent: { maximumAgeMinutes: 5 }
`;
const notify = `
channels: [{ name: desk, type: slack }]
rules: [{ reasons: all, to: desk, quiet: { from: 20:00, to: 07:00 } }]
alerts: { to: desk, kioskGoneMinutes: 9 }
giveUpAfterHours: 3
`;

t.test('the service starts with what an earlier version understood, and names each', async (t) => {
  const data = path.join(t.testdir(), 'data');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(path.join(data, 'policy.yaml'), policy, { mode: 0o600 });
  writeFileSync(path.join(data, 'notify.yaml'), notify, { mode: 0o600 });
  const former = Object.fromEntries(Object.keys(formerSettings).map((name) => [name, 'x']));
  const secrets = { NOTIFY_DESK_URL: 'http://127.0.0.1:9/desk' };
  const service = await StartingService.begin(t, data, { ...former, ...secrets });
  await service.said(/Engine/);
  const ofPolicy = ['badgeId', 'whenNameDiffers', 'maximumAgeMinutes'];
  const ofNotify = ['quiet', 'kioskGoneMinutes', 'giveUpAfterHours'];
  for (const name of [...Object.keys(former), ...ofPolicy, ...ofNotify]) {
    await service.said(new RegExp(`${name}.? is no setting any more: `));
  }
  t.match(await service.signIn('held'), { status: 412, body: /No person is enrolled/ });
  t.equal(await service.end('SIGTERM'), 0);

  const own = { VESTIBULE_DATA_DIR: data, ENVOY_CLIENT_SECRET: 'x'.repeat(32) };
  const env = { ...former, ...secrets, ...own };
  const { out } = await runInTurn(projectRoot, ['doctor', '--json'], env);
  for (const name of [...Object.keys(former), ...ofPolicy, ...ofNotify]) {
    t.match(out, new RegExp(`${name}.? is no setting any more: `), name);
  }
  const check = await runInTurn(projectRoot, ['notify', 'check'], env);
  t.match(check, { code: 0, out: /line 3: `quiet` is no setting any more/ });
});
