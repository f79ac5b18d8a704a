import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { projectRoot } from '../config/environment.ts';

const run = promisify(execFile);
const command = path.join(projectRoot, 'dist', 'scripts', 'vestibule.js');
const timeoutMs = 60_000;
/** A check-up takes seconds of a processor; what was found is shown again for so long. */
const freshForMs = 60_000;

const Findings = Type.Object({
  findings: Type.Array(
    Type.Object({
      code: Type.String(),
      state: Type.Union([Type.Literal('ok'), Type.Literal('warning'), Type.Literal('failing')]),
      about: Type.String(),
      found: Type.String(),
      todo: Type.Union([Type.String(), Type.Null()]),
      guide: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type CheckUpFinding = Static<typeof Findings>['findings'][number];

/** What `vestibule doctor` finds, for all pages of this process. */
export class CheckUp {
  readonly #examine: () => Promise<CheckUpFinding[]>;
  #latest: { at: number; findings: Promise<CheckUpFinding[] | null> } | null = null;

  constructor(examine = askDoctor) {
    this.#examine = examine;
  }

  /** Null when the doctor could not be run. */
  findings(): Promise<CheckUpFinding[] | null> {
    if (this.#latest === null || performance.now() - this.#latest.at > freshForMs) {
      this.#latest = { at: performance.now(), findings: this.#examine().catch(() => null) };
    }
    return this.#latest.findings;
  }
}

/** In a process of its own: it takes seconds, and may not hold the service up. */
async function askDoctor(): Promise<CheckUpFinding[]> {
  const { stdout } = await run(process.execPath, [command, 'doctor', '--json'], {
    timeout: timeoutMs,
    maxBuffer: 1024 * 1024,
  }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  return Value.Parse(Findings, JSON.parse(stdout)).findings;
}
