import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { projectRoot } from '../config/environment.ts';

const pageDir = path.join(projectRoot, 'desk-client', 'dist');
const notBuilt =
  'The page of the front desk has not been built. Run `npm run build`, then start again.';

/** The built page at `/desk/`. */
export async function builtPage(app: FastifyInstance): Promise<void> {
  app.get('/desk', async (_request, reply) => reply.redirect('/desk/'));
  if (!existsSync(path.join(pageDir, 'index.html'))) {
    app.log.warn(notBuilt);
    app.get('/desk/', async (_request, reply) => reply.code(503).type('text/plain').send(notBuilt));
    return;
  }
  const hashed = path.join(pageDir, 'assets') + path.sep;
  await app.register(fastifyStatic, {
    root: pageDir,
    prefix: '/desk/',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const caching = file.startsWith(hashed) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.setHeader('cache-control', caching);
    },
  });
}
