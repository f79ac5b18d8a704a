import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';

const notBuilt = 'The kiosk page has not been built. Run `npm run build`, then start again.';

export interface KioskPageOptions {
  /** The folder that the page was built into. */
  pageDir: string;
}

/** The built kiosk page at `/`. */
export const kioskPage: FastifyPluginAsync<KioskPageOptions> = async (app, { pageDir }) => {
  if (!existsSync(path.join(pageDir, 'index.html'))) {
    app.log.warn(notBuilt);
    app.get('/', async (_request, reply) => reply.code(503).type('text/plain').send(notBuilt));
    return;
  }
  const hashed = path.join(pageDir, 'assets') + path.sep;
  await app.register(fastifyStatic, {
    root: pageDir,
    cacheControl: false,
    setHeaders: (reply, file) => {
      // The build puts a hash of the content into the names of the assets only.
      const caching = file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.setHeader('cache-control', caching);
    },
  });
};
