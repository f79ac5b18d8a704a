import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActRefusedError } from './people/people-acts.ts';
import { QueueFullError, type BoundedQueue } from '../platform/work-queue.ts';

/** Waits for a place in the line, which is given back at the latest when the answer is sent or no one waits for it. */
export async function enterQueue(
  line: BoundedQueue,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<() => void> {
  try {
    const done = await line.enter(request.deskUser!.accountId);
    reply.raw.once('close', done);
    if (reply.raw.closed) done();
    return done;
  } catch (error) {
    if (!(error instanceof QueueFullError)) throw error;
    const message = 'The service is busy with other searches. Please try again in a minute.';
    throw new ActRefusedError(429, 'searches_busy', message);
  }
}
