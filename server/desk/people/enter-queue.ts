import type { FastifyReply, FastifyRequest } from 'fastify';
import { notSignedIn } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { ActRefusedError } from './people-acts.ts';
import { QueueFullError, type BoundedQueue } from '../../platform/work-queue.ts';

/**
 * Waits for a place in the queue. The place is released when the answer is sent or the connection closes.
 *
 * @throws {ActRefusedError} when the queue is full, or the session has ended meanwhile
 */
export async function enterQueue(
  line: BoundedQueue,
  sessions: DeskSessions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<() => void> {
  const done = await line.enter(request.deskUser!.accountId).catch((error: unknown) => {
    if (!(error instanceof QueueFullError)) throw error;
    const message = 'The service is busy with other searches. Please try again in a minute.';
    throw new ActRefusedError(429, 'searches_busy', message);
  });
  reply.raw.once('close', done);
  if (reply.raw.closed) done();
  if (!(await sessions.userOf(request)))
    throw new ActRefusedError(401, notSignedIn.error, notSignedIn.message);
  return done;
}
