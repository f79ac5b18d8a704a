import { standbyHeader } from '../../envoy/standby/standby-listener.ts';
import { sign, signatureHeader } from '#envoy';
import { doctorAgent } from '../../envoy/envoy-calls.ts';

/** The answer, or why there was none. */
export type ProbeResult =
  | {
      kind: 'answer';
      status: number;
      body: string;
      date: Date | null;
      tookMs: number;
      standby: string | null;
    }
  | { kind: 'fault'; fault: ProbeFault };

export type ProbeFault = 'no_such_host' | 'refused' | 'certificate' | 'timed_out' | 'unreachable';

const timeoutMs = 10_000;

export interface ProbeOptions {
  /** Sends this body by POST. Without a body, the probe is a GET. */
  body?: string;
  /** Signs the body with this secret. */
  secret?: string;
}

/** Sends one call from outside and follows no redirect. */
export async function probe(
  url: string,
  { body, secret }: ProbeOptions = {},
): Promise<ProbeResult> {
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'user-agent': doctorAgent,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(body !== undefined && secret ? { [signatureHeader]: sign(secret, body) } : {}),
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const tookMs = performance.now() - started;
    const standby = response.headers.get(standbyHeader);
    return {
      kind: 'answer',
      status: response.status,
      body: text,
      date: dateOf(response),
      tookMs,
      standby,
    };
  } catch (error) {
    return { kind: 'fault', fault: faultOf(error) };
  }
}

function dateOf(response: Response): Date | null {
  const date = new Date(response.headers.get('date') ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

function faultOf(error: unknown): ProbeFault {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timed_out';
  const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_such_host';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return 'certificate';
  return 'unreachable';
}
