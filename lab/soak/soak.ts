import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import type { HookAnswer } from '../simulate/held-sign-in.ts';
import { KioskClient } from '../simulate/kiosk-client.ts';
import { end, pairingCode, secret, start, type Running } from '../running-service.ts';
import { allowRepeatSignIns, Trial } from '../trial/trial.ts';
import { enrolPeople, makeCast, type Cast } from './cast.ts';
import { drawEvent, soakEvents, type SoakEvent, type SoakLobby } from './happenings.ts';
import { makeCopy, restarts } from './restarts.ts';
import { SoakReceptionist, type DeskTally } from './receptionist.ts';
import { read, type Reading, type SoakTally } from './readings.ts';

const deadlineSeconds = 8;
/** An answer may arrive this long after the deadline. */
const onItsWayMs = 250;
const readingEveryMs = 10_000;
/** Time for a card to arrive before the service is ended. */
const cardMs = 10_000;
/** Pause between two sign-ins while her name is paused. */
const typingMs = 1000;

export interface Soaked {
  tallies: SoakTally[];
  readings: Reading[];
  desk: DeskTally;
}

/**
 * Runs a service for a while in its own process, with real frames, strangers and faults.
 * @param draw a random number from 0 to 1 that picks the next event
 * @param hasRestarts whether the service is also ended and restarted
 */
export async function soak(
  dataDir: string,
  minutes: number,
  draw: () => number,
  hasRestarts: boolean,
  onProgress: (minutes: number, signIns: number) => void,
): Promise<Soaked> {
  const cast = await makeCast();
  await allowRepeatSignIns(dataDir);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  await enrolPeople(trial, cast.people);
  await trial.stop();
  const env = { VESTIBULE_DEADLINE_SECONDS: String(deadlineSeconds) };
  let running = () => service;
  const service = await start(dataDir, env);
  // A signal to this process does not reach the service, so this process must end it.
  const leave = () => running().process.kill('SIGKILL');
  process.prependOnceListener('SIGTERM', leave);
  try {
    const receptionist = await SoakReceptionist.enter(service);
    const deskSettled = () => receptionist.settle(cardMs);
    const lobby = { ...(await openLobby(service, cast)), service, env, deskSettled };
    running = () => lobby.service;
    if (hasRestarts) await makeCopy(service);
    const played = hasRestarts ? [...soakEvents, ...restarts] : soakEvents;
    const metricsUrl = new URL('/metrics', service.lobbyUrl);
    return await live(lobby, metricsUrl, { receptionist, minutes, draw, played, onProgress });
  } finally {
    process.off('SIGTERM', leave);
    const { exitCode, signalCode } = running().process;
    if (exitCode === null && signalCode === null) await end(running(), 'SIGTERM');
  }
}

interface Life {
  receptionist: SoakReceptionist;
  minutes: number;
  draw: () => number;
  played: readonly SoakEvent[];
  onProgress: (minutes: number, signIns: number) => void;
}

async function live(
  lobby: SoakLobby,
  metricsUrl: URL,
  { receptionist, minutes, draw, played, onProgress }: Life,
): Promise<Soaked> {
  const tallies = new Map<string, SoakTally>();
  const readings: Reading[] = [];
  let desk: DeskTally;
  const pause = new Pause();
  const started = performance.now();
  const minutesPassed = () => (performance.now() - started) / 60_000;
  let nextReading = 0;
  try {
    for (let signIns = 1; minutesPassed() < minutes; signIns++) {
      if (performance.now() >= nextReading) {
        readings.push(await read(lobby.service.process.pid ?? 0, metricsUrl.href, minutesPassed()));
        nextReading = performance.now() + readingEveryMs;
      }
      const happening = drawEvent(played, draw());
      const jobId = randomUUID();
      const answer = await happening.play(lobby, jobId).catch(() => null);
      if (answer?.status === 412) receptionist.noteAnswer(jobId);
      const isPaused = answer !== null && pause.see(answer, performance.now());
      count(tallies, happening, answer, isPaused);
      onProgress(minutesPassed(), signIns);
      // During a pause, answers come at once, and nobody signs in a hundred times a second.
      if (isPaused) await wait(typingMs);
    }
    readings.push(await read(lobby.service.process.pid ?? 0, metricsUrl.href, minutesPassed()));
  } finally {
    desk = await receptionist.leave();
    await lobby.kiosk.stop();
  }
  return { tallies: [...tallies.values()], readings, desk };
}

async function openLobby(
  service: Running,
  { people, stranger, two, nobody }: Cast,
): Promise<Pick<SoakLobby, 'hookUrl' | 'secret' | 'kiosk' | 'frames'>> {
  const { hookUrl, lobbyUrl } = service;
  const [enrolled, other] = people.map(({ frames }) => frames);
  const frames = { enrolled: enrolled!, other: other!, stranger, two, nobody };
  const kiosk = new KioskClient({
    url: lobbyUrl,
    code: await pairingCode(service),
    frames: frames.enrolled,
  });
  await kiosk.start();
  return { hookUrl, secret, kiosk, frames };
}

/**
 * @param answer null: none came within Envoy's timeout
 * @param isPaused whether five tries under the name have just failed
 */
function count(
  tallies: Map<string, SoakTally>,
  { what, right }: SoakEvent,
  answer: HookAnswer | null,
  isPaused: boolean,
): void {
  const none = { what, times: 0, letIn: 0, held: 0, wrong: 0, late: 0, slowestMs: 0 };
  const tally = tallies.get(what) ?? none;
  const isLate = answer === null || answer.milliseconds > deadlineSeconds * 1000 + onItsWayMs;
  tallies.set(what, {
    what,
    times: tally.times + 1,
    letIn: tally.letIn + Number(answer?.status === 200),
    held: tally.held + Number(answer?.status === 412),
    wrong: tally.wrong + Number(answer !== null && !isRight(answer, right, isPaused)),
    late: tally.late + Number(isLate),
    slowestMs: Math.max(tally.slowestMs, answer?.milliseconds ?? Infinity),
  });
}

/** After enough strangers in a row, her name is paused, and she is held, too. Before that, this is wrong. */
function isRight(
  { status, body }: HookAnswer,
  right: readonly number[],
  isPaused: boolean,
): boolean {
  if (status === 412 && body.includes('"locked out"')) return isPaused;
  return right.includes(status);
}

/** The reasons of a failed try in the visitor log. */
const failures = ['"no match"', '"other person"', '"spoof suspected"'];
const failuresInARow = 5;
const pauseMs = 30_000;
/** Time between the storage of a failure and the arrival of its answer, and of its request before that. */
const requestTravelMs = 1000;

/** Computes from the answers when the pause after five failures is due, so that a wrong pause shows. */
export class Pause {
  #failures = 0;
  #latestAt = -Infinity;

  /**
   * Notes an answer. @returns whether "locked out" is a right answer to it
   * @param now in milliseconds, when the answer came
   */
  see({ status, body, milliseconds }: HookAnswer, now: number): boolean {
    const begun = now - milliseconds;
    const isDue =
      this.#failures >= failuresInARow && begun - this.#latestAt < pauseMs + requestTravelMs;
    if (status === 200) {
      this.#failures = 0;
    } else if (failures.some((words) => body.includes(words))) {
      this.#failures++;
      this.#latestAt = now;
    }
    return isDue;
  }
}
