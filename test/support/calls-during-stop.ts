import type { Test } from 'tap';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import type { Db } from '#server/store/schema.ts';
import type { StartingService } from './starting-service.ts';

/** The calls that a service answered from the signal to the end of its process. */
export interface CallsDuringStop {
  code: number | null;
  /** The status of each repeat of an approved job. */
  repeats: number[];
  /** The verdict that Envoy got, by new job. */
  verdicts: Map<string, 'approved' | 'review'>;
}

/** Ends the service, and asks it twice more to end, while one caller repeats an approved job, and another one sends new jobs, each after the other. */
export async function callDuringStop(
  service: StartingService,
  approvedJob: string,
): Promise<CallsDuringStop> {
  const repeats: number[] = [];
  const verdicts: CallsDuringStop['verdicts'] = new Map();
  const untilClosed = async (call: () => Promise<void>) => {
    for (;;) {
      try {
        await call();
      } catch {
        // The port is closed. A call that it cuts off has no answer.
        return;
      }
    }
  };
  const ended = service.end('SIGTERM');
  await Promise.all([
    untilClosed(async () => {
      repeats.push((await service.signIn(approvedJob)).status);
      if (repeats.length === 1)
        for (const signal of ['SIGTERM', 'SIGINT'] as const) service.signal(signal);
    }),
    untilClosed(async () => {
      const job = `new ${verdicts.size + 1}`;
      const { status } = await service.signIn(job);
      verdicts.set(job, status === 200 ? 'approved' : 'review');
    }),
  ]);
  return { code: await ended, repeats, verdicts };
}

/** Checks that the service kept what it had promised, and that the store has every answer. */
export async function expectWholeStop(
  t: Test,
  { code, repeats, verdicts }: CallsDuringStop,
  service: StartingService,
  db: Db,
): Promise<void> {
  t.equal(code, 0);
  t.ok(repeats.length > 0);
  t.same(new Set(repeats), new Set([200]), 'an approved job stays approved to the last call');
  const stored = new Map<string, string | undefined>();
  for (const job of verdicts.keys()) stored.set(job, (await findSignIn(db, job))?.verdict);
  t.same([...stored], [...verdicts], 'the store has each answer');
  t.notMatch(service.text, /CANNOT BE STORED/);
}
