import type { CodeEntry, CodeScreen } from '../kiosk/capture.ts';
import { newPersonalCode, stepOfCode, type NewPersonalCode } from '../people/personal-code.ts';

/** What an authenticator app shows with the codes. */
export interface CodeNames {
  issuer: string;
  label: string;
}

/**
 * The personal code of somebody who is enrolled at a lobby screen: shown on that screen alone, to the person before
 * it, and stored with their pictures once they have typed one correct code.
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

  /** What is to be stored; null before a correct code was typed. */
  get confirmed(): { secret: Uint8Array; usedStep: number } | null {
    return this.#confirmed;
  }

  /** Whether the screen shows it in this attempt. */
  get isShown(): boolean {
    return this.#code !== null;
  }

  onScreen(screen: CodeScreen): void {
    this.#screen = screen;
    // Somebody else may have seen the one before.
    this.#code = null;
  }

  /** Shows it. To be called when all pictures are taken. */
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
