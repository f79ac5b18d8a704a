import type { CookieSerializeOptions } from '@fastify/cookie';

export const kioskCookie = 'vestibule_kiosk';

/** The longest that browsers keep a cookie; every visit of the page begins it anew. */
const lifetimeSeconds = 400 * 24 * 60 * 60;

export function cookieOptions(secure: boolean): CookieSerializeOptions {
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure,
    path: '/kiosk',
    maxAge: lifetimeSeconds,
  };
}
