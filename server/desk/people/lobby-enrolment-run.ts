import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { enrolAtKiosk } from '../../enrolment/enrol-at-kiosk.ts';
import { CameraRefusal, sentenceOf } from '../../enrolment/enrolment-messages.ts';
import { NotStored, type Cause, type Turn } from '../../enrolment/enrolment-turn.ts';
import type { CapturePhase, Kiosks } from '../../kiosk/capture.ts';
import type { Enrolment, EnrolmentResult } from '../../people/photos.ts';
import { printable } from '../../platform/printable.ts';
import type { LobbyEnrolment } from '../../protocol/desk-people-messages.ts';
import type { DeskRules } from '../accounts/sessions.ts';
import { mayStillAsk, type AskedEnrolment } from './asked-enrolment.ts';
import { actorOf, type Actor } from './people-acts.ts';

export interface RunDeps {
  enrolment: Enrolment;
  hub: Kiosks;
  /** The pictures have to look alive to the liveness model. */
  needsLiveness: boolean;
  greeting: boolean;
  rules: DeskRules;
  log: Logger;
  /** Ties Envoy's profile of a held visitor to whom they were enrolled as. */
  learnProfile: (jobId: string, personId: string, actor: Actor) => Promise<unknown>;
}

interface Run {
  asked: AskedEnrolment;
  actor: Actor;
  screen: { id: string; name: string };
  turn: Turn;
  /** Another instance has asked for it. */
  isHandedOver: boolean;
  /** Returns how it stands then. */
  change: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
  /** How it would stand. */
  changed: (change: Partial<LobbyEnrolment>) => LobbyEnrolment;
}

/** A text is read, and a line of sign-ins waited for. */
const withConsentMs = 5 * 60_000;

const notAllowed =
  'Whoever asked for it may not enrol any more. Nothing was stored. Ask somebody else to offer it again.';

/** Runs an enrolment that the desk asked for at a screen that is connected here. Never rejects. */
export async function runLobbyEnrolment(deps: RunDeps, run: Run): Promise<void> {
  const { log } = deps;
  const { asked, turn, change } = run;
  const { jobId } = asked;
  let last: Partial<LobbyEnrolment>;
  try {
    last = await outcomeOf(deps, run);
  } catch (error) {
    const isExpected = error instanceof NotStored;
    if (!isExpected) log.error({ err: error, jobId }, 'an enrolment at a kiosk failed');
    last = ended(
      isExpected
        ? error.message
        : 'The service had a fault; its log says more. Nothing was stored.',
    );
  }
  await turn.finish(change(last), last.step === 'enrolled');
}

async function outcomeOf(deps: RunDeps, run: Run): Promise<Partial<LobbyEnrolment>> {
  const { enrolment, hub, needsLiveness, greeting, rules, log } = deps;
  const { asked, actor, screen, turn, isHandedOver, change, changed } = run;
  const { who, alike, text, jobId } = asked;
  const { db } = enrolment;
  if (isHandedOver && !(await mayStillAsk(db, actor, asked, rules))) return ended(notAllowed);
  const agreement = text && { text, recordedBy: `kiosk:${screen.id}` };
  let hasAgreed = text === null;
  let hasRun = false;
  const onPhase = (phase: CapturePhase) => {
    hasAgreed ||= phase === 'agreed';
    change({ step: stepOf(phase, { asks: text !== null, hasRun }), taken: 0 });
    hasRun ||= phase === 'running';
  };
  const result = await enrolAtKiosk(
    {
      enrolment: {
        ...enrolment,
        actor: actorOf(actor),
        documentChecked: asked.documentChecked ?? false,
        ...(agreement && { agreement }),
        onStoring: async (transaction, personId) => {
          const isAllowed = await mayStillAsk(transaction, actor, asked, rules);
          if (!isAllowed) throw new NotStored(notAllowed);
          await turn.store(transaction, personId, changed(enrolled(personId)));
        },
      },
      kiosks: hub,
      needsLiveness,
      greeting,
    },
    {
      kiosk: screen,
      who,
      alike,
      signal: turn.signal,
      consent: text && { version: text.version, text: text.text },
      onPhase,
      onState: ({ taken, guidance, outcome }) =>
        void change({ step: outcome === 'complete' ? 'storing' : 'posing', taken, guidance }),
      ...(text && { timeoutMs: withConsentMs }),
    },
  );
  const outcome = result instanceof CameraRefusal ? result.code : result.state;
  log.info({ outcome, jobId }, 'an enrolment at a kiosk ended');
  if (!(result instanceof CameraRefusal) && result.state !== 'refused') {
    const { personId } = result;
    await learnProfile(deps, jobId, personId, actor);
    return enrolled(personId);
  }
  if (outcome === 'declined' && !hasAgreed) {
    await recordEvent(db, {
      action: 'enrolment_declined',
      actor: `kiosk:${screen.id}`,
      subject: jobId,
    });
  }
  // Else the hub has ended it, which stops with the service.
  const cause = (turn.signal.reason as Cause | undefined) ?? 'stopping';
  const isCalledOff = outcome === 'aborted';
  const message = isCalledOff
    ? sentenceOf(cause, screen.name)
    : messageOf(result, hasAgreed, screen.name);
  return { ...ended(message), looksLike: looksLikeOf(result) };
}

function enrolled(personId: string): Partial<LobbyEnrolment> {
  return { step: 'enrolled', taken: 3, guidance: null, personId };
}

function ended(message: string): Partial<LobbyEnrolment> {
  return { step: 'ended', guidance: null, looksLike: [], message: message.slice(0, 4000) };
}

/** Without it they are found by what else they are known by. */
async function learnProfile(
  { learnProfile: learn, log }: RunDeps,
  jobId: string | null,
  personId: string,
  actor: Actor,
): Promise<void> {
  if (jobId === null) return;
  await learn(jobId, personId, actor).catch((err: unknown) =>
    log.error({ err, jobId }, 'the visitor profile of an enrolment could not be stored'),
  );
}

function stepOf(
  phase: CapturePhase,
  { asks, hasRun }: { asks: boolean; hasRun: boolean },
): LobbyEnrolment['step'] {
  switch (phase) {
    case 'in_line':
      return hasRun ? 'interrupted' : 'waiting';
    case 'kiosk_away':
      return 'waiting';
    case 'running':
      return asks ? 'asking' : 'posing';
    case 'agreed':
      return 'posing';
  }
}

/** Empty when anything else was wrong, too: to say who is meant would not help then. */
function looksLikeOf(result: CameraRefusal | EnrolmentResult): LobbyEnrolment['looksLike'] {
  if (result instanceof CameraRefusal || result.state !== 'refused') return [];
  const found = result.mistakes.flatMap(({ code, explanation, personId }) =>
    code === 'looks_like_enrolled' && personId !== undefined ? [{ personId, explanation }] : [],
  );
  const isPhotoRefused = result.photos.some(({ state }) => state === 'refused');
  return isPhotoRefused || found.length < result.mistakes.length ? [] : found;
}

function messageOf(
  result: CameraRefusal | EnrolmentResult,
  hasAgreed: boolean,
  screen: string,
): string {
  if (result instanceof CameraRefusal) {
    if (!hasAgreed && result.code === 'declined') return 'They said no on the screen.';
    if (!hasAgreed && result.code === 'no_frames') {
      return printable`Nobody answered at "${screen}" in time. Nothing was stored.`;
    }
    return result.message;
  }
  if (result.state !== 'refused') return '';
  const { mistakes, photos } = result;
  const findings = photos.flatMap((photo) =>
    photo.state === 'refused'
      ? photo.findings.map(({ explanation }) => `${photo.label}: ${explanation}`)
      : [],
  );
  return [...mistakes.map(({ explanation }) => explanation), ...findings].join(' ');
}
