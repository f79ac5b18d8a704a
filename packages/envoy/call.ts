import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { DeliveryError, connectionFault, statusFault, textWithin } from '#base/http';

/** A token has about 2 KB. */
const maxAnswerBytes = 256 * 1024;

export interface PluginApiCall {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal;
  /** Default: 10 s. */
  answerTimeoutMs?: number | undefined;
}

/**
 * Makes one call without retries. Errors have a code and nothing of the request or answer, which may contain a token
 * or a secret.
 *
 * @returns the answer's JSON; null for a success without a body
 * @throws {DeliveryError}
 */
export async function call(request: PluginApiCall): Promise<unknown> {
  const { method, url, headers, body, signal, answerTimeoutMs = 10_000 } = request;
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: JSON.stringify(body),
      // A redirect would carry the token to its target.
      redirect: 'manual',
      signal: within,
    });
    const text = await textWithin(response, maxAnswerBytes);
    if (!response.ok) throw statusFault(response);
    if (text === null) throw new DeliveryError('bad_answer');
    return text === '' ? null : parseText(text);
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(connectionFault(error));
  }
}

/** HTML with status 200 is a network's login page, not Envoy. */
function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DeliveryError('bad_answer');
  }
}

export interface Credentials {
  /** Envoy's address without a trailing slash. */
  baseUrl: string;
  clientId: string;
  /** The app's client secrets: the current one, then the previous one during a rotation. */
  secrets: readonly string[];
  answerTimeoutMs?: number;
}

export interface Token {
  value: string;
  lifetimeMs: number;
}

const TokenAnswer = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  expires_in: Type.Number({ exclusiveMinimum: 0 }),
});

/**
 * Logs in as the app. Envoy knows one of the secrets at a time. During a rotation, the caller does not know
 * which.
 *
 * @throws {DeliveryError} with the code `login_refused` when Envoy accepts none of them
 */
export async function login(credentials: Credentials, signal: AbortSignal): Promise<Token> {
  for (const secret of credentials.secrets) {
    const answer = await ask(credentials, secret, signal);
    if (answer === 'refused') continue;
    const expiresIn = (answer as { expires_in?: unknown } | null)?.expires_in;
    const read = { ...(answer as object), expires_in: Number(expiresIn) };
    if (!Value.Check(TokenAnswer, read)) throw new DeliveryError('bad_answer');
    return { value: read.access_token, lifetimeMs: read.expires_in * 1000 };
  }
  throw new DeliveryError('login_refused');
}

async function ask(
  { baseUrl, clientId, answerTimeoutMs }: Credentials,
  secret: string,
  signal: AbortSignal,
): Promise<unknown> {
  const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
  try {
    return await call({
      method: 'POST',
      url: `${baseUrl}/a/auth/v0/token`,
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'plugin,token.refresh',
      },
      signal,
      answerTimeoutMs,
    });
  } catch (error) {
    const code = error instanceof DeliveryError ? error.code : '';
    if (['http_400', 'http_401', 'http_403'].includes(code)) return 'refused';
    throw error;
  }
}
