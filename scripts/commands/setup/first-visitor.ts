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
}

/** The text that the record of the consent gets. */
const consent = 'agreed at the set-up of this machine';

/**
 * Enrols the installer at the lobby screen and plays their signed sign-in, so that the whole way is walked once.
 * @returns null when they would rather do it later
 */
export async function playFirstVisitor(
  run: Pick<CommandRunner, 'json' | 'runShowingOutput'>,
  { screen, pairing, visitor }: Lobby,
  { agrees, show }: Conversation,
): Promise<StepResult | null> {
  if (!(await agrees('Be the first visitor now, at the lobby screen?', true))) return null;
  show(`Open ${pairing.url} on the lobby screen, and type ${pairing.code} there.`);
  do {
    if (!(await agrees('Does the screen show its start page?', true))) return null;
  } while (!(await isConnected(run, screen)));
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
  const answered = await run.runShowingOutput('simulate', 'sign-in', ...name);
  return answered === 0
    ? { ok: true, text: 'You are enrolled, and were let in as the first visitor.' }
    : { ok: false, text: 'You are enrolled, but were not let in: the lines above say why.' };
}

async function isConnected(run: Pick<CommandRunner, 'json'>, screen: string): Promise<boolean> {
  const { kiosks } = await run.json<{ kiosks: { name: string; connected: boolean | null }[] }>(
    ...['kiosk', 'list'],
  );
  return kiosks.some(({ name, connected }) => name === screen && connected === true);
}
