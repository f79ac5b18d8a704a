import { randomUUID } from 'node:crypto';
import {
  envoyMeta,
  eventMeta,
  type Install,
  heldSignIn,
  type Visitor,
  sendSigned,
  type HookAnswer,
} from '../held-sign-in.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { readJson } from '#base/text';

export interface HookCallsOptions {
  /** Any address of the app's hook listener; of its path, only the part before `/envoy` is used. */
  hook: string;
  secret: string;
  timeoutMs: number;
}

/** What happens to a visitor at the iPad. */
export type HeldCall =
  | { outcome: 'let_in' | 'review'; answer: HookAnswer; message: string | null }
  /** No answer in time: Envoy lets the visitor in. */
  | { outcome: 'failed_open'; why: string }
  /** An answer whose effect only Envoy knows. */
  | { outcome: 'undocumented'; answer: HookAnswer };

export type SetUp =
  | { outcome: 'saved'; answer: HookAnswer; config: Record<string, unknown> }
  | { outcome: 'refused'; answer: HookAnswer; message: string }
  | { outcome: 'no_answer'; why: string };

/** Envoy's calls to an app. */
export class HookCalls {
  /** The app's present address. */
  hook: string;
  readonly #secret: string;
  readonly #timeoutMs: number;

  constructor({ hook, secret, timeoutMs }: HookCallsOptions) {
    this.hook = hook;
    this.#secret = secret;
    this.#timeoutMs = timeoutMs;
  }

  /** Holds a visitor at the iPad, as long as Envoy would. */
  async hold(visitor: Visitor): Promise<HeldCall> {
    const sent = await this.#send('signIn', heldSignIn(visitor));
    if ('why' in sent) return { outcome: 'failed_open', ...sent };
    if (sent.status === 200) return { outcome: 'let_in', answer: sent, message: null };
    if (sent.status !== 412) return { outcome: 'undocumented', answer: sent };
    return { outcome: 'review', answer: sent, message: messageIn(sent.body) };
  }

  /** Sends a setup step's form to the validation URL; without a form, a step's first call. */
  async setUp(install: Install, form?: unknown): Promise<SetUp> {
    const meta = { route: 'step-0-validation', params: {}, ...envoyMeta(install) };
    const sent = await this.#send('setup', form === undefined ? { meta } : { meta, payload: form });
    if ('why' in sent) return { outcome: 'no_answer', ...sent };
    const config = objectIn(sent.body);
    if (sent.status === 200 && config) return { outcome: 'saved', answer: sent, config };
    return { outcome: 'refused', answer: sent, message: messageIn(sent.body) ?? '(no message)' };
  }

  /** Sends an event; `plugin_uninstalled` has no payload. */
  async tell(
    event: string,
    install: Install,
    payload?: unknown,
    jobId: string = randomUUID(),
  ): Promise<HookAnswer | CallFailure> {
    const meta = eventMeta(event, jobId, install);
    return this.#send('events', payload === undefined ? { meta } : { meta, payload });
  }

  async #send(route: keyof typeof hookRoutes, body: object): Promise<HookAnswer | CallFailure> {
    const timeoutMs = this.#timeoutMs;
    const url = this.hook.replace(/\/envoy(\/.*)?$|\/*$/, hookRoutes[route]);
    try {
      return await sendSigned(url, this.#secret, JSON.stringify(body), timeoutMs);
    } catch (error) {
      const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
      const isLate = name === 'TimeoutError';
      return {
        why: isLate
          ? `no answer in ${timeoutMs / 1000} s`
          : (cause?.code ?? cause?.message ?? name),
      };
    }
  }
}

export interface CallFailure {
  why: string;
}

function messageIn(body: string): string | null {
  const message = objectIn(body)?.['message'];
  return typeof message === 'string' ? message : null;
}

function objectIn(body: string): Record<string, unknown> | null {
  const parsed = readJson(body);
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as Record<string, unknown>) : null;
}
