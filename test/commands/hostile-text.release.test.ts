import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { recordEvent } from '#server/audit/record.ts';
import { saveInstall, insertKiosk } from '#server/store/tables/kiosks.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { insertWatchlistEntry } from '#server/store/tables/watchlists.ts';
import { installation } from '../privacy/installation.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runCommand } from '../support/command.ts';
import { runInTurn, runJsonInTurn } from '../support/in-turn.ts';

/** Forges a line, clears the screen in three ways, and reverses the text's direction. */
const hostile =
  'Ada\nFORGED LINE\r\nFORGED LINE\u2028FORGED LINE\u0085\u001B[2J\u009B2J\u007F\u202Eegap\u2066';

/** Checks that an output has nothing that could harm a terminal or a log. */
function isHarmless(t: Test, text: string, what: string): void {
  t.notMatch(text, /[^\P{Cc}\n]/u, `${what}: nothing that a terminal acts on`);
  t.notMatch(text, /\p{Bidi_Control}|[\u2028\u2029]/u, `${what}: nothing that reorders`);
  const forged = text.split('\n').filter((line) => line.trim() === 'FORGED LINE');
  t.strictSame(forged, [], `${what}: no line but its own`);
}

/** An installation where every foreign text is hostile, as an older version may have stored it. */
async function hostileInstallation(t: Test) {
  const here = await installation(t);
  const { db, folder } = here;
  const now = new Date();
  const person = { email: `${hostile}@example.com`, employeeId: hostile, consent: hostile };
  await here.enrolled('ada', hostile, person);
  await here.enrolled('bo', hostile);
  const kiosk = { tokenHash: 'hash', locationId: hostile, deviceId: null, createdAt: now };
  await insertKiosk(db, { id: 'kiosk', name: hostile, ...kiosk });
  await saveInstall(
    db,
    hostile,
    { locationId: '1', locationName: hostile, locationCode: 'A', contact: null },
    now,
  );
  await insertWatchlistEntry(db, {
    id: 'entry',
    name: hostile,
    aliases: [hostile],
    birthDate: null,
    country: null,
    email: hostile,
    domain: null,
    phone: null,
    company: hostile,
    note: hostile,
    legalBasis: hostile,
    addedBy: hostile,
    addedAt: now,
    expiresAt: null,
  });
  const held = { verdict: 'review', reason: 'watchlist_hit', note: hostile } as const;
  await insertSignIn(db, decidedSignIn(hostile, held));
  const event = { action: 'envoy_installed', actor: hostile, subject: hostile } as const;
  await recordEvent(db, event);
  const cell = `"${hostile}"`;
  const columns = 'name,email,employeeId,consent,expires,photos';
  writeFileSync(
    path.join(folder, 'people.csv'),
    `${columns}\n${cell},${cell},${cell},${cell},${cell},${cell}\n${cell},${cell},${cell},${cell},,${cell}\n`,
  );
  writeFileSync(path.join(folder, 'heading.csv'), `name,consent,${cell}\nx,y,z\n`);
  writeFileSync(path.join(folder, 'bans.csv'), `name,note,email\n${cell},${cell},${cell}\n`);
  const issuers = path.join(folder, 'data', 'issuers');
  mkdirSync(path.join(issuers, 'revoked'), { recursive: true });
  const issuer = { issuer: hostile, jwks: { keys: [] } };
  writeFileSync(path.join(issuers, `${hostile.replaceAll('/', '')}.json`), JSON.stringify(issuer));
  writeFileSync(path.join(folder, 'policy.yaml'), `${JSON.stringify(hostile)}: 1\nrules: 2\n`);
  return here;
}

const reading = [
  ...['enroll list', 'enroll show ada', 'enroll reembed', 'enroll import people.csv'],
  ...['enroll import heading.csv', 'privacy erase ada --yes'],
  ...['kiosk list', 'kiosk list --all', 'watchlist list', 'watchlist hits'],
  ...['watchlist import bans.csv', 'notify list'],
  ...['audit export', 'audit export --csv', 'audit verify'],
  ...['privacy consent show bo', 'privacy consent list', 'privacy consent withdraw bo'],
  ...['privacy purge --dry-run', 'policy check policy.yaml', 'doctor'],
].map((line) => line.split(' '));

/** Commands whose output repeats what a person types or pastes. */
const typed = [
  ['enroll', 'show', hostile],
  ['enroll', 'list', hostile],
  ['enroll', 'add', '--name', hostile, '--consent', hostile, '--email', hostile, hostile],
  ['enroll', 'check', hostile],
  ['kiosk', 'revoke', `no ${hostile}`],
  ['kiosk', 'pair', '--name', `A${'\u202E'}da`],
  ['watchlist', 'check', '--name', hostile],
  ['watchlist', 'remove', hostile, '--yes'],
  ['credentials', 'issuers', 'remove', hostile],
  ['csca', 'remove', `no ${hostile}`],
  ['notify', 'test', '--channel', hostile],
  ['privacy', 'opt-out', 'add', '--name', hostile],
  ['privacy', 'consent-text', 'set', hostile, '--version', '1'],
  ['audit', 'export', '--out', path.join('nowhere', hostile)],
  ['policy', 'explain', '--flow', hostile],
  ['simulate', 'sign-in', '--name', 'Ada', '--url', `http://127.0.0.1:9/${hostile}`],
];

t.test('no command prints what others wrote so that it does anything', async (t) => {
  const { folder } = await hostileInstallation(t);
  for (const line of [...typed, ...reading]) {
    const { out, err } = await runInTurn(folder, line);
    const what = line.join(' ').replace(/[^ -~]+/g, '?');
    t.ok(out + err, what);
    t.notMatch(err, /^\s+at /m, `${what}: no fault of the program`);
    isHarmless(t, out, what);
    isHarmless(t, err, what);
  }
});

t.test('JSON has everything as it is, in escapes', async (t) => {
  const { folder } = await hostileInstallation(t);
  const { out } = await runCommand(folder, ['enroll', 'list', '--json']);
  isHarmless(t, out, 'enroll list --json');
  t.match(JSON.parse(out), { people: [{ name: hostile }, { name: hostile }] });
  const { json } = await runJsonInTurn(folder, ['audit', 'export']);
  const subjects = (json['events'] as { subject: unknown }[]).map(({ subject }) => subject);
  t.ok(subjects.includes(hostile));
});
