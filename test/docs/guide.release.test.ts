import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { runInTurn } from '../support/in-turn.ts';

/** The guide's folder for files that commands read. */
const exchange = '/srv/exchange';
const settings = { ENVOY_CLIENT_SECRET: 'a-client-secret-of-this-test' };

/** The command lines of a document that an operator types on the service's machine, in order. */
async function commandsOf(document: string): Promise<string[][]> {
  const text = await readFile(document, 'utf8');
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, code = '']) => code);
  const lines = blocks.flatMap((block) => block.replace(/ \\\n\s*/g, ' ').split('\n'));
  return lines.flatMap((line) => {
    const [, typed] = /^\s*sudo vestibule (.+)$/.exec(line) ?? [];
    if (typed === undefined) return [];
    const words = typed.match(/"[^"]*"|[^\s"]+/g) ?? [];
    return [words.map((word) => word.replaceAll('"', ''))];
  });
}

/** An installation with a running service, and a function that runs a command of the guide there. */
async function installed(t: Test) {
  const folder = t.testdir();
  await mkdir(path.join(folder, 'exchange'));
  const dataDir = path.join(folder, 'data');
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }), settings);
  t.teardown(() => trial.stop());
  const env = {
    ...settings,
    VESTIBULE_DATA_DIR: dataDir,
    VESTIBULE_HOOK_PORT: new URL(trial.service.hookUrl).port,
    VESTIBULE_LOBBY_PORT: new URL(trial.service.lobbyUrl).port,
  };
  const type = async (words: readonly string[]) => {
    const here = words.map((word) => word.replace(exchange, path.join(folder, 'exchange')));
    const { out, err } = await runInTurn(folder, here, env);
    return out + err;
  };
  return { folder: path.join(folder, 'exchange'), trial, type };
}

t.test('the guide to install, from the doctor to the first sign-in', async (t) => {
  const guide = await readFile('docs/install.md', 'utf8');
  const commands = await commandsOf('docs/install.md');
  const { folder, trial, type } = await installed(t);
  await writeFile(path.join(folder, 'ada.jpg'), await cropPhoto(sampleFaces.womanA));
  const typed = (...start: string[]) => {
    const line = commands.find((words) => start.every((word, i) => words[i] === word));
    return type(line ?? [`not in the guide: ${start.join(' ')}`]);
  };
  const isShown = (sentence: string, output: string) => {
    t.ok(guide.includes(sentence), `the guide shows: ${sentence}`);
    t.ok(output.includes(sentence), `it is printed: ${sentence}`);
  };

  const findings = await typed('doctor');
  isShown('✗ Lobby screens     None is paired, so every visitor is held.', findings);
  t.match(findings, /^1 problem, /m, 'one problem is left at that step');
  t.match(await typed('kiosk', 'pair'), /^ +[B-Z]{4}-[B-Z]{4}$/m, 'a code');
  t.match(await typed('desk', 'add'), /\/desk\/#link=\S+$/m, 'a link');
  const enrolled = 'Enrolled Ada Example (ada@example.com) from 1 photo.';
  isShown(enrolled, await typed('enroll', 'add'));
  await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  const signIn = await typed('simulate', 'sign-in');
  isShown('Let in', signIn);
  t.match(signIn, /^Let in {2}\(200, after [\d.]+ s\)/);
});

t.test('the guide to operate: a list of people, and what a person may ask', async (t) => {
  const guide = await readFile('docs/operate.md', 'utf8');
  const commands = await commandsOf('docs/operate.md');
  const { folder, type } = await installed(t);
  const [, list = ''] = /```csv\n([\s\S]*?)```/.exec(guide) ?? [];
  await mkdir(path.join(folder, 'photos/bo'), { recursive: true });
  const { womanA, womanB, guest1 } = sampleFaces;
  const photos = { 'ada-1.jpg': womanA, 'ada-2.jpg': womanB, 'bo/1.jpg': guest1 };
  for (const [name, face] of Object.entries(photos)) {
    await writeFile(path.join(folder, 'photos', name), await cropPhoto(face));
  }
  await writeFile(path.join(folder, 'people.csv'), list);
  await writeFile(path.join(folder, 'consent.txt'), 'I agree.');
  const typed = (...start: string[]) =>
    type(commands.find((words) => start.every((word, i) => words[i] === word)) ?? ['none']);

  t.match(await typed('privacy', 'consent-text'), /"2026-11" counts from now on/);
  const imported = await typed('enroll', 'import');
  t.ok(guide.includes('`2 rows: 2 enrolled, 0 refused.`'));
  t.match(imported, '2 rows: 2 enrolled, 0 refused.');
  t.match(await typed('privacy', 'export'), /^Everything held of Ada Example is in/);
  t.match(await typed('privacy', 'consent', 'withdraw'), /the camera stays off/);
  t.match(await typed('privacy', 'opt-out'), /^Added/);
  const erase = commands.find(([, act]) => act === 'erase') ?? [];
  t.match(await type([...erase, '--yes']), /^Receipt/, 'and a terminal asks first');
});
