import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { read, type Reading } from '../readings.ts';
import { Balancer } from './balancer.ts';
import { Tries, type Cast } from './cast.ts';
import type { InstanceFault } from './faults.ts';
import { instanceEvents, type InstanceEvent } from './happenings.ts';
import type { SoakInstallation } from './installation.ts';
import { Tallies } from './tallies.ts';

const readingEveryMs = 10_000;
/** Everything must be well for this long to count as recovered. */
const settledMs = 2000;
/** Limit for a recovery after the cause of a fault is over. */
const recoveryMs = 60_000;
/** Longest pause between two sign-ins at one lobby. */
const pauseMs = 1500;

export interface LifeOptions {
  minutes: number;
  /** Number of sign-ins at the same time. */
  atOnce: number;
  /** Pause between a recovery and the next fault: at least this long, at most twice as long. */
  calmMs: number;
  /** The faults to play; null: all that are possible. */
  faults: readonly InstanceFault[];
  cast: Cast;
  /** Random numbers from 0 to 1 that pick the visitors and the faults. */
  draw: { visitors: () => number; faults: () => number };
  onProgress: (minutes: number, signIns: number) => void;
}

export interface Lived {
  tallies: Tallies;
  /** Readings of each instance. */
  readings: Reading[][];
  /** Why the soak ended early. */
  stuck: string | null;
}

/** Runs the instances with sign-ins at several lobbies at once, and one fault after the other. */
export async function live(installation: SoakInstallation, options: LifeOptions): Promise<Lived> {
  const life = new Life(installation, options);
  return life.run();
}

class Life {
  readonly #installation: SoakInstallation;
  readonly #options: LifeOptions;
  readonly #balancer: Balancer;
  readonly #tallies = new Tallies();
  readonly #tries = new Tries();
  readonly #readings: Reading[][];
  #stuck: string | null = null;

  constructor(installation: SoakInstallation, options: LifeOptions) {
    this.#installation = installation;
    this.#options = options;
    this.#balancer = new Balancer(installation.instances, options.draw.visitors);
    this.#readings = installation.instances.map(() => []);
  }

  async run(): Promise<Lived> {
    await this.#untilWell(performance.now() + recoveryMs);
    const lobbies = Array.from({ length: this.#options.atOnce }, () => this.#visitors());
    await Promise.all([...lobbies, this.#breakThings(), this.#read()]);
    return { tallies: this.#tallies, readings: this.#readings, stuck: this.#stuck };
  }

  get #isOver(): boolean {
    return this.#stuck !== null || this.#tallies.minutes() >= this.#options.minutes;
  }

  /** Plays one visitor after the other, each at a free lobby. */
  async #visitors(): Promise<void> {
    const { draw, cast, onProgress } = this.#options;
    while (!this.#isOver) {
      const free = this.#installation.screens.filter(({ isBusy }) => !isBusy);
      const screen = free[Math.floor(draw.visitors() * free.length)]!;
      screen.isBusy = true;
      const happening = next(draw.visitors());
      const jobId = randomUUID();
      const from = performance.now();
      const scene = { balancer: this.#balancer, tries: this.#tries, draw: draw.visitors };
      const calls = await happening.play({ ...scene, cast, screen, jobId });
      this.#tallies.count(happening, jobId, calls, from);
      onProgress(this.#tallies.minutes(), this.#tallies.signIns);
      screen.isBusy = false;
      await wait(draw.visitors() * pauseMs);
    }
  }

  async #breakThings(): Promise<void> {
    const draw = this.#options.draw.faults;
    let left: InstanceFault[] = [];
    while (this.#options.faults.length > 0) {
      await this.#wait(this.#options.calmMs * (1 + draw()));
      if (this.#isOver) return;
      if (left.length === 0) left = shuffled(draw, this.#options.faults);
      const { what, happen, stallsInstance = false } = left.pop()!;
      const fault = {
        ...{ what, stallsInstance },
        ...{ from: performance.now(), over: Infinity, well: Infinity, until: Infinity },
      };
      this.#tallies.faults.push(fault);
      try {
        await happen(this.#installation, draw);
        fault.over = performance.now();
        fault.well = await this.#untilWell(fault.over + recoveryMs);
        fault.until = performance.now();
      } catch (error) {
        this.#stuck = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
  }

  /** @returns since when everything is well. @throws when that takes too long */
  async #untilWell(latest: number): Promise<number> {
    let since = Infinity;
    while (performance.now() - since < settledMs) {
      if (performance.now() > latest) throw new Error('It was not well again in a minute.');
      if (!(await this.#installation.isWell())) since = Infinity;
      else since = Math.min(since, performance.now());
      await wait(200);
    }
    return since;
  }

  async #read(): Promise<void> {
    for (;;) {
      const at = this.#tallies.minutes();
      await Promise.all(
        this.#installation.instances.map(async ({ pid, lobbyUrl }, i) => {
          const reading = await read(pid, `${lobbyUrl}/metrics`, at).catch(() => null);
          // During a start or a stop, there are no metrics.
          if (reading && reading.serviceMiB > 0) this.#readings[i]?.push(reading);
        }),
      );
      if (this.#isOver) return;
      await this.#wait(readingEveryMs);
    }
  }

  /** Ends early when the soak is over. */
  async #wait(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!this.#isOver && performance.now() < until) await wait(100);
  }
}

function next(drawn: number): InstanceEvent {
  let left = drawn * instanceEvents.reduce((sum, { weight }) => sum + weight, 0);
  return instanceEvents.find(({ weight }) => (left -= weight) < 0) ?? instanceEvents[0]!;
}

function shuffled(draw: () => number, all: readonly InstanceFault[]): InstanceFault[] {
  return all
    .map((fault) => ({ fault, place: draw() }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}
