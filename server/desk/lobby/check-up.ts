import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { FirstSteps } from '../../protocol/desk-health-messages.ts';
import { stepsDone, type DoctorFinding } from '../../protocol/set-up-steps.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
/** A check-up takes seconds of processor time, so its findings are shown again for this long. */
const freshForMs = 60_000;

/** Findings of `vestibule doctor`, shared by all pages of this process. */
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

/** `GET /desk/api/first-steps`: which steps until the first checked visitor are done. */
export const firstSteps: FastifyPluginAsyncTypebox<{
  checkUp: CheckUp;
  sessions: DeskSessions;
}> = async (app, { checkUp, sessions }) => {
  /** Set once all steps are done, so that the doctor need not run again. */
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
