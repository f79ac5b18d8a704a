import type { CookieSerializeOptions } from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { addressLimit } from '../platform/connection-limit.ts';
import { PairingRefusal, PairingRequest, Session } from '../protocol/pairing-messages.ts';
import { cookieAt, type AllowedOrigins, type CallerCheck } from './lobby-access.ts';
import type { KioskPairing } from './pairing.ts';

/** Per address. */
const triesPerMinute = 10;

/** The faults of a pairing code, with their HTTP status. */
const pairingRefusals = {
  malformed_code: {
    status: 400,
    message: 'A pairing code has eight letters, like BCDF-GHJK. Please look at it again.',
  },
  wrong_code: {
    status: 403,
    message:
      'This code is not valid: mistyped, or used already. Look at it again, or make a new one at the desk, under Manage.',
  },
  expired_code: {
    status: 403,
    message: 'This code is too old. Make a new one at the desk, under Manage.',
  },
  too_many_tries: { status: 429, message: 'Too many tries. Please wait a minute.' },
} as const satisfies Record<PairingRefusal['error'], { status: number; message: string }>;

export interface PairingRoutesOptions {
  pairing: KioskPairing;
  allowed: AllowedOrigins;
  callers: CallerCheck;
}

/** `GET /kiosk/session` and `POST /kiosk/pair`: the page checks whether it is paired, and pairs itself. */
export const pairingRoutes: FastifyPluginAsyncTypebox<PairingRoutesOptions> = async (
  app,
  { pairing, allowed, callers },
) => {
  await app.register(rateLimit, { global: false });

  app.get(
    '/kiosk/session',
    { schema: { response: { 200: Session } } },
    async (request, reply): Promise<Session> => {
      void reply.header('cache-control', 'no-store');
      const token = kioskTokenOf(request);
      const kiosk = await pairing.authenticate(token);
      // An unknown cookie may belong to another service, so it is not deleted.
      if (!token || !kiosk) return { paired: false };
      const { host } = request.headers;
      const options = cookieOptions(allowed.isSecure(host));
      void reply.setCookie(cookieAt(kioskCookie, host), token, options);
      return { paired: true, kiosk: { name: kiosk.name } };
    },
  );

  app.post(
    '/kiosk/pair',
    {
      schema: {
        body: PairingRequest,
        response: { 200: Session, '4xx': PairingRefusal },
      },
      ...pairingGuards(callers),
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const result = await pairing.redeem(request.body.code);
      if (!result.paired) {
        return refusePairing(request, reply, result.refusal);
      }
      request.log.info({ kioskId: result.kiosk.id }, 'kiosk paired');
      const { host } = request.headers;
      const options = cookieOptions(allowed.isSecure(host));
      void reply.setCookie(cookieAt(kioskCookie, host), result.token, options);
      return { paired: true as const, kiosk: { name: result.kiosk.name } };
    },
  );
};

/** Guards of every route that takes a typed pairing code. */
export function pairingGuards({ checkOrigin }: CallerCheck) {
  return {
    config: addressLimit(triesPerMinute),
    onRequest: checkOrigin,
    errorHandler: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      if (error.validation) void refusePairing(request, reply, 'malformed_code');
      else if (error.statusCode === 429) void refusePairing(request, reply, 'too_many_tries');
      else throw error;
    },
  };
}

export function refusePairing(
  request: FastifyRequest,
  reply: FastifyReply,
  error: PairingRefusal['error'],
): FastifyReply {
  const { status, message } = pairingRefusals[error];
  request.log.info({ refusal: error }, 'pairing refused');
  return reply.code(status).send({ error, message } satisfies PairingRefusal);
}

export const kioskCookie = 'vestibule_kiosk';

/** Also reads the cookie name without the port, so that kiosks paired by older versions stay paired. */
export function kioskTokenOf({ cookies, headers }: FastifyRequest): string | undefined {
  return cookies[cookieAt(kioskCookie, headers.host)] ?? cookies[kioskCookie];
}

/** The maximum in browsers; every visit of the page renews the cookie. */
const lifetimeSeconds = 400 * 24 * 60 * 60;

function cookieOptions(secure: boolean): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/kiosk',
    maxAge: lifetimeSeconds,
  };
}
