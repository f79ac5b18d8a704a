import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import { isSameHash } from '../../keys/keyed-hash.ts';
import { cookieAt } from '../../kiosk/lobby-access.ts';
import { hashOfLogin } from './login-tries.ts';
import { isSecure } from './sessions.ts';

const keptSeconds = 180 * 24 * 60 * 60;

/**
 * Browsers in which a login was used before, by a cookie with a keyed hash. Wrong passwords there have a count of their
 * own: nobody else can keep the account's owner out.
 */
export class KnownBrowsers {
  readonly #cipher: Pick<RecordCipher, 'mark'>;

  constructor(cipher: Pick<RecordCipher, 'mark'>) {
    this.#cipher = cipher;
  }

  /** The id of this browser for this login; null where the login was not used in it. */
  idOf(request: FastifyRequest, login: string): string | null {
    const [id = '', mark = ''] = (request.cookies[nameOf(request, login)] ?? '').split('.');
    return isSameHash(mark, this.#markOf(login, id)) ? id : null;
  }

  /** Call this after a log-in. */
  remember(request: FastifyRequest, reply: FastifyReply, login: string): void {
    const id = this.idOf(request, login) ?? randomBytes(16).toString('base64url');
    const secure = isSecure(request);
    void reply.setCookie(nameOf(request, login), `${id}.${this.#markOf(login, id)}`, {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      // The prefix requires `/`.
      path: secure ? '/' : '/desk',
      maxAge: keptSeconds,
    });
  }

  #markOf(login: string, id: string): string {
    return this.#cipher.mark(JSON.stringify(['browser of a login', login, id]));
  }
}

/** A login of its own has a cookie of its own. */
function nameOf(request: FastifyRequest, login: string): string {
  const name = `vestibule_desk_known_${hashOfLogin(login).slice(0, 16)}`;
  return cookieAt(isSecure(request) ? `__Host-${name}` : name, request.headers.host);
}
