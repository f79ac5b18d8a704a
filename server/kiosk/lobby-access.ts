import helmet from '@fastify/helmet';
import type { FastifyReply, FastifyRequest, FastifyInstance } from 'fastify';
import { ConfigError } from '../platform/operator-error.ts';

const howToAllow = 'If it is yours, add its origin to VESTIBULE_LOBBY_ORIGINS.';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Hooks that refuse browsers that arrive through a foreign page or host name. */
export interface CallerCheck {
  /** For every route. */
  checkHost: Hook;
  /** For routes that change something: browsers name the page's origin there, and only known origins are accepted. */
  checkOrigin: Hook;
}

export function createCallerCheck(allowed: AllowedOrigins): CallerCheck {
  return {
    checkHost: async (request, reply) => {
      if (allowed.allowsHost(request.headers.host)) return undefined;
      return reply.code(403).send({
        error: 'foreign_host',
        message: `This service is not known by the address in your browser. ${howToAllow}`,
      });
    },
    checkOrigin: async (request, reply) => {
      if (allowed.allowsOrigin(request.headers.origin)) return undefined;
      return reply.code(403).send({
        error: 'foreign_origin',
        message: `Pages of another origin may not use this service. ${howToAllow}`,
      });
    },
  };
}

const usualPorts = { http: 80, https: 443 };
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The origins from which the lobby listener may be used: loopback at its own port, and the configured ones. The same
 * list applies to `Host`, so that a foreign name that resolves to this machine (DNS rebinding) cannot reach it
 * through somebody's browser.
 */
export class AllowedOrigins {
  readonly #configured: readonly URL[];
  readonly #port: () => number | null;
  readonly #scheme: 'http' | 'https';

  /**
   * @param configured origins, for example `https://lobby.example`.
   * @param port the listener's port; null while there is none, when every port is accepted.
   * @param scheme the scheme of that port.
   * @throws {ConfigError} when a text is not an origin.
   */
  constructor(
    configured: readonly string[],
    port: () => number | null,
    scheme: 'http' | 'https' = 'http',
  ) {
    this.#configured = configured.map(parseOrigin);
    this.#port = port;
    this.#scheme = scheme;
  }

  allowsOrigin(origin: string | undefined): boolean {
    const url = tryUrl(origin);
    if (!url || url.origin !== origin) return false;
    return this.#isLoopback(url) || this.#configured.some((one) => one.origin === origin);
  }

  allowsHost(host: string | undefined): boolean {
    const url = tryUrl(`${this.#scheme}://${host ?? ''}`);
    if (!url || url.href !== `${url.origin}/`) return false;
    return this.#isLoopback(url) || this.#configured.some((one) => isHostOf(one, host));
  }

  /** Whether browsers reach this host by https, so that its cookie must never travel without TLS. */
  isSecure(host: string | undefined): boolean {
    if (this.#scheme === 'https') return true;
    return this.#configured.some((one) => one.protocol === 'https:' && isHostOf(one, host));
  }

  #isLoopback(url: URL): boolean {
    const port = this.#port();
    return (
      url.protocol === `${this.#scheme}:` &&
      loopbackHosts.includes(url.hostname) &&
      (port === null || Number(url.port || usualPorts[this.#scheme]) === port)
    );
  }
}

function parseOrigin(text: string): URL {
  const url = tryUrl(text);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.href !== `${url.origin}/`) {
    throw new ConfigError([
      `VESTIBULE_LOBBY_ORIGINS has "${text}", which is not an origin. ` +
        'Write scheme and host (and port, if it is not the usual one), like https://lobby.example.',
    ]);
  }
  return url;
}

/** `Host` contains no scheme, and omits the scheme's default port. */
function isHostOf(origin: URL, host: string | undefined): boolean {
  return tryUrl(`${origin.protocol}//${host ?? ''}`)?.host === origin.host;
}

/** Names the cookie by port, because browsers send a cookie to every port of a host, and so to other services. */
export function cookieAt(name: string, host: string | undefined): string {
  const [, port] = /:(\d+)$/.exec(host ?? '') ?? [];
  return port === undefined ? name : `${name}_${port}`;
}

function tryUrl(text: string | undefined): URL | null {
  return text !== undefined && URL.canParse(text) ? new URL(text) : null;
}

/** Limits the pages of this listener in the browser: they may run their own files and use the camera. */
export async function addSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Includes WebSockets to the page's own host and port.
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // HSTS applies to all ports of a host name, and some belong to other services. The cookie is `Secure` anyway,
    // and a listener with a certificate accepts only TLS.
    strictTransportSecurity: false,
    // Not `no-referrer`, because browsers then send the origin `null`.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onSend', async (_request, reply) => {
    void reply.header(
      'permissions-policy',
      'camera=(self), screen-wake-lock=(self), fullscreen=(self), microphone=(), geolocation=(), display-capture=()',
    );
  });
}
