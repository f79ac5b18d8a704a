import { EventEmitter } from 'node:events';
import type { Underway } from '../../protocol/desk-messages.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { shownOf, type PlaceNames } from './card.ts';

interface UnderwayEvents {
  changed: [Underway[]];
  /** The guidance of a camera at this instance has changed. */
  guided: [Underway];
}

/** The sign-ins whose checks run now, here and at other instances. */
export class UnderwaySignIns extends EventEmitter<UnderwayEvents> {
  readonly #places: PlaceNames;
  readonly #own = new Map<string, Underway>();
  #remote: readonly Underway[] = [];

  constructor(places: PlaceNames) {
    super();
    this.#places = places;
    // Each open page adds a listener.
    this.setMaxListeners(0);
  }

  /** Whether checks of any sign-in run here now. */
  get isAnyoneHeld(): boolean {
    return this.#own.size > 0;
  }

  get all(): Underway[] {
    const remote = new Map(this.#remote.map((one) => [one.jobId, one]));
    // The instance that runs the checks has the latest guidance, also for a sign-in of this instance.
    const own = [...this.#own.values()].map((one) => ({
      ...one,
      guidance: remote.get(one.jobId)?.guidance ?? one.guidance,
    }));
    return [...own, ...this.#remote.filter(({ jobId }) => !this.#own.has(jobId))];
  }

  /** Called when the checks of a sign-in begin. */
  noteStarted(signIn: SignInRequest): void {
    const since = signIn.arrivedAt.toISOString();
    const { jobId } = signIn;
    this.#own.set(jobId, { jobId, ...shownOf(signIn, this.#places), since, guidance: null });
    this.#tell();
  }

  /** Receives the guidance that the lobby screen shows for a frame. */
  noteGuidance(jobId: string, guidance: string): void {
    const underway = this.#own.get(jobId);
    if (!underway || underway.guidance === guidance) return;
    const guided = { ...underway, guidance };
    this.#own.set(jobId, guided);
    this.emit('guided', guided);
    this.#tell();
  }

  /** Called when the sign-in was answered, or another instance decides it. */
  noteEnded(jobId: string): void {
    if (this.#own.delete(jobId)) this.#tell();
  }

  /** Takes the sign-ins whose checks run at other instances. */
  showRemote(underway: readonly Underway[]): void {
    const isSame = JSON.stringify(underway) === JSON.stringify(this.#remote);
    this.#remote = underway;
    if (!isSame) this.#tell();
  }

  #tell(): void {
    this.emit('changed', this.all);
  }
}
