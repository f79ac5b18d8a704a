import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import type { WantedDocument } from '../../kiosk/document-offer.ts';
import type { KioskStatus } from '../../kiosk/kiosk-status.ts';
import { reasonAgainst, type PassingClass } from './ending.ts';
import { runDocumentSession, type RunSessionDeps } from './run-session.ts';
import type { WaitingResults } from './waiting-results.ts';

/** From the touch on the idle screen to the result. Milliseconds. */
const sessionMs = 180_000;

interface FirstVisitsDeps extends RunSessionDeps {
  kioskRegistry: Pick<KioskRegistry, 'on' | 'off' | 'documents'>;
  waiting: WaitingResults;
}

/** Classes whose results are kept. The sign-in's own rule later decides which class passes. */
const anyClass: readonly PassingClass[] = ['genuine', 'copy_not_excluded'];

/** Documents that visitors show before the sign-in, one session at a screen. */
export class FirstVisits {
  readonly #deps: FirstVisitsDeps;
  readonly #stopped = new AbortController();
  readonly #begin = (kioskId: string, wanted: WantedDocument) => void this.#run(kioskId, wanted);
  readonly #forget = ({ id, instanceId }: Pick<KioskStatus, 'id' | 'instanceId'>) => {
    if (instanceId !== undefined) this.#deps.waiting.forget(id);
  };

  constructor(deps: FirstVisitsDeps) {
    this.#deps = deps;
    deps.kioskRegistry.on('documentWanted', this.#begin);
    deps.kioskRegistry.on('connected', this.#forget);
    deps.kioskRegistry.documents.askWhereOneWaits((kioskId) => deps.waiting.isAt(kioskId));
  }

  stop(): void {
    this.#deps.kioskRegistry.off('documentWanted', this.#begin);
    this.#deps.kioskRegistry.off('connected', this.#forget);
    this.#stopped.abort();
    this.#deps.waiting.clear();
    this.#deps.recent.clear();
  }

  async #run(kioskId: string, { language, from }: WantedDocument): Promise<void> {
    const result = await runDocumentSession(this.#deps, {
      ...{ kioskId, language, from, locationId: null, deviceId: null },
      deadline: performance.now() + sessionMs,
      signal: this.#stopped.signal,
    });
    const { ending, probe: face, portrait, trust, watchedEntry } = result;
    // A failed result is not kept, so the sign-in asks again.
    const isRead = ending.kind === 'judged' && reasonAgainst(ending, anyClass) === null;
    const isGood = isRead && watchedEntry === null;
    if (isGood && face) {
      this.#deps.waiting.put(kioskId, { document: ending.document, face, portrait, trust });
      this.#deps.kioskRegistry.documents.onWaiting(kioskId);
    }
    return result.showOutcome(isGood ? 'document_ready' : 'document_failed');
  }
}
