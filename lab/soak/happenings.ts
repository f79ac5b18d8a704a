import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FrameSource } from '../simulate/frames.ts';
import { heldSignIn, type Visitor, sendSigned, type HookAnswer } from '../simulate/held-sign-in.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import type { Running } from '../running-service.ts';
import { projectRoot } from '#server/config/environment.ts';
import { modelProcesses } from './readings.ts';

/** An event around one sign-in, and its permitted answers. */
export interface SoakEvent {
  what: string;
  /** Relative frequency among all events. */
  weight: number;
  /** The correct answers. */
  right: readonly number[];
  play: (lobby: SoakLobby, jobId: string) => Promise<HookAnswer>;
}

/** A running installation with one lobby screen. */
export interface SoakLobby {
  hookUrl: string;
  secret: string;
  /** The service, which a restart replaces. */
  service: Running;
  env: Record<string, string>;
  /** Waits until the receptionist has closed all cards so far. */
  deskSettled: () => Promise<void>;
  kiosk: KioskClient;
  frames: Record<Who, FrameSource>;
}

type Who = 'enrolled' | 'stranger' | 'other' | 'two' | 'nobody';

export const enrolledVisitor = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const unknown = { name: 'Cleo Unknown', email: 'cleo@example.com' };

const letIn = 200;
const held = 412;
const refused = 401;
const tooMany = 429;

/** Events of days at the door, with more faults than in reality. */
export const soakEvents: readonly SoakEvent[] = [
  plain('enrolled', 40, [letIn], 'enrolled'),
  plain('a stranger, with her name', 12, [held], 'stranger'),
  plain('another enrolled person, with her name', 8, [held], 'other'),
  plain('two people in front of the camera', 4, [held], 'two'),
  plain('nobody in front of the camera', 3, [held], 'nobody'),
  {
    what: 'not enrolled',
    weight: 12,
    right: [held],
    play: (lobby, jobId) => before(lobby, 'stranger', { ...unknown, jobId }),
  },
  {
    what: 'sent again while it runs',
    weight: 4,
    right: [letIn],
    play: async (lobby, jobId) => {
      const visitor = { ...enrolledVisitor, jobId };
      const first = before(lobby, 'enrolled', visitor);
      const [one, again] = await Promise.all([first, send(lobby, visitor)]);
      return one.status === again.status ? one : { ...again, status: 0 };
    },
  },
  {
    what: 'forged',
    weight: 8,
    right: [refused, tooMany],
    play: (lobby, jobId) => send({ ...lobby, secret: 'a guess' }, { ...enrolledVisitor, jobId }),
  },
  {
    what: 'enrolled, and on the opt-out list',
    weight: 2,
    right: [held],
    play: async (lobby, jobId) => {
      const optOut = (act: string) =>
        command(lobby.service, ['privacy', 'opt-out', act, '--email', enrolledVisitor.email]);
      await optOut('add');
      try {
        return await before(lobby, 'enrolled', { ...enrolledVisitor, jobId });
      } finally {
        await optOut('remove');
      }
    },
  },
  disturb('enrolled, the line to the screen torn', 4, [letIn, held], 'enrolled', cutLine),
  disturb('a stranger, the line to the screen torn', 2, [held], 'stranger', cutLine),
  disturb('enrolled, the models killed', 2, [letIn, held], 'enrolled', signalModels('SIGKILL')),
  disturb('a stranger, the models hanging', 1, [held], 'stranger', signalModels('SIGSTOP')),
];

function plain(what: string, weight: number, right: readonly number[], who: Who): SoakEvent {
  const play: SoakEvent['play'] = (lobby, jobId) =>
    before(lobby, who, { ...enrolledVisitor, jobId });
  return { what, weight, right, play };
}

/** Breaks something as soon as the camera runs. */
function disturb(
  what: string,
  weight: number,
  right: readonly number[],
  who: Who,
  disturb: (lobby: SoakLobby) => void,
): SoakEvent {
  const play: SoakEvent['play'] = async (lobby, jobId) => {
    const over = new AbortController();
    // If the camera never turns on, the fault must not hit the next event.
    once(lobby.kiosk, 'capture', { signal: over.signal }).then(
      () => disturb(lobby),
      () => {},
    );
    return before(lobby, who, { ...enrolledVisitor, jobId }).finally(() => over.abort());
  };
  return { what, weight, right, play };
}

function cutLine({ kiosk }: SoakLobby): void {
  kiosk.cut();
}

function signalModels(signal: NodeJS.Signals): (lobby: SoakLobby) => void {
  return ({ service }) => {
    for (const pid of modelProcesses(service.process.pid ?? 0)) process.kill(pid, signal);
  };
}

export function before(lobby: SoakLobby, who: Who, visitor: Visitor): Promise<HookAnswer> {
  lobby.kiosk.show(lobby.frames[who]);
  return send(lobby, visitor);
}

export function send(
  lobby: Pick<SoakLobby, 'hookUrl' | 'secret'>,
  visitor: Visitor,
): Promise<HookAnswer> {
  return sendSigned(lobby.hookUrl, lobby.secret, JSON.stringify(heldSignIn(visitor)));
}

/** Returns one of the events, by their weights. @param drawn a random number from 0 to 1 */
export function drawEvent<E extends { weight: number }>(events: readonly E[], drawn: number): E {
  let left = drawn * events.reduce((sum, { weight }) => sum + weight, 0);
  return events.find(({ weight }) => (left -= weight) < 0) ?? events[0]!;
}

/** Runs a command as an operator does. @param settings beside the data folder */
export async function command(
  { dataDir }: Pick<Running, 'dataDir'>,
  args: readonly string[],
  settings: Record<string, string> = {},
): Promise<void> {
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  await promisify(execFile)(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir, ...settings },
  });
}
