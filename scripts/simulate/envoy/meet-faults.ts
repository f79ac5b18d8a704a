import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults.ts';

/** Lets a call meet a fault. Resolves to whether the right answer is still to be given. */
export async function meetFault(
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: AbortSignal,
): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await delay(fault.milliseconds, undefined, { signal: stopping }).catch(() => {});
      return true;
    case 'status':
      if (fault.retryAfter !== undefined) reply.header('retry-after', fault.retryAfter);
      await reply.code(fault.status).send({ errors: [{ status: String(fault.status) }] });
      return false;
    case 'wrong_json':
      await reply.type('application/vnd.api+json').send('{"data": {"id"');
      return false;
    case 'no_data':
      await reply.send({ data: null });
      return false;
    case 'closed_socket':
      reply.hijack();
      request.raw.socket.destroy();
      return false;
    case 'silence':
      reply.hijack();
      return false;
  }
}
