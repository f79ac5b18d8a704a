import type { Decision, NamedResult } from './decision.ts';
import { safeErrorCode } from './store-faults.ts';
import type { SignInRequest } from './sign-in.ts';
import type { SignInsDeps } from './sign-ins-deps.ts';

/** The listeners of one sign-in. A listener that throws affects neither the others nor the sign-in. */
export class SignInListeners {
  readonly #deps: SignInsDeps;
  readonly #jobId: string;

  constructor(deps: SignInsDeps, jobId: string) {
    this.#deps = deps;
    this.#jobId = jobId;
  }

  started(signIn: SignInRequest): void {
    this.#call(() => this.#deps.onStarted?.(signIn));
  }

  left(): void {
    this.#call(() => this.#deps.onLeft?.(this.#jobId));
  }

  /** Tells the checks the answer. */
  verdict(results: readonly NamedResult[], { verdict, reason, checks }: Decision): void {
    for (const listener of results.flatMap(({ listeners = [] }) => listeners)) {
      this.#call(() => listener(verdict, reason, checks));
    }
  }

  /** @param isFirst whether the job had no stored decision before */
  decided(given: Decision, signIn: SignInRequest, isFirst: boolean): void {
    for (const listener of this.#deps.onDecided ?? []) {
      this.#call(() => listener(given, signIn, isFirst));
    }
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      const fault = safeErrorCode(error);
      this.#deps.log.error({ jobId: this.#jobId, fault }, 'a listener failed');
    }
  }
}
