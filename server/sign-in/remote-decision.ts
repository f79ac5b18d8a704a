import type { Timer } from '../platform/clock.ts';
import type { Decision } from './decision.ts';
import type { SignInCall } from './sign-in-call.ts';
import type { Ledger } from './ledger.ts';
import { storingMs, type OtherInstances } from './other-instances.ts';
import type { SignInRequest } from './sign-in.ts';
import { retryUntil } from './store-faults.ts';

interface Deps {
  otherInstances: OtherInstances;
  ledger: Pick<Ledger, 'find'>;
  timer: Timer;
}

/** Another instance stores an answer at its deadline a moment after it has given it: how often, how long to read. */
const [readAgainMs, readForMs] = [50, 1000];

/** Returns another instance's stored decision; `here`: the checks run here; `silent`: another decides and has not answered. */
export async function findRemoteDecision(
  signIn: SignInRequest,
  call: SignInCall,
  deps: Deps,
): Promise<Decision | 'here' | 'silent'> {
  const { otherInstances, timer } = deps;
  const until = call.deadline - storingMs;
  const { stopping, isHere } = call;
  const options = {
    until,
    stopping,
    isHere,
    tried: new Set<string>(),
    forward: () => call.forward,
  };
  for (;;) {
    const place = await retryUntil(() => otherInstances.begin(signIn, options), call.deadline);
    if (place !== 'elsewhere') return place;
    const stored = await readUntil(Math.min(timer.now() + readForMs, until), call, deps);
    call.route.noteStored?.(stored);
    if (stored) return stored;
  }
}

async function readUntil(
  end: number,
  call: SignInCall,
  { ledger, timer }: Deps,
): Promise<Decision | null> {
  for (;;) {
    const found = await retryUntil(() => ledger.find(call.jobId), call.deadline);
    if (found || timer.now() >= end) return found;
    await new Promise<void>((resolve) => timer.after(readAgainMs, resolve));
  }
}
