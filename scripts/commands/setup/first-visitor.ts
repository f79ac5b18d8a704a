import { printable } from '../../../server/platform/text.ts';
import type { CommandRunner, StepResult } from './post-install.ts';

/** How somebody at a terminal is asked. */
export interface Conversation {
  agrees: (question: string, isLikely: boolean) => Promise<boolean>;
  show: (text: string) => void;
}

interface Lobby {
  /** The name of the lobby screen. */
  screen: string;
  pairing: { code: string; url: string };
  /** The installer's name. */
  visitor: string;
  /** What starts the service in another terminal; null: it runs. */
  startBy: string | null;
}

/** The text that the record of the consent gets. */
const consent = 'agreed at the set-up of this machine';

/**
 * Enrols the installer at the lobby screen and plays their signed sign-in, so that the whole way is walked once.
 * @returns null when they would rather do it later
 */
export async function playFirstVisitor(
  run: Pick<CommandRunner, 'json' | 'runShowingOutput'>,
  { screen, pairing, visitor, startBy }: Lobby,
  { agrees, show }: Conversation,
): Promise<StepResult | null> {
  if (!(await agrees('Be the first visitor now, at the lobby screen?', true))) return null;
  if (startBy !== null) {
    show(`Start the service in a second terminal, in this folder, and leave it open: ${startBy}`);
    const hasStarted = () => agrees('Has it started?', true);
    if (!(await untilSeen(hasStarted, () => isReady(run), show, notReady))) return null;
  }
  show(`Open ${pairing.url} on the lobby screen, and type ${pairing.code} there.`);
  const isShown = () => agrees('Does the screen show its start page?', true);
  if (!(await untilSeen(isShown, () => isConnected(run, screen), show, notConnected))) return null;
  show(
    'Vestibule now looks at your face, and stores an encrypted template of it. No picture is kept.',
  );
  if (!(await agrees('Do you agree?', false))) return null;
  const name = ['--name', visitor];
  const enrolled = await run.runShowingOutput(
    ...['enroll', 'camera', '--kiosk', screen, ...name, '--consent', consent],
  );
  if (enrolled !== 0) return { ok: false, text: 'You were not enrolled: the line above says why.' };
  show(printable`Stay in front of the screen: ${visitor} signs in now.`);
  while ((await run.runShowingOutput('simulate', 'sign-in', ...name)) !== 0) {
    if (!(await agrees('Sign in once more?', true))) {
      return { ok: false, text: 'You are enrolled, but were not let in: the lines above say why.' };
    }
  }
  return { ok: true, text: 'You are enrolled, and were let in as the first visitor.' };
}

async function isConnected(run: Pick<CommandRunner, 'json'>, screen: string): Promise<boolean> {
  const { kiosks } = await run.json<{ kiosks: { name: string; connected: boolean | null }[] }>(
    ...['kiosk', 'list'],
  );
  return kiosks.some(({ name, connected }) => name === screen && connected === true);
}

const notReady = 'It is not ready yet. Its terminal says what it waits for.';
const notConnected = 'No screen is connected yet. Type the code on its page, and wait a moment.';

/** Asks until it is so. @returns false when they would rather do it later */
async function untilSeen(
  ask: () => Promise<boolean>,
  isSo: () => Promise<boolean>,
  show: Conversation['show'],
  why: string,
): Promise<boolean> {
  while (await ask()) {
    if (await isSo()) return true;
    show(why);
  }
  return false;
}

/** Ready, and no longer starting. */
async function isReady(run: Pick<CommandRunner, 'json'>): Promise<boolean> {
  const { findings } = await run.json<{ findings: { code: string; state: string }[] }>('doctor');
  return findings.some(({ code, state }) => code === 'readiness' && state === 'ok');
}
