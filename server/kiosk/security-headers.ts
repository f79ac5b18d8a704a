import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** What a page of this listener may do in the browser: run its own files and use the camera. */
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
    // It holds for a name and all its ports, which are not all ours; the cookie is `Secure` anyway,
    // and a listener with a certificate speaks nothing but TLS.
    strictTransportSecurity: false,
    // Not `no-referrer`, which makes browsers send the origin `null`.
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
