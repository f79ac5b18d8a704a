import { printable } from '../../../packages/printable-text/index.ts';
import type { CommandRunner, StepResult } from './post-install.ts';

/** How to talk with somebody at a terminal. */
export interface Conversation {
  agrees: (question: string, isLikely: boolean) => Promise<boolean>;
  /** Null: later. */
  askVisitorName: () => Promise<string | null>;
  show: (text: string) => void;
}

interface Lobby {
  /** The name of the lobby screen. */
  screen: string;
  /** Null: the screen is already paired. */
  pairing: { code: string; url: string } | null;
  /** The installer's name; null: not known yet. */
  visitor: string | null;
  /** The command that starts the service in another terminal; null: the service runs. */
  startBy: string | null;
}

/** The statement in the consent's record. */
const consent = 'agreed at the set-up of this machine';

/**
 * Enrols the installer at the lobby screen and plays their signed sign-in, which tests the whole path once.
 * @returns null when the installer prefers to do it later
 */
export async function playFirstVisitor(
  run: Pick<CommandRunner, 'json' | 'runShowingOutput'>,
  { screen, pairing, startBy, ...known }: Lobby,
  { agrees, askVisitorName, show }: Conversation,
): Promise<StepResult | null> {
  if (!(await agrees('Be the first visitor now, at the lobby screen?', true))) return null;
  const visitor = known.visitor ?? (await askVisitorName());
  if (visitor === null) return null;
  if (startBy !== null && !(await isReady(run))) {
    show(`Start the service in a second terminal, in this folder, and leave it open: ${startBy}`);
    const hasStarted = () => agrees('Has it started?', true);
    if (!(await untilSeen(hasStarted, () => isReady(run), show, notReady))) return null;
  }
  if (pairing) show(`Open ${pairing.url} on the lobby screen, and type ${pairing.code} there.`);
  const isShown = () => agrees('Does the screen show its start page?', true);
  if (!(await untilSeen(isShown, () => isConnected(run, screen), show, notConnected))) return null;
  const name = ['--name', visitor];
  if (!(await isEnrolled(run, visitor))) {
    show(
      'Vestibule now looks at your face, and stores an encrypted template of it. No picture is kept.',
    );
    if (!(await agrees('Do you agree?', false))) return null;
    const enrolled = await run.runShowingOutput(
      ...['enroll', 'camera', '--kiosk', screen, ...name, '--consent', consent],
    );
    if (enrolled !== 0)
      return { ok: false, text: 'You were not enrolled: the line above says why.' };
  }
  show(printable`Stay in front of the screen: ${visitor} signs in now.`);
  while ((await run.runShowingOutput('simulate', 'sign-in', ...name)) !== 0) {
    if (!(await agrees('Sign in once more?', true))) {
      return { ok: false, text: 'You are enrolled, but were not let in: the lines above say why.' };
    }
  }
  return { ok: true, text: 'You are enrolled, and were let in as the first visitor.' };
}

/** Whether a sign-in of this installation was ever approved. */
export async function wasSomebodyLetIn(run: Pick<CommandRunner, 'json'>): Promise<boolean> {
  // Before the first start there is no database, and so no count.
  const { signIns } = await run.json<{ signIns?: { counts: { verdict: string }[] } }>('evidence');
  return signIns?.counts.some(({ verdict }) => verdict === 'approved') ?? false;
}

/** The name of a paired lobby screen; undefined when there is none. */
export async function pairedScreen(run: Pick<CommandRunner, 'json'>): Promise<string | undefined> {
  return (await kiosksOf(run))[0]?.name;
}

async function isConnected(run: Pick<CommandRunner, 'json'>, screen: string): Promise<boolean> {
  const kiosks = await kiosksOf(run);
  return kiosks.some(({ name, connected }) => name === screen && connected === true);
}

async function kiosksOf(run: Pick<CommandRunner, 'json'>) {
  const { kiosks = [] } = await run.json<{
    kiosks?: { name: string; connected: boolean | null }[];
  }>('kiosk', 'list');
  return kiosks;
}

/** True after a first visit that was interrupted. */
async function isEnrolled(run: Pick<CommandRunner, 'json'>, visitor: string): Promise<boolean> {
  const { people = [] } = await run.json<{ people?: { name: string }[] }>('enroll', 'list');
  return people.some(({ name }) => name === visitor);
}

const notReady = 'It is not ready yet. Its terminal says what it waits for.';
const notConnected = 'No screen is connected yet. Type the code on its page, and wait a moment.';

/** Repeats the question until the condition is met. @returns false when the installer prefers to do it later */
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

/** Whether the service is ready and no longer starting. */
async function isReady(run: Pick<CommandRunner, 'json'>): Promise<boolean> {
  const { findings } = await run.json<{ findings: { code: string; state: string }[] }>('doctor');
  return findings.some(({ code, state }) => code === 'readiness' && state === 'ok');
}
