import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cast, CastMember } from '../cast.ts';
import { drawEvent } from '../happenings.ts';
import { seededRandom } from '#base/random';
import { Balancer } from './balancer.ts';
import { allFaults, type InstanceFault } from './faults.ts';
import { instanceEvents } from './happenings.ts';
import type { SoakInstallation } from './installation.ts';
import { Tallies } from './tallies.ts';

/** Everything must be well for this long to count as recovered. */
const settledMs = 2000;
/** Limit for a recovery after the cause of a fault is over. */
const recoveryMs = 60_000;
/** Longest pause between two sign-ins at one lobby. */
const pauseMs = 1500;
/** Number of sign-ins at the same time. */
const atOnce = 3;

export interface VisitorsOptions {
  minutes: number;
  /** Pause between a recovery and the next fault: at least this long, at most twice as long. */
  calmMs: number;
  cast: Cast;
  /** Of the random numbers that pick the visitors and the faults. */
  seed: number;
  onProgress: (minutes: number, signIns: number) => void;
}

/** Runs the instances with sign-ins at several lobbies at once, and one fault after the other. */
export class VisitorsAndFaults {
  readonly #installation: SoakInstallation;
  readonly #options: VisitorsOptions;
  readonly #balancer: Balancer;
  readonly #drawVisitor: () => number;
  readonly #tried = new Set<CastMember>();
  readonly tallies = new Tallies();
  /** Why the soak ended early. */
  readonly troubles: string[] = [];

  constructor(installation: SoakInstallation, options: VisitorsOptions) {
    this.#installation = installation;
    this.#options = options;
    this.#drawVisitor = seededRandom(options.seed);
    this.#balancer = new Balancer(installation.instances, this.#drawVisitor);
  }

  async run(): Promise<void> {
    await this.#untilWell(performance.now() + recoveryMs);
    const lobbies = Array.from({ length: atOnce }, () => this.#receiveVisitors());
    await Promise.all([...lobbies, this.#breakThings()]);
  }

  get #isOver(): boolean {
    return this.troubles.length > 0 || this.tallies.minutes() >= this.#options.minutes;
  }

  /** Plays one visitor after the other, each at a free lobby. */
  async #receiveVisitors(): Promise<void> {
    const { cast, onProgress } = this.#options;
    const draw = this.#drawVisitor;
    while (!this.#isOver) {
      const free = this.#installation.screens.filter(({ isBusy }) => !isBusy);
      const screen = free[Math.floor(draw() * free.length)]!;
      screen.isBusy = true;
      const happening = drawEvent(instanceEvents, draw());
      const jobId = randomUUID();
      const from = performance.now();
      const scene = { balancer: this.#balancer, tried: this.#tried, draw, cast, screen, jobId };
      this.tallies.count(happening, jobId, await happening.play(scene), from);
      onProgress(this.tallies.minutes(), this.tallies.signIns);
      screen.isBusy = false;
      await wait(draw() * pauseMs);
    }
  }

  async #breakThings(): Promise<void> {
    const draw = seededRandom(this.#options.seed + 1);
    let left: InstanceFault[] = [];
    for (;;) {
      await this.#wait(this.#options.calmMs * (1 + draw()));
      if (this.#isOver) return;
      if (left.length === 0) left = shuffle(draw);
      const { what, happen, stallsInstance = false } = left.pop()!;
      const fault = {
        ...{ what, stallsInstance },
        ...{ from: performance.now(), over: Infinity, well: Infinity, until: Infinity },
      };
      this.tallies.faults.push(fault);
      try {
        await happen(this.#installation, draw);
        fault.over = performance.now();
        fault.well = await this.#untilWell(fault.over + recoveryMs);
        fault.until = performance.now();
      } catch (error) {
        this.troubles.push(`${what}: ${String(error)}`);
      }
    }
  }

  /** @returns since when everything is well. @throws when that takes too long */
  async #untilWell(latest: number): Promise<number> {
    let since = Infinity;
    while (performance.now() - since < settledMs) {
      if (performance.now() > latest) throw new Error('It was not well again in a minute.');
      const isWell = await this.#installation.isWell();
      since = isWell ? Math.min(since, performance.now()) : Infinity;
      await wait(200);
    }
    return since;
  }

  /** Ends early when the soak is over. */
  async #wait(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (!this.#isOver && performance.now() < until) await wait(100);
  }
}

function shuffle(draw: () => number): InstanceFault[] {
  return allFaults
    .map((fault) => ({ fault, place: draw() }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}
