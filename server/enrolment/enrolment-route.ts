import { PassThrough } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Value } from 'typebox/value';
import type { Hub } from '../kiosk/hub.ts';
import { noDetails } from '../people/person-details.ts';
import { findPerson } from '../store/tables/people.ts';
import { printable } from '../platform/printable.ts';
import {
  CameraRefusal,
  enrolmentPath,
  EnrolmentRequest,
  type EnrolmentEvent,
} from './enrolment-messages.ts';
import { enrolAtKiosk, type CameraDeps, type CameraRequest } from './enrol-at-kiosk.ts';
import { admitOperator, type OperatorAccess } from '../kiosk/operator-access.ts';
import { vestibule } from '../platform/command-name.ts';

export interface EnrolmentRouteOptions extends Omit<CameraDeps, 'kiosks'> {
  hub: Hub;
  operator: OperatorAccess;
}

const triesPerMinute = 20;
const bodyLimit = 64 * 1024;

/**
 * `POST /enrolment/camera`: for the command of whoever runs this service on this machine. Answers line
 * by line while the capture runs; when the caller goes away, the camera goes off.
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
      void answer(options, Value.Decode(EnrolmentRequest, request.body), gone.signal, tell)
        .catch((error: unknown) => {
          request.log.error({ err: error }, 'an enrolment at a kiosk failed');
          return refused(new CameraRefusal('fault', 'The service had a fault; its log says more.'));
        })
        .then((last) => {
          const code = last.type === 'refused' ? last.code : last.result.state;
          request.log.info({ outcome: code }, 'an enrolment at a kiosk ended');
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
  { hub, enrolment, needsLiveness, greeting }: EnrolmentRouteOptions,
  body: EnrolmentRequest,
  signal: AbortSignal,
  tell: (event: EnrolmentEvent) => void,
): Promise<LastEvent> {
  const kiosk = hub.status().find(({ name }) => name.toLowerCase() === body.kiosk.toLowerCase());
  if (!kiosk) return refused(unknownKiosk(hub, body.kiosk));
  tell({ type: 'waiting' });
  let last = '';
  const result = await enrolAtKiosk(
    { enrolment: { ...enrolment, actor: body.actor }, kiosks: hub, needsLiveness, greeting },
    {
      kiosk: { id: kiosk.id, name: kiosk.name },
      who: await whoOf(enrolment, body),
      alike: { samePersonAs: body.samePersonAs, twinOf: body.twinOf },
      signal,
      onState: (state) => {
        const event = { type: 'state' as const, ...state };
        const text = JSON.stringify(event);
        if (text !== last) tell(event);
        last = text;
      },
    },
  );
  return result instanceof CameraRefusal ? refused(result) : { type: 'result', result };
}

async function whoOf(
  { db }: CameraDeps['enrolment'],
  { update, details }: EnrolmentRequest,
): Promise<CameraRequest['who']> {
  if (update === undefined) return { details: { ...noDetails, ...details } };
  const person = await findPerson(db, update);
  return { personId: update, name: details.name ?? person?.name ?? '', changes: details };
}

function unknownKiosk(hub: Hub, name: string): CameraRefusal {
  const names = hub.status().map((kiosk) => printable`"${kiosk.name}"`);
  const known =
    names.length === 0
      ? `None is paired yet; see "${vestibule} kiosk pair".`
      : `Paired are ${names.join(', ')}.`;
  return new CameraRefusal('unknown_kiosk', printable`No kiosk is called "${name}". ${known}`);
}

function refused({ code, message }: CameraRefusal): LastEvent {
  return { type: 'refused', code, explanation: message };
}
