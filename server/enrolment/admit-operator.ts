import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorAccess } from './operator-access.ts';

/** This machine itself, past no proxy or tunnel, with the token. Browsers have no business here. */
export async function admitOperator(
  operator: OperatorAccess,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { headers, socket } = request;
  const { remoteAddress = '', localAddress } = socket;
  const isHere = /^(::ffff:)?127\.|^::1$/.test(remoteAddress) || remoteAddress === localAddress;
  const isRelayed = ['forwarded', 'x-forwarded-for', 'via', 'cf-connecting-ip', 'origin'].some(
    (name) => headers[name] !== undefined,
  );
  if (isHere && !isRelayed && operator.allows(headers.authorization)) {
    request.server.keepConnection(request.raw.socket, reply.raw);
    return undefined;
  }
  request.log.warn('something was asked that only the operator may ask');
  return reply.code(401).send({ error: 'not_the_operator', message: 'This is not for you.' });
}
