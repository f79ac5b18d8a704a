import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { formerSettings } from '#server/config/settings.ts';
import { projectRoot } from '#server/config/environment.ts';
import { checkSettings } from '#server/checks/registry.ts';
import { notifySchema } from '#server/notify/notify-schema.ts';
import { policySchema } from '#server/policy/schema.ts';
import { runInTurn } from '../support/in-turn.ts';
import { StartingService } from '../support/starting-service.ts';

const policy = `
answers: { badgeId: Badge }
default:
  checks:
    face: { whenNameDiffers: compare, room: require }
    recent: { maximumAgeMinutes: 5, maximumAheadMinutes: 5 }
    document: { answers: [{ question: Visa until, dates: day-first }] }
    health_pass: { vaccines: ["208"], camera: false, atLeastDaysAgo: 14, atMostDaysAgo: 270 }
    remote_list: { url: http://127.0.0.1:9/, timeoutSeconds: 3, whenUnreachable: hold }
    watchlist: { lists: own, by: [name] }
`;
const notify = `
email: { host: 127.0.0.1, port: 9, from: desk@acme.example, security: none }
channels: [{ name: desk, type: slack }]
rules: [{ reasons: all, to: desk, quiet: { from: 20:00, to: 07:00 } }]
alerts: { to: desk, kioskGoneMinutes: 9 }
giveUpAfterHours: 3
`;

/** The former names of a schema, at any depth. */
function formerNamesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { former = {}, ...others } = schema as { former?: object };
  return [...Object.keys(former), ...Object.values(others).flatMap(formerNamesIn)];
}

/** The former settings that hold everybody while they are set, or the others. */
function named(holdsEverybody: boolean): string[] {
  const all = Object.entries(formerSettings);
  return all
    .filter(([, { holdsEverybody: holds = false }]) => holds === holdsEverybody)
    .map(([name]) => name);
}

t.test('a former setting that held visitors holds everybody, and is named', async (t) => {
  const former = Object.fromEntries(named(true).map((name) => [name, '3']));
  const service = await StartingService.begin(t, path.join(t.testdir(), 'data'), former);
  for (const name of named(true)) await service.said(new RegExp(`${name} is no setting any more`));
  t.match(await service.signIn('held'), { status: 412, body: /cannot start/ });
});

t.test('the service starts with what an earlier version understood, and names each', async (t) => {
  const data = path.join(t.testdir(), 'data');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(path.join(data, 'policy.yaml'), policy, { mode: 0o600 });
  writeFileSync(path.join(data, 'notify.yaml'), notify, { mode: 0o600 });
  const former = Object.fromEntries(named(false).map((name) => [name, 'x']));
  const secrets = {
    NOTIFY_DESK_URL: 'http://127.0.0.1:9/desk',
    REMOTE_LIST_SECRET: `whsec_${btoa('x'.repeat(24))}`,
  };
  const service = await StartingService.begin(t, data, { ...former, ...secrets });
  await service.said(/Engine/);
  const inFiles = [policySchema, checkSettings, notifySchema].flatMap(formerNamesIn);
  t.ok(inFiles.length > 10, 'the names are found');
  for (const name of [...Object.keys(former), ...inFiles]) {
    await service.said(new RegExp(`${name}.? is no setting any more: `));
  }
  t.match(await service.signIn('held'), { status: 412, body: /No person is enrolled/ });
  t.equal(await service.end('SIGTERM'), 0);

  const own = { VESTIBULE_DATA_DIR: data, ENVOY_CLIENT_SECRET: 'x'.repeat(32) };
  const env = { ...former, ...secrets, ...own };
  const { out } = await runInTurn(projectRoot, ['doctor', '--json'], env);
  for (const name of [...Object.keys(former), ...inFiles]) {
    t.match(out, new RegExp(`${name}.? is no setting any more: `), name);
  }
  const check = await runInTurn(projectRoot, ['notify', 'check'], env);
  t.match(check, { code: 0, out: /line 4: `quiet` is no setting any more/ });
});
