import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { sampleFaces } from '../../lab/trial/sample-photos.ts';
import { projectRoot } from '#server/config/environment.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { turningFilm } from '../support/turning-film.ts';

// The real command, with a test folder for its temporary files. The test opens the browser itself, because the
// browser has the fake camera.

/** Starts the command, with this folder for its temporary files. */
function spawnTry(t: Test, folder: string, liveness = 'passive') {
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const args = ['try', '--name', 'Ada Example', '--liveness', liveness, '--no-open'];
  const env = { PATH: process.env['PATH'], TMPDIR: folder };
  const child = spawn(process.execPath, [program, ...args], { env });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { child, ended };
}

/** Starts the command, and waits for the address that it prints. */
async function begin(t: Test, folder: string, liveness?: string) {
  const { child, ended } = spawnTry(t, folder, liveness);
  const said: string[] = [];
  const lines = createInterface(child.stdout);
  const complaints: string[] = [];
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const address = await new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      const [found] = /http:\/\/\S+/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, ended, said, complaints, address };
}

/** Resolves when the folder is empty. */
async function isEmptied(folder: string): Promise<void> {
  const watcher = watch(folder);
  while (readdirSync(folder).length > 0) await once(watcher, 'change');
  watcher.close();
}

t.test(
  'somebody agrees, enrols in three poses, is let in, and held as somebody else',
  async (t) => {
    const folder = t.testdir({ temporary: {} });
    const temporary = path.join(folder, 'temporary');
    const { ended, said, address } = await begin(t, temporary);

    const camera = path.join(folder, 'camera.mjpeg');
    writeFileSync(camera, await turningFilm(sampleFaces.guest1));
    const { page, close } = await openLobbyBrowser({ camera });
    t.teardown(close);
    await page.goto(address);
    await page.getByText('This is a trial of Vestibule').waitFor();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('heading', { name: 'Thank you, Ada' }).waitFor();
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
    await page.locator('html[data-screen=please_wait]').waitFor();

    t.same(await ended, [0, null]);
    const text = said.join('\n');
    t.match(text, /"Ada Example"[^]*Let in {2}\(200,[^]*Anna Lindqvist[^]*Held: [a-z ]+ {2}\(412,/);
    t.match(text, 'The folder is gone');
    t.same(readdirSync(temporary), []);
  },
);

t.test('whoever says no on the screen is not enrolled, and nothing is left', async (t) => {
  const folder = t.testdir();
  const { ended, address } = await begin(t, folder);
  const { page, close } = await openLobbyBrowser({ camera: null });
  t.teardown(close);
  await page.goto(address);
  await page.getByRole('button', { name: 'No, thank you' }).click();
  t.same(await ended, [1, null]);
  t.same(readdirSync(folder), []);
});

t.test('two cameras are set up after the enrolment, and one is too few', async (t) => {
  const folder = t.testdir({ temporary: {} });
  const temporary = path.join(folder, 'temporary');
  const { ended, said, complaints, address } = await begin(t, temporary, 'two_cameras');
  const camera = path.join(folder, 'camera.mjpeg');
  writeFileSync(camera, await turningFilm(sampleFaces.guest1));
  const { page, close } = await openLobbyBrowser({ camera });
  t.teardown(close);
  await page.goto(address);
  await page.getByRole('button', { name: 'I agree' }).click();
  t.same(await ended, [1, null]);
  t.match(said.join('\n'), 'step nearer and back');
  t.match(complaints.join(' '), /Two cameras are needed, and the screen has one/);
  t.same(readdirSync(temporary), []);
});

t.test('nothing is left when it is stopped or killed', async (t) => {
  const folder = t.testdir({ killed: {}, SIGINT: {}, SIGTERM: {} });
  const killed = path.join(folder, 'killed');
  const { child, ended } = await begin(t, killed);
  t.not(readdirSync(killed).length, 0);
  child.kill('SIGKILL');
  t.same(await ended, [null, 'SIGKILL']);
  await isEmptied(killed);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const temporary = path.join(folder, signal);
    const watcher = watch(temporary);
    const begun = once(watcher, 'change');
    const early = spawnTry(t, temporary);
    await begun;
    watcher.close();
    early.child.kill(signal);
    t.same(await early.ended, [null, signal]);
    await isEmptied(temporary);
    t.same(readdirSync(temporary), [], signal);
  }
});
