import type { CodeEntry, CodeScreen } from '../kiosk/capture.ts';
import { newPersonalCode, stepOfCode, type NewPersonalCode } from '../people/personal-code.ts';

/** The names that an authenticator app shows with the codes. */
export interface CodeNames {
  issuer: string;
  label: string;
}

/**
 * Sets up a personal code during an enrolment at a kiosk. Only that screen shows the code's secret. It is stored with
 * the pictures after the person has typed one correct code.
 */
export class CodeSetUp implements CodeEntry {
  readonly #names: CodeNames;
  readonly #now: () => number;
  readonly #enough = new AbortController();
  #screen: CodeScreen | null = null;
  #code: NewPersonalCode | null = null;
  #confirmed: { secret: Uint8Array; usedStep: number } | null = null;

  /** @param now milliseconds since 1970 */
  constructor(names: CodeNames, now: () => number = Date.now) {
    this.#names = names;
    this.#now = now;
  }

  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  /** The secret to store; null before a correct code was typed. */
  get confirmed(): { secret: Uint8Array; usedStep: number } | null {
    return this.#confirmed;
  }

  /** Whether the screen shows a secret in this attempt. */
  get isShown(): boolean {
    return this.#code !== null;
  }

  onScreen(screen: CodeScreen): void {
    this.#screen = screen;
    // Another person may have seen the previous secret.
    this.#code = null;
  }

  /** Shows a new secret. Call this when all pictures are taken. */
  show(): void {
    const { issuer, label } = this.#names;
    this.#code = newPersonalCode(issuer, label);
    this.#screen?.ask({ setUp: this.#code.uri, problem: null });
  }

  onCode(typed: string | null): void {
    if (!this.#code || typed === null) return;
    const { secret, uri } = this.#code;
    const usedStep = stepOfCode(secret, typed, this.#now());
    if (usedStep === null) return this.#screen?.ask({ setUp: uri, problem: 'wrong' });
    this.#confirmed = { secret, usedStep };
    this.#enough.abort();
  }
}
