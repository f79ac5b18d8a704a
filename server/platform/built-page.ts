import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

interface BuiltPageOptions {
  /** The folder with the built page. */
  pageDir: string;
  /** The path of the page, such as `/desk/`. */
  at: string;
  /** The page's name for messages, such as `kiosk page`. */
  name: string;
}

/** Serves a built page, or a message that the page was not built. */
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
      // Only the names of assets have a hash of their content.
      const caching = file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.setHeader('cache-control', caching);
    },
  });
}
