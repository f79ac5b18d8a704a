/** A check-up takes seconds of a processor; what was found is shown again for so long. */
const freshForMs = 60_000;

/** What the diagnosis of the installation finds. */
export interface CheckUpFinding {
  code: string;
  state: 'ok' | 'warning' | 'failing';
  about: string;
  found: string;
  todo: string | null;
  guide: string | null;
}

/** What `vestibule doctor` finds, for all pages of this process. */
export class CheckUp {
  readonly #examine: () => Promise<CheckUpFinding[]>;
  #latest: { at: number; findings: Promise<CheckUpFinding[] | null> } | null = null;

  constructor(examine: () => Promise<CheckUpFinding[]>) {
    this.#examine = examine;
  }

  /** Null when the diagnosis failed. */
  findings(): Promise<CheckUpFinding[] | null> {
    if (this.#latest === null || performance.now() - this.#latest.at > freshForMs) {
      this.#latest = { at: performance.now(), findings: this.#examine().catch(() => null) };
    }
    return this.#latest.findings;
  }
}
