import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Value } from 'typebox/value';
import type { Logger } from 'pino';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { currentAgreement } from '../people/consent.ts';
import { noDetails } from '../people/person-details.ts';
import { findPerson } from '../store/tables/people.ts';
import { printable } from '../platform/text.ts';
import {
  CameraRefusalError,
  enrolmentPath,
  EnrolmentRequest,
  sentenceOf,
  type EnrolmentEvent,
  type Cause,
} from './enrolment-messages.ts';
import { NotStoredError, type EnrolmentLease } from './enrolment-lease.ts';
import type { SeenEnrolment, SharedEnrolments } from './shared-enrolments.ts';
import { enrolAtKiosk, type CameraDeps, type CameraRequest } from './enrol-at-kiosk.ts';
import { admitOperator, type OperatorAccess } from '../kiosk/operator-access.ts';
import { vestibule } from '../platform/operator-error.ts';

export interface EnrolmentRouteOptions extends Omit<CameraDeps, 'kiosks'> {
  kioskRegistry: KioskRegistry;
  operator: OperatorAccess;
  shared: SharedEnrolments;
  log: Logger;
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
  options.shared.runBy('command', (body, lease) => runForAnother(options, body, lease));
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
          return refused(fault);
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
  options: EnrolmentRouteOptions,
  body: unknown,
  signal: AbortSignal,
  tell: Here['tell'],
): Promise<LastEvent> {
  const { kioskRegistry, shared } = options;
  const asked = Value.Decode(EnrolmentRequest, body);
  const screen = screenOf(kioskRegistry, asked);
  if (!screen) return refused(unknownKiosk(kioskRegistry, asked.kiosk));
  tell({ type: 'waiting' });
  const id = randomUUID();
  const personId = asked.update ?? null;
  const about = { id, askedBy: 'command', screen, jobId: null, personId } as const;
  const lease = await shared.ask({ ...about, contents: body, shown: { type: 'waiting' } });
  if (lease === 'taken') return refused(underWay(screen.name));
  if (lease !== 'elsewhere') return runHere(options, asked, { screen, lease, signal, tell });
  const stop = () => void shared.end(id).catch(() => {});
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  return follow(shared, { id, screen: screen.name, tell });
}

function screenOf(kioskRegistry: KioskRegistry, { kiosk }: EnrolmentRequest) {
  return kioskRegistry.status().find(({ name }) => name.toLowerCase() === kiosk.toLowerCase());
}

/** Runs an enrolment that another instance requests for its operator. */
async function runForAnother(
  options: EnrolmentRouteOptions,
  body: unknown,
  lease: EnrolmentLease,
): Promise<boolean> {
  if (!Value.Check(EnrolmentRequest, body)) return false;
  const asked = Value.Decode(EnrolmentRequest, body);
  const screen = screenOf(options.kioskRegistry, asked);
  const tell = (event: EnrolmentEvent) =>
    lease.show(event, event.type === 'state' && event.outcome === 'complete');
  if (screen) await runHere(options, asked, { screen, lease, signal: lease.signal, tell });
  else await lease.finish(refused(unknownKiosk(options.kioskRegistry, asked.kiosk)), false);
  return true;
}

interface Here {
  screen: { id: string; name: string };
  lease: EnrolmentLease;
  /** Aborted when no caller waits any more. */
  signal: AbortSignal;
  tell: (event: EnrolmentEvent) => void;
}

/** Never rejects. */
async function runHere(
  options: EnrolmentRouteOptions,
  asked: EnrolmentRequest,
  here: Here,
): Promise<LastEvent> {
  const { lease, screen } = here;
  const last = await outcomeAtKiosk(options, asked, here).catch((error: unknown) => {
    if (error instanceof NotStoredError)
      return refused(new CameraRefusalError('aborted', error.message));
    options.log.error({ err: error }, 'an enrolment at a kiosk failed');
    return refused(fault);
  });
  const cause = lease.signal.reason as Cause | undefined;
  const isCalledOff = last.type === 'refused' && last.code === 'aborted' && cause !== undefined;
  const finalEvent = isCalledOff ? { ...last, explanation: sentenceOf(cause, screen.name) } : last;
  options.log.info({ outcome: codeOf(finalEvent) }, 'an enrolment at a kiosk ended');
  void lease.finish(finalEvent, finalEvent.type === 'result');
  return finalEvent;
}

async function outcomeAtKiosk(
  { kioskRegistry, enrolment, needsLiveness, greeting, office }: EnrolmentRouteOptions,
  asked: EnrolmentRequest,
  { screen, lease, signal, tell }: Here,
): Promise<LastEvent> {
  let last: EnrolmentEvent = { type: 'waiting' };
  const agreement = await currentAgreement(enrolment.db);
  const result = await enrolAtKiosk(
    {
      enrolment: {
        ...enrolment,
        actor: asked.actor,
        agreement,
        documentChecked: asked.documentChecked ?? false,
        onStoring: (transaction, personId) => lease.store(transaction, personId, last),
      },
      kiosks: kioskRegistry,
      needsLiveness,
      greeting,
      office: office ?? null,
    },
    {
      kiosk: { id: screen.id, name: screen.name },
      who: await whoOf(enrolment, asked),
      twinOf: asked.twinOf,
      signal: AbortSignal.any([signal, lease.signal]),
      withCode: asked.personalCode,
      onCode: () => {
        last = { type: 'code' };
        tell(last);
      },
      onState: (state) => {
        const event = { type: 'state' as const, ...state };
        if (JSON.stringify(event) !== JSON.stringify(last)) tell(event);
        last = event;
      },
    },
  );
  return result instanceof CameraRefusalError ? refused(result) : { type: 'result', result };
}

/** Reports the progress at the instance that runs the enrolment, until the result. */
function follow(
  shared: SharedEnrolments,
  { id, screen, tell }: { id: string; screen: string; tell: Here['tell'] },
): Promise<LastEvent> {
  return new Promise((resolve) => {
    let isSeen = false;
    let last = '';
    const look = () => {
      const row = shared.all.find((one) => one.id === id);
      isSeen ||= row !== undefined;
      const end = row ? endOf(row, screen) : isSeen ? refused(unknownEnd) : null;
      if (end) {
        shared.off('changed', look);
        return resolve(end);
      }
      const event = row?.shown as EnrolmentEvent | undefined;
      if ((event?.type === 'state' || event?.type === 'code') && JSON.stringify(event) !== last)
        tell(event);
      last = JSON.stringify(event) ?? '';
    };
    shared.on('changed', look);
    look();
  });
}

/** Returns null while the enrolment is running. */
function endOf(
  { ending, shown: state, runnerIsGone }: SeenEnrolment,
  screen: string,
): LastEvent | null {
  if (ending === null) return null;
  if (ending === 'stored') return runnerIsGone ? refused(unknownEnd) : null;
  if (ending !== 'done')
    return refused(new CameraRefusalError('aborted', sentenceOf(ending, screen)));
  const last = state as EnrolmentEvent | undefined;
  return last?.type === 'result' || last?.type === 'refused' ? last : refused(unknownEnd);
}

const fault = new CameraRefusalError('fault', 'The service had a fault; its log says more.');
const unknownEnd = new CameraRefusalError(
  'fault',
  `The machine that the screen is connected to did not say whether it was done. Look with "${vestibule} enroll show" before you try again.`,
);

function underWay(screen: string): CameraRefusalError {
  return new CameraRefusalError(
    'kiosk_busy',
    printable`An enrolment is under way at "${screen}" already. Stop it first, or wait.`,
  );
}

function codeOf(last: LastEvent): string {
  return last.type === 'refused' ? last.code : last.result.state;
}

async function whoOf(
  { db }: CameraDeps['enrolment'],
  { update, details }: EnrolmentRequest,
): Promise<CameraRequest['who']> {
  if (update === undefined) return { details: { ...noDetails, ...details } };
  const person = await findPerson(db, update);
  return { personId: update, name: details.name ?? person?.name ?? '', changes: details };
}

function unknownKiosk(kioskRegistry: KioskRegistry, name: string): CameraRefusalError {
  const names = kioskRegistry.status().map((kiosk) => printable`"${kiosk.name}"`);
  const known =
    names.length === 0
      ? `None is paired yet; see "${vestibule} kiosk pair".`
      : `Paired are ${names.join(', ')}.`;
  return new CameraRefusalError('unknown_kiosk', printable`No kiosk is called "${name}". ${known}`);
}

function refused({ code, message }: CameraRefusalError): LastEvent {
  return { type: 'refused', code, explanation: message };
}
