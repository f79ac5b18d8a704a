import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** How long the body of a request may take to arrive, in milliseconds. */
export interface BodyTimes {
  usual: number;
  /** Of photos, over a slow link. */
  long: number;
}

export const bodyTimes: BodyTimes = { usual: 10_000, long: 180_000 };

/** An `onRequest` hook of a route whose body may take long. To stand behind the guard. */
export type TakesLong = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

const tooSlow = {
  error: 'too_slow',
  message: 'This took too long to arrive. Save the photos smaller, or use a faster link.',
};

/**
 * Node knows one time for all requests of a server. This ends a request whose body is not there in
 * time, with 408, unless its route lets it take longer.
 */
export function limitBodyTime(app: FastifyInstance, { usual, long }: BodyTimes): TakesLong {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const start = (request: FastifyRequest, reply: FastifyReply, milliseconds: number) => {
    clearTimeout(timers.get(request));
    const timer = setTimeout(() => end(request, reply), milliseconds);
    timers.set(request, timer.unref());
  };
  app.addHook('onRequest', async (request, reply) => {
    start(request, reply, usual);
    // Anyone who was answered before may still be sending.
    reply.raw.once('close', () => request.raw.complete && clearTimeout(timers.get(request)));
  });
  return async (request, reply) => start(request, reply, long);
}

function end(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  const cut = () => request.raw.destroy();
  if (reply.sent) return void cut();
  reply.raw.once('finish', cut);
  void reply.code(408).header('connection', 'close').send(tooSlow);
}
