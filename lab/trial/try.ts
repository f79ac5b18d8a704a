import { once } from 'node:events';
import path from 'node:path';
import { isCancel, select, text } from '@clack/prompts';
import { Option } from 'commander';
import type { HeldDocument } from '#mobile-document/virtual-wallet';
import { livenessModes, type LivenessMode } from '#server/config/liveness.ts';
import { createLogger } from '#server/ops/logging.ts';
import { oneLine } from '#base/text';
import { fetchModels } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';
import { RefusalError, type CommandResult } from '../../scripts/terminal/answer.ts';
import { answer, createProgram, type Command } from '../../scripts/terminal/program.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { print, wrapText } from '../../scripts/terminal/text.ts';
import { Trial } from './trial.ts';
import { openBrowser, WayIn, WithoutTrace } from './try/own-browser.ts';
import { askForDocuments, issueLicence, playPhone, portraitFrom } from './try/phone-in-window.ts';
import {
  dotInWords,
  enrolOther,
  enrolSelf,
  letRead,
  pageIsOpen,
  setUpTwoCameras,
  signInAsOther,
  signInAsSelf,
  type Self,
} from './try/story.ts';

interface Options {
  name?: string;
  liveness: LivenessMode;
  phone?: string;
  open: boolean;
}

const help = `
Two minutes, with the webcam of this machine: you agree on the screen, turn your
head for three pictures, and sign in as at a lobby; then once more under another
name. With two webcams and --liveness two_cameras, they are set up in between.
With --phone you are not enrolled: the window plays a phone with an invented
driving licence, which has your name and this photo.
Everything is in a temporary folder, and goes with it: at the end, after Ctrl-C,
and when the command is killed. No picture is kept at any time.

With Chromium and a desktop on this machine, a window opens by itself, with a
profile of its own. Otherwise open the printed address in a browser on this
machine.

The exit code is 0 when you were let in and the other was held.`;

export function command(): Command {
  return createProgram('try')
    .description('Try it on your own face: agree, enrol, sign in, and once as somebody else.')
    .option('--name <name>', 'how the screen calls you; asked for without it')
    .addOption(
      new Option('--liveness <mode>', 'how a face shows that it is no picture')
        .choices(livenessModes)
        .default('active'),
    )
    .option('--phone <photo>', 'show a licence in a phone instead of enrolling')
    .option('--no-open', 'open no window, only print the address')
    .addHelpText('after', help)
    .action((options: Options) => answer({}, () => tryOut(options)));
}

async function tryOut(options: Options): Promise<CommandResult> {
  const name = options.name ?? (await askName());
  const self = { name: oneLine(name, 60), email: 'you@example.com' };
  const portrait = options.phone === undefined ? null : await portraitFrom(options.phone);
  const isAsExpected = await inTemporaryFolder('try', async (folder) => {
    const trace = new WithoutTrace(folder);
    print('Starting a service in a temporary folder ...');
    await fetchModels(installedModels, () => print('Fetching the face models, once ...'));
    const dataDir = path.join(folder, 'data');
    if (portrait) await askForDocuments(dataDir);
    const trial = await Trial.start(dataDir, createLogger('silent'), {
      VESTIBULE_LIVENESS: options.liveness,
    });
    try {
      const licence = portrait && (await issueLicence(trial, self.name, portrait));
      return await inBrowser(trial, folder, trace, { ...options, licence }, (signal) =>
        story(trial, self, licence !== null, signal),
      );
    } finally {
      await trial.stop();
    }
  });
  const end =
    'The service has ended. The folder is gone, with the template, the database and the key.';
  return { ok: isAsExpected, text: wrapText(end), json: {} };
}

const noWindow =
  'A phone needs a window of its own: a Chromium and a desktop on this machine, another user than root, and no --no-open. Nothing is left.';

async function askName(): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'Guest';
  const name = await text({ message: 'Your name on the screen', placeholder: 'Ada Example' });
  if (isCancel(name)) throw new RefusalError('cancelled', 'Stopped. Nothing was started.');
  return name.trim() === '' ? 'Guest' : name;
}

/**
 * Opens the page as a paired lobby screen and closes it afterwards.
 * @throws {RefusalError} when a phone should be played, and no window opens
 */
async function inBrowser<T>(
  { service }: Trial,
  folder: string,
  trace: WithoutTrace,
  { open, licence }: Options & { licence: HeldDocument | null },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { code } = await service.pairing.newCode({ name: 'Your screen' });
  const redeemed = await service.pairing.redeem(code);
  if (!redeemed.paired) throw new Error('a fresh code was not taken');
  const wayIn = new WayIn(redeemed.token, service.lobbyUrl);
  const address = await wayIn.open();
  const profile = path.join(folder, 'browser');
  const browser = open ? openBrowser(licence ? null : address, profile) : null;
  const closed = new AbortController();
  if (browser) {
    trace.alsoEnd(browser);
    browser.once('exit', () => closed.abort());
    print('A window opens. When it asks, let it use the camera.');
  } else if (licence) {
    wayIn.close();
    throw new RefusalError('no_window', noWindow);
  } else {
    print(`Open this in a browser on this machine, and let it use the camera:\n\n  ${address}\n`);
  }
  try {
    if (browser && licence) {
      await playPhone(browser, address, new URL(service.lobbyUrl).origin, licence);
    }
    return await work(closed.signal);
  } catch (error) {
    if (!closed.signal.aborted) throw error;
    throw new RefusalError('closed', 'The window was closed. Nothing is left.');
  } finally {
    wayIn.close();
    if (browser && browser.exitCode === null && browser.signalCode === null) {
      const gone = once(browser, 'exit');
      browser.kill();
      await gone;
    }
  }
}

/** @returns whether everybody got the expected answer */
async function story(
  trial: Trial,
  self: Self,
  hasPhone: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  await pageIsOpen(trial, signal);
  if (!hasPhone) {
    print('Enrolling you:');
    await enrolSelf(trial, self, signal);
  }
  if (trial.config.liveness === 'two_cameras') await setUpTwoCameras(trial);
  const isOtherEnrolled = !hasPhone && (await enrolOther(trial));
  await letRead(signal);
  const wasLetIn = await signInAsSelf(trial, self);
  await letRead(signal);
  const otherWasLetIn = await signInAsOther(trial, isOtherEnrolled);
  await letRead(signal);
  for (;;) {
    const next = await whatNext();
    if (next === 'end') {
      const dot = await dotInWords(trial);
      if (dot) print(dot);
      return wasLetIn && !otherWasLetIn;
    }
    if (next === 'self') await signInAsSelf(trial, self);
    else await signInAsOther(trial, isOtherEnrolled);
  }
}

/** A colleague may want to try under the first person's name. */
async function whatNext(): Promise<'self' | 'other' | 'end'> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'end';
  const next = await select<'self' | 'other' | 'end'>({
    message: 'Once more?',
    options: [
      { value: 'end', label: 'No, end it', hint: 'nothing is left' },
      { value: 'self', label: 'Sign in under your name', hint: 'let a colleague try' },
      { value: 'other', label: 'Sign in under the other name' },
    ],
  });
  return isCancel(next) ? 'end' : next;
}
