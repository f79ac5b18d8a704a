import { PassThrough } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Value } from 'typebox/value';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { admitOperator, type OperatorAccess } from '../kiosk/operator-access.ts';
import { currentAgreement } from '../people/consent.ts';
import { noDetails } from '../people/person-details.ts';
import { vestibule } from '../platform/operator-error.ts';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findPerson } from '../store/tables/people.ts';
import { enrolmentPath, EnrolmentRequest, type EnrolmentEvent } from './enrolment-messages.ts';
import type { EnrolmentOrder, EnrolmentState } from './enrolment-order.ts';
import { isOver, NotBegunError, type LobbyEnrolments } from './lobby-enrolments.ts';

export interface EnrolmentRouteOptions {
  db: Db;
  kioskRegistry: KioskRegistry;
  operator: OperatorAccess;
  enrolments: LobbyEnrolments;
}

const triesPerMinute = 20;
const bodyLimit = 64 * 1024;

/**
 * `POST /enrolment/camera`: the operator's command on this machine calls it. The answer comes line by line during the
 * capture. When the caller disconnects, the camera turns off.
 */
export const enrolmentRoute: FastifyPluginAsyncTypebox<EnrolmentRouteOptions> = async (
  app,
  options,
) => {
  await app.register(rateLimit, { global: false });
  app.post(
    enrolmentPath,
    {
      bodyLimit,
      schema: { body: EnrolmentRequest },
      config: { rateLimit: { max: triesPerMinute, timeWindow: '1 minute' } },
      preValidation: async (request, reply) => admitOperator(options.operator, request, reply),
    },
    (request, reply) => {
      const gone = new AbortController();
      const lines = new PassThrough();
      reply.raw.once('close', () => gone.abort());
      const tell = (event: EnrolmentEvent) => {
        if (!gone.signal.aborted) lines.write(`${JSON.stringify(event)}\n`);
      };
      void answer(options, request.body, gone.signal, tell)
        .catch((error: unknown) => {
          request.log.error({ err: error }, 'enrolment at a kiosk could not be requested');
          return fault;
        })
        .then((last) => {
          tell(last);
          lines.end();
        });
      return reply
        .header('content-type', 'application/x-ndjson')
        .header('cache-control', 'no-store')
        .send(lines);
    },
  );
};

type LastEvent = Extract<EnrolmentEvent, { type: 'result' | 'refused' }>;

async function answer(
  { db, kioskRegistry, enrolments }: EnrolmentRouteOptions,
  body: unknown,
  signal: AbortSignal,
  tell: (event: EnrolmentEvent) => void,
): Promise<LastEvent> {
  const request = Value.Decode(EnrolmentRequest, body);
  const isNamed = ({ name }: { name: string }) =>
    name.toLowerCase() === request.kiosk.toLowerCase();
  const screen = kioskRegistry.status().find(isNamed);
  if (!screen) return unknownKiosk(kioskRegistry, request.kiosk);
  const order = await orderOf(db, request, screen.id);
  try {
    const { id } = await enrolments.start(order);
    signal.addEventListener('abort', () => enrolments.abandon(id));
    if (signal.aborted) enrolments.abandon(id);
    return await follow(enrolments, id, tell);
  } catch (error) {
    if (error instanceof NotBegunError) return refused(error.code, error.message);
    throw error;
  }
}

async function orderOf(
  db: Db,
  {
    update,
    details,
    actor,
    twinOf,
    documentChecked = false,
    personalCode = false,
  }: EnrolmentRequest,
  screenId: string,
): Promise<EnrolmentOrder> {
  const { text } = await currentAgreement(db);
  const agreedTo = text && { version: text.version, sha256: text.sha256 };
  const flags = { documentChecked, personalCode };
  const order = { ...flags, actor, twinOf, jobId: null, screenId, agreedTo, text: null };
  if (update === undefined) {
    const who = { details: { ...noDetails, ...details } };
    return { ...order, who, confirmed: who.details.name };
  }
  const name = details.name ?? (await findPerson(db, update))?.name ?? '';
  return { ...order, who: { personId: update, name, changes: details }, confirmed: name };
}

/** Reports the progress, wherever the enrolment runs, until it has ended. */
function follow(
  enrolments: LobbyEnrolments,
  id: string,
  tell: (event: EnrolmentEvent) => void,
): Promise<LastEvent> {
  return new Promise((resolve) => {
    let isSeen = false;
    let last = '';
    const look = () => {
      const state = enrolments.find(id);
      isSeen ||= state !== undefined;
      // Another instance's row is not read at once.
      if (!isSeen) return;
      if (!state || isOver(state.shown)) {
        enrolments.off('changed', look);
        return resolve(state ? lastEventOf(state) : unknownEnd);
      }
      const { step, taken, guidance } = state.shown;
      const now = JSON.stringify([step, taken, guidance]);
      if (now !== last) tell({ type: 'state', step, taken, guidance });
      last = now;
    };
    enrolments.on('changed', look);
    look();
  });
}

function lastEventOf({ shown, result }: EnrolmentState): LastEvent {
  if (result) return { type: 'result', result };
  return refused(shown.reasons[0]?.code ?? 'fault', shown.message ?? '');
}

const fault = refused('fault', 'The service had a fault; its log says more.');
const unknownEnd = refused(
  'fault',
  `The machine that the screen is connected to did not say whether it was done. Look with "${vestibule} enroll show" before you try again.`,
);

function unknownKiosk(kioskRegistry: KioskRegistry, name: string): LastEvent {
  const names = kioskRegistry.status().map((kiosk) => printable`"${kiosk.name}"`);
  const known =
    names.length === 0
      ? `None is paired yet; see "${vestibule} kiosk pair".`
      : `Paired are ${names.join(', ')}.`;
  return refused('unknown_kiosk', printable`No kiosk is called "${name}". ${known}`);
}

function refused(code: string, explanation: string): LastEvent {
  return { type: 'refused', code, explanation };
}
