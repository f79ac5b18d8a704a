import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type DeskAct,
  type DeskRefusal,
  deskActs,
  type DeskRole,
} from '../../protocol/desk-account-messages.ts';
import type { DeskRules, DeskSessions, DeskUser } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in user. `deskGuard` sets this field, and refuses everybody else. */
    deskUser: DeskUser | null;
  }
}

/** An `onRequest` or `preHandler` hook. */
export type DeskGuard = (
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>;

/** @param act null: every signed-in account may pass */
export function deskGuard(sessions: DeskSessions, act: DeskAct | null): DeskGuard {
  return async (request, reply) => {
    const user = await sessions.userOf(request);
    if (!user) return reply.code(401).send(notSignedIn);
    if (act !== null && !mayDo(user.role, act, sessions.rules)) {
      request.log.warn(
        { accountId: user.accountId, act },
        'request refused: the desk account lacks the right',
      );
      return reply.code(403).send(notAllowed);
    }
    request.deskUser = user;
    return undefined;
  };
}

/**
 * A `preHandler` hook for all routes. While a body arrives, an account may lose its session by a revocation or a new
 * role. `Uploads` repeats this check, because it reads forms of several parts later.
 */
export function askAgainAfterBody(sessions: DeskSessions): DeskGuard {
  return async (request, reply) => {
    if (!request.deskUser || request.body === undefined) return undefined;
    return (await sessions.userOf(request)) ? undefined : reply.code(401).send(notSignedIn);
  };
}

export const notSignedIn: DeskRefusal = { error: 'not_signed_in', message: 'Please log in.' };

const notAllowed: DeskRefusal = {
  error: 'not_allowed',
  message: 'Your account may not do this. Ask a manager for another role, under Manage.',
};

/** The roles that may do each act. */
const rolesThatMay: Readonly<Record<DeskAct, readonly DeskRole[]>> = {
  see: ['reception', 'manager', 'auditor'],
  see_to: ['reception', 'manager'],
  let_in: ['reception', 'manager'],
  offer: ['manager'],
  enrol: ['manager'],
  erase: ['manager'],
  read_history: ['reception', 'manager', 'auditor'],
  read_numbers: ['manager', 'auditor'],
  test_lobby: ['reception', 'manager'],
  confirm_camera: ['reception', 'manager'],
  manage: ['manager'],
};

const asByDefault: DeskRules = { receptionOffers: false };

export function mayDo(
  role: DeskRole,
  act: DeskAct,
  { receptionOffers }: DeskRules = asByDefault,
): boolean {
  if (act === 'offer' && role === 'reception') return receptionOffers;
  return rolesThatMay[act].includes(role);
}

export function actsOf(role: DeskRole, rules: DeskRules): DeskAct[] {
  return deskActs.filter((act) => mayDo(role, act, rules));
}
