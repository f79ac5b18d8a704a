import { printable } from '../../../server/platform/text.ts';
import type { CommandRunner, StepResult } from './post-install.ts';

/** How somebody at a terminal is asked. */
export interface Conversation {
  agrees: (question: string, isLikely: boolean) => Promise<boolean>;
  /** Null: they would rather do it later. */
  askVisitorName: () => Promise<string | null>;
  show: (text: string) => void;
}

interface Lobby {
  /** The name of the lobby screen. */
  screen: string;
  /** Null: the screen is paired already. */
  pairing: { code: string; url: string } | null;
  /** The installer's name; null: it is not known yet. */
  visitor: string | null;
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
  // Before its first start there is no database, and so no figure.
  const { signIns } = await run.json<{ signIns?: { counts: { verdict: string }[] } }>('evidence');
  return signIns?.counts.some(({ verdict }) => verdict === 'approved') ?? false;
}

/** The name of a lobby screen that is paired; undefined when there is none. */
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

/** As after a first visit that ended half-way. */
async function isEnrolled(run: Pick<CommandRunner, 'json'>, visitor: string): Promise<boolean> {
  const { people = [] } = await run.json<{ people?: { name: string }[] }>('enroll', 'list');
  return people.some(({ name }) => name === visitor);
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
