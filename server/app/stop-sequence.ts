import { within } from '#base/time';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { EarlyHookListener } from './early-hook-listener.ts';
import type { Instances } from './instances.ts';

type Stop = () => Promise<void>;

/** What decides sign-ins, once it does. */
interface Serving {
  signIns: Pick<SignIns, 'answer' | 'drain' | 'hold'>;
  instances: Pick<Instances, 'leave' | 'hasOthers'>;
}

/** The database may not answer, and held sign-ins wait for the stop. */
const leavingMs = 500;
/** Balancers ask about once a second where to send calls. With other instances alive, what arrives until then is decided. */
const usualDrainMs = 3000;

/**
 * Stops the service in one order. Envoy lets visitors in when the port is closed, so it closes after every other part.
 * The store closes last, when it has every answer that was given.
 */
export class StopSequence {
  /** Stop the database and what lies below it, in the order of their start. */
  readonly store: Stop[] = [];
  /** Stop every other part, in the order of their start. */
  readonly parts: Stop[] = [];
  readonly #hook: EarlyHookListener;
  readonly #leastDrainMs: number;
  #serving: Serving | undefined;

  constructor(hook: EarlyHookListener, leastDrainMs = usualDrainMs) {
    this.#hook = hook;
    this.#leastDrainMs = leastDrainMs;
  }

  /** From now on, a stop begins with the sign-ins. */
  serve(serving: Serving): void {
    this.#serving = serving;
  }

  /** Ends the service with its process. @throws the first error, after every step */
  async end(): Promise<void> {
    const { decisionOutbox } = this.#hook;
    await run([
      () => this.#leave(),
      () => this.#drain(),
      () => this.#hold(),
      ...this.parts.splice(0).reverse(),
      // While the port is open, because storing may take long.
      () => decisionOutbox.flush(),
      () => this.#hook.closePort(),
      () => decisionOutbox.stop(),
      ...this.store.splice(0).reverse(),
    ]);
  }

  /** Ends a service that another one in this process follows. The hook listener holds everybody already. */
  async makeWay(): Promise<void> {
    await run([
      () => this.#leaveOthers(),
      () => this.#drain(),
      async () => this.#serving?.signIns.hold(),
      ...this.parts.splice(0).reverse(),
      async () => this.#hook.decisionOutbox.leaveStore(),
      ...this.store.splice(0).reverse(),
    ]);
  }

  async #leave(): Promise<void> {
    this.#hook.leave();
    await this.#leaveOthers();
  }

  async #leaveOthers(): Promise<void> {
    if (this.#serving) await within(leavingMs, this.#serving.instances.leave(), undefined);
  }

  async #drain(): Promise<void> {
    if (!this.#serving) return;
    const { signIns, instances } = this.#serving;
    await signIns.drain(instances.hasOthers ? this.#leastDrainMs : 0);
  }

  async #hold(): Promise<void> {
    if (!this.#serving) return;
    const { signIns } = this.#serving;
    await signIns.hold();
    this.#hook.holdWith(signIns);
  }
}

async function run(steps: readonly Stop[]): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => faults.push(error));
  if (faults.length > 0) throw faults[0];
}
