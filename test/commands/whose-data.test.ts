import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';

const somebody = 65534;
const skip = lacking('root');

t.test("root is kept from writing into somebody else's data folder", { skip }, async (t) => {
  const folder = t.testdir({ data: {} });
  const data = path.join(folder, 'data');
  await chown(data, somebody, somebody);
  const commands = [
    ['enroll', 'list'],
    ['kiosk', 'pair', '--name', 'Lobby'],
    ['privacy', 'opt-out', 'add', '--email', 'ada@example.com'],
    ['backup', '--out', 'copy.sqlite'],
    ['policy', 'check'],
    ['notify', 'check'],
    ['simulate', 'sign-in', '--name', 'Ada Example'],
    ['doctor'],
  ];
  for (const command of commands) {
    const { code, out, err } = await run(folder, command);
    t.not(code, 0, command.join(' '));
    t.match(
      (out + err).replace(/\s+/g, ' '),
      /belongs to the user .*"sudo vestibule"/,
      command.join(' '),
    );
  }
  t.same(await readdir(data), []);
  t.same(await readdir(folder), ['data']);
});

t.test('the doctor makes no secret where there is none', async (t) => {
  const folder = t.testdir({ data: {} });
  await chmod(path.join(folder, 'data'), 0o700);
  const { json } = await runJson(folder, ['doctor'], { VESTIBULE_HOOK_PORT: '9' });
  t.match(json, { ok: false });
  t.same(await readdir(path.join(folder, 'data')), []);
});

t.test('behind sudo, the caller is on record', async (t) => {
  const folder = t.testdir();
  await mkdir(path.join(folder, 'data'));
  await writeFile(path.join(folder, 'consent.txt'), 'I agree.');
  const publish = ['privacy', 'consent-text', 'set', 'consent.txt', '--version', '1'];
  const { code, err } = await run(folder, publish, { SUDO_USER: 'grace' });
  t.equal(code, 0, err);
  const { out } = await run(folder, ['audit', 'export']);
  t.match(out, /command:grace/);
});
