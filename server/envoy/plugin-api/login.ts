import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { DeliveryFault } from '../../notify/destination.ts';
import { call } from './call.ts';

export interface Credentials {
  /** Of Envoy, without a slash at its end. */
  baseUrl: string;
  clientId: string;
  /** The app's client secrets: the current one, then the previous one during a rotation. */
  secrets: readonly string[];
  answerWithinMs?: number;
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
 * Logs in as the app. Envoy knows one of the secrets at a time, and during a rotation it is not
 * known here which.
 *
 * @throws {DeliveryFault} with the code `login_refused` when Envoy knows none of them
 */
export async function login(credentials: Credentials, signal: AbortSignal): Promise<Token> {
  for (const secret of credentials.secrets) {
    const answer = await ask(credentials, secret, signal);
    if (answer === 'refused') continue;
    const expiresIn = (answer as { expires_in?: unknown } | null)?.expires_in;
    const read = { ...(answer as object), expires_in: Number(expiresIn) };
    if (!Value.Check(TokenAnswer, read)) throw new DeliveryFault('bad_answer');
    return { value: read.access_token, lifetimeMs: read.expires_in * 1000 };
  }
  throw new DeliveryFault('login_refused');
}

async function ask(
  { baseUrl, clientId, answerWithinMs }: Credentials,
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
      ...(answerWithinMs !== undefined && { answerWithinMs }),
    });
  } catch (error) {
    const code = error instanceof DeliveryFault ? error.code : '';
    if (['http_400', 'http_401', 'http_403'].includes(code)) return 'refused';
    throw error;
  }
}
