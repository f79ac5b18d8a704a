import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { createPairing } from '#server/kiosk/pairing.ts';
import { runInTurn } from '../support/in-turn.ts';
import { openTestStore } from '../support/store.ts';
import { namePlace } from '#server/store/tables/kiosks.ts';

/** The command as an operator runs it, on its own installation. */
function commandOf(t: Test) {
  const dataDir = t.testdir({});
  const settings = { VESTIBULE_DATA_DIR: dataDir, TZ: 'UTC' };
  const run = (...args: string[]) => runInTurn(dataDir, ['kiosk', ...args], settings);
  const redeem = async (code: string) => {
    const store = await openTestStore({ databaseFile: path.join(dataDir, 'vestibule.sqlite') });
    const result = await createPairing({ db: store.db }).redeem(code);
    await store.close();
    return result;
  };
  /** Names a location, as a manager does at the desk. */
  const name = async (locationId: string, called: string) => {
    const store = await openTestStore({ databaseFile: path.join(dataDir, 'vestibule.sqlite') });
    await namePlace(store.db, locationId, called, false);
    await store.close();
  };
  return { run, redeem, name };
}

t.test('a kiosk is listed with whom it serves', async (t) => {
  const { run, redeem, name } = commandOf(t);
  for (const more of [[], ['--location', '7']]) {
    const screen = more.length > 0 ? 'Side' : 'Lobby';
    const { out } = await run('pair', '--name', screen, ...more, '--json');
    await redeem((JSON.parse(out) as { code: string }).code);
  }
  t.match((await run('list')).out, /Lobby +│ any iPad/);
  t.match((await run('list')).out, /Side +│ location 7/);
  await name('7', 'Garden\u001b[31m');
  const { out } = await run('list');
  t.match(out, /Side +│ Garden/);
  t.notMatch(out, '\u001b[31m');
});

t.test('a kiosk is paired, listed and revoked', async (t) => {
  const { run, redeem } = commandOf(t);
  t.match(await run('list'), { code: 0, out: /No kiosk is paired/ });

  const { code, out } = await run('pair', '--name', 'Front door', '--location', '1042');
  t.equal(code, 0);
  t.match(out, /http:\/\/127\.0\.0\.1:8788[^]*"Front door" and serve location 1042/);
  const letters = /[A-Z]{4}-[A-Z]{4}/.exec(out)?.[0] ?? '';
  t.match(await redeem(letters), { paired: true, kiosk: { name: 'Front door' } });

  const listed = await run('list');
  t.match(listed.out, /Front door +│ location 1042 +│ never +│ none/);
  t.match(await run('pair', '--name', 'FRONT DOOR'), { code: 1, err: /paired already/ });

  t.match(await run('revoke', 'Lobby'), { code: 1, err: /Paired: "Front door"/ });
  t.match(await run('revoke', 'front door'), { code: 0, out: /Revoked "Front door"/ });
  t.match(await run('revoke', 'front door'), { code: 1, err: /None is paired/ });
  t.match(await run('list'), { out: /No kiosk is paired/ });
  t.match(await run('list', '--all'), { out: /Front door[^]*revoked/ });
});

t.test('every command answers in JSON, its refusals too', async (t) => {
  const { run, redeem } = commandOf(t);
  const json = async (...args: string[]) => {
    const { code, out } = await run(...args, '--json');
    return { code, answer: JSON.parse(out) as unknown };
  };
  const paired = await json('pair', '--name', 'Lobby', '--device', '88');
  t.match(paired, {
    code: 0,
    answer: { code: /^[A-Z]{4}-[A-Z]{4}$/, name: 'Lobby', locationId: null, deviceId: '88' },
  });
  const { code } = paired.answer as { code: string };
  const redeemed = await redeem(code);
  const id = redeemed.paired ? redeemed.kiosk.id : '';
  t.match(await json('list'), {
    code: 0,
    answer: { ok: true, kiosks: [{ id, name: 'Lobby', lastSeenAt: null }] },
  });
  t.match(await json('pair', '--name', 'Lobby'), {
    code: 1,
    answer: { error: { code: 'name_taken' } },
  });
  t.match(await json('revoke', 'x'), { code: 1, answer: { error: { code: 'no_such_kiosk' } } });
  t.same(await json('revoke', id), {
    code: 0,
    answer: { ok: true, revoked: { id, name: 'Lobby' } },
  });
});

t.test('what it prints fits 80 columns', async (t) => {
  const { run, redeem } = commandOf(t);
  const long = ['--location', '9'.repeat(40), '--device', '8'.repeat(40)];
  const { answer } = await run('pair', '--name', 'N'.repeat(60), ...long, '--json').then(
    ({ out }) => ({ answer: JSON.parse(out) as { code: string } }),
  );
  await redeem(answer.code);
  const outputs = [
    await run('list'),
    await run('pair', '--name', 'Lobby'),
    await run('--help'),
    ...(await Promise.all(['pair', 'list', 'revoke'].map((command) => run(command, '--help')))),
  ];
  for (const { out } of outputs) {
    t.ok(out.length > 0);
    const tooLong = out.split('\n').filter((line) => line.length > 80);
    t.same(tooLong, []);
  }
});

t.test('a mistake in the settings or in the command is told in its sentence', async (t) => {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { VESTIBULE_DATA_DIR: t.testdir({}), VESTIBULE_LOBBY_PORT: 'many' };
  const failed = promisify(execFile)(process.execPath, [script, 'kiosk', 'list'], { env });
  await t.rejects(failed, { code: 1, stderr: /VESTIBULE_LOBBY_PORT/ });
  const misused = promisify(execFile)(process.execPath, [script, 'kiosk', 'pair']);
  await t.rejects(misused, { code: 2, stderr: /--name/ });
});
