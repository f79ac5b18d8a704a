import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { lobbyAddress } from '#server/kiosk/lobby-listener.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { replaceFile } from '#base/files';
import { oneLine } from '#base/text';
import { fetchModels } from '#face';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { commandConfig } from '../../scripts/terminal/command-config.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { print } from '../../scripts/terminal/text.ts';
import { ActingVisitor } from './acting-visitor.ts';
import { readFrames } from './frames.ts';
import { pairKiosk } from '../../scripts/pairing.ts';
import { KioskClient } from './kiosk-client.ts';
import { vestibule } from '#server/platform/operator-error.ts';

interface Options {
  frames?: string;
  second?: string;
  act?: string;
  badly?: boolean;
  url?: string;
  code?: string;
  tokenFile?: string;
  fps: number;
  loop?: boolean;
  decline?: boolean;
  once?: boolean;
}

const help = `
Pairs and connects like the page on the lobby screen, plays the camera's part
with pictures, and prints what the visitor would read. Runs until Ctrl-C.

Examples:
  vestibule kiosk pair --name Simulator         prints a code like BCDF-GHJK
  vestibule simulate kiosk --frames clip.mjpeg --loop --code BCDF-GHJK
  vestibule simulate kiosk --frames faces/ --once        needs no code again
  vestibule simulate kiosk --frames faces/ --decline     wants no camera
  vestibule simulate kiosk --act clip.mjpeg              follows what is asked
  vestibule simulate kiosk --frames left/ --second right/   has two cameras

The exit code is 0 when stopped or, with --once, after one sign-in; 2 when there
are no pictures, or the service refuses the kiosk or cannot be reached.`;

/** `simulate kiosk` */
export const kioskCommand = createProgram('kiosk')
  .description('be a lobby screen without a browser')
  .option('--frames <source>', 'a file of JPEGs one after the other, or a folder of JPEGs')
  .option('--second <source>', "with --frames: the second camera's pictures of the same moments")
  .option('--act <source>', 'the same as a visitor who does what the screen asks for')
  .option('--badly', 'with --act: who does something else')
  .option('--url <url>', 'the lobby listener (default: the one on this machine)')
  .option('--code <code>', 'pair with this code first, and keep the token')
  .option('--token-file <file>', 'where the token is kept (default: in the data folder)')
  .option('--fps <number>', 'pictures a second at most', positive, 8)
  .option('--loop', 'begin again after the last picture')
  .option('--decline', 'say "no camera, please" to every sign-in')
  .option('--once', 'stop after one sign-in')
  .addHelpText('after', help)
  .action(async (options: Options) => {
    try {
      await run(options);
    } catch (error) {
      print((error as Error).message, process.stderr);
      process.exitCode = 2;
    }
  });

async function run(options: Options): Promise<void> {
  const config = commandConfig();
  const { loop = false, decline = false, fps } = options;
  const url = options.url ?? lobbyAddress(config.lobby);
  const tokenFile = options.tokenFile ?? path.join(config.dataDir, 'simulated-kiosk-token');
  const visitor = await visitorOf(options);
  const frames = visitor?.camera ?? (await readFrames(options.frames ?? ''));
  const token = await tokenFor(url, options.code, tokenFile);
  const second = options.second === undefined ? {} : { second: await readFrames(options.second) };
  const kiosk = new KioskClient({ url, token, frames, loop, decline, fps, ...second });
  kiosk.on('guidance', (_guidance, _progress, path) => visitor?.see(path));
  showScreen(kiosk, (line) => print(oneLine(line)));
  const started = kiosk.start().catch((error: unknown) => {
    throw new Error(whyNot(url, error));
  });
  await Promise.all([started, stopOf(kiosk, options.once ?? false)]);
  await kiosk.stop();
}

/** Undefined when the frames are only shown. Otherwise analyses the clip with the models of this machine. */
async function visitorOf({
  frames,
  act,
  badly = false,
}: Options): Promise<ActingVisitor | undefined> {
  if ((frames === undefined) === (act === undefined)) {
    throw new Error('Give either --frames or --act, with a file or a folder of JPEGs.');
  }
  if (act === undefined) return undefined;
  const clip = await readFrames(act);
  await fetchModels(installedModels);
  const vision = await createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} }, null);
  try {
    await vision.start();
    return await ActingVisitor.of(clip, vision, badly);
  } finally {
    await vision.stop();
  }
}

async function tokenFor(url: string, code: string | undefined, file: string): Promise<string> {
  if (code !== undefined) {
    const token = await pairKiosk(url, code);
    await writeToken(file, token);
    return token;
  }
  const token = await readToken(file);
  if (token) return token;
  throw new Error(
    'This simulated kiosk is not paired yet. Get a code with\n' +
      `  ${vestibule} kiosk pair --name Simulator\nand pass it with --code.`,
  );
}

/** Resolves when the work is done; rejects when the service rejects the kiosk for good. */
async function stopOf(kiosk: KioskClient, afterOne: boolean): Promise<void> {
  await Promise.race([
    once(process, 'SIGINT'),
    once(process, 'SIGTERM'),
    once(kiosk, 'sentAway').then(([why]) => {
      throw new Error(String(why));
    }),
    ...(afterOne ? [once(kiosk, 'outcome')] : []),
  ]);
}

function whyNot(url: string, error: unknown): string {
  const { message, code, cause } = error as Error & { code?: string; cause?: { code?: string } };
  if ((code ?? cause?.code) !== 'ECONNREFUSED') return message;
  return `Nothing listens at ${url}. Is the service running?`;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 30)) throw new InvalidArgumentError('Give a number from 1 to 30.');
  return number;
}

/** The token of an earlier pairing, or undefined without one. */
async function readToken(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the file as a whole; only its owner can read it. */
export async function writeToken(file: string, token: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, token + '\n');
}

/** Prints line by line the text that this kiosk's screen would show a visitor. */
function showScreen(kiosk: KioskClient, print: (line: string) => void): void {
  const screen = sentencesOf('screen', 'en');
  let visitor: string | null = null;
  let lastLine = '';
  kiosk.on('connected', ({ name }) => {
    print(`Connected as "${name}".`);
    print(`  ${screen.say('idle-title')}. ${screen.say('idle-camera_off')}.`);
  });
  kiosk.on('capture', (capture) => {
    visitor = capture.visitor;
    lastLine = '';
    const key = `capture-${capture.purpose}`;
    print(`${screen.sayTo(visitor, `${key}-kicker`)}. ${screen.say(`${key}-during`)}`);
  });
  kiosk.on('guidance', (guidance, progress) => {
    const percent = `  ${Math.round(progress * 100)}%`.padEnd(8);
    const line = percent + screen.say(`guidance-${guidance}`);
    if (line !== lastLine) print(line);
    lastLine = line;
  });
  kiosk.on('codeWanted', ({ setUp }) => {
    const key = setUp === null ? 'code' : 'code-set_up';
    print(`${screen.say(`${key}-title`)}. ${screen.say(`${key}-lead`)}`);
  });
  kiosk.on('captureEnd', () =>
    print(`  ${screen.say('thinking-title')}. ${screen.say('thinking-camera_off')}.`),
  );
  kiosk.on('outcome', (message) => {
    const key = `outcome-${message}`;
    print(`${screen.sayTo(visitor, `${key}-title`)}. ${screen.say(`${key}-lead`)}`);
  });
  kiosk.on('disconnected', (code, reason) => {
    print(`${screen.say('not_connected-title')} (${code}${reason && `, ${reason}`}).`);
  });
}
