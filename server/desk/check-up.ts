import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { FirstSteps } from '../protocol/desk-health-messages.ts';
import { stepsDone, type DoctorFinding } from '../protocol/set-up-steps.ts';
import { deskGuard } from './accounts/desk-guard.ts';
import type { DeskSessions } from './accounts/sessions.ts';
/** A check-up takes seconds of a processor; what was found is shown again for so long. */
const freshForMs = 60_000;

/** What `vestibule doctor` finds, for all pages of this process. */
export class CheckUp {
  readonly #examine: () => Promise<DoctorFinding[]>;
  #latest: { at: number; findings: Promise<DoctorFinding[] | null> } | null = null;

  constructor(examine: () => Promise<DoctorFinding[]>) {
    this.#examine = examine;
  }

  /** Null when the diagnosis failed. */
  findings(): Promise<DoctorFinding[] | null> {
    if (this.#latest === null || performance.now() - this.#latest.at > freshForMs) {
      this.#latest = { at: performance.now(), findings: this.#examine().catch(() => null) };
    }
    return this.#latest.findings;
  }
}

/** `GET /desk/api/first-steps`: what is done of what it takes until a first visitor is checked. */
export const firstSteps: FastifyPluginAsyncTypebox<{
  checkUp: CheckUp;
  sessions: DeskSessions;
}> = async (app, { checkUp, sessions }) => {
  /** Once all were done, the doctor is not asked for them again. */
  let done: FirstSteps | null = null;
  app.get(
    '/desk/api/first-steps',
    { schema: { response: { 200: FirstSteps } }, onRequest: deskGuard(sessions, 'see') },
    async () => {
      if (done) return done;
      const steps = stepsDone((await checkUp.findings()) ?? []);
      if (Object.values(steps).every(Boolean)) done = steps;
      return steps;
    },
  );
};
