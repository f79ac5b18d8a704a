import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

interface BuiltPageOptions {
  /** The folder that the page was built into. */
  pageDir: string;
  /** Where it is served, such as `/desk/`. */
  at: string;
  /** For messages, such as `kiosk page`. */
  name: string;
}

/** Serves a page that was built, or says that it was not. */
export async function builtPage(
  app: FastifyInstance,
  { pageDir, at, name }: BuiltPageOptions,
): Promise<void> {
  if (!existsSync(path.join(pageDir, 'index.html'))) {
    const notBuilt = `The ${name} has not been built. Run \`npm run build\`, then start again.`;
    app.log.warn(notBuilt);
    app.get(at, async (_request, reply) => reply.code(503).type('text/plain').send(notBuilt));
    return;
  }
  const hashed = path.join(pageDir, 'assets') + path.sep;
  await app.register(fastifyStatic, {
    root: pageDir,
    prefix: at,
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      // The build puts a hash of the content into the names of the assets only.
      const caching = file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.setHeader('cache-control', caching);
    },
  });
}
