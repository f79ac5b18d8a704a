import { ConfigError } from '../config/config.ts';

const usualPorts = { http: 80, https: 443 };
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * From where the lobby listener may be used: loopback at its own port, and the configured origins.
 * The same list holds for `Host`, so that no foreign name that resolves to this machine (DNS
 * rebinding) turns somebody's browser into a way in.
 */
export class AllowedOrigins {
  readonly #configured: readonly URL[];
  readonly #port: () => number | null;
  readonly #scheme: 'http' | 'https';

  /**
   * @param configured origins, for example `https://lobby.example`.
   * @param port the port listened on; null while there is none, when every port counts.
   * @param scheme what is spoken on that port.
   * @throws {ConfigError} when one of the texts is not an origin.
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

  /** Whether browsers reach this host by https, so that its cookie must never travel without. */
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

/** `Host` leaves out the usual port of the scheme, which it does not name. */
function isHostOf(origin: URL, host: string | undefined): boolean {
  return tryUrl(`${origin.protocol}//${host ?? ''}`)?.host === origin.host;
}

function tryUrl(text: string | undefined): URL | null {
  return text !== undefined && URL.canParse(text) ? new URL(text) : null;
}
