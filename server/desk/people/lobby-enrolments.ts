import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { recordEvent } from '../../audit/record.ts';
import { enrolAtKiosk, type CameraRequest } from '../../enrolment/enrol-at-kiosk.ts';
import { CameraRefusal } from '../../enrolment/enrolment-messages.ts';
import type { CapturePhase } from '../../kiosk/capture.ts';
import type { Hub } from '../../kiosk/hub.ts';
import type { Enrolment, EnrolmentResult } from '../../people/photos.ts';
import { printable } from '../../platform/printable.ts';
import type { LobbyEnrolment } from '../../protocol/desk-people-messages.ts';
import type { ConsentText } from '../../store/tables/consent-texts.ts';
import { ActRefused, actorOf, type Actor } from './people-acts.ts';

export interface LobbyEnrolmentsDeps {
  enrolment: Enrolment;
  hub: Hub;
  /** The pictures have to look alive to the liveness model. */
  needsLiveness: boolean;
  greeting: boolean;
  log: Logger;
  /** Ties Envoy's profile of a held visitor to whom they were enrolled as. */
  learnProfile: (jobId: string, personId: string, actor: Actor) => Promise<unknown>;
}

interface Asked {
  /** The held sign-in from whose card it is offered. */
  jobId: string | null;
  screenId: string;
  /** As the desk is shown it. */
  name: string;
  who: CameraRequest['who'];
  alike: CameraRequest['alike'];
  /** To be agreed to on the screen; null where the consent was given elsewhere. */
  text: ConsentText | null;
}

/** A text is read, and a line of sign-ins waited for. */
const withConsentMs = 5 * 60_000;
/** The desk sees for so long what came of it. */
const keptMs = 10 * 60_000;
const most = 20;

const isOver = ({ step }: LobbyEnrolment) => step === 'enrolled' || step === 'ended';

/** Enrolments at lobby screens that the desk began, each step of which it sees. In memory only. */
export class LobbyEnrolments extends EventEmitter<{ changed: [] }> {
  readonly #deps: LobbyEnrolmentsDeps;
  readonly #states = new Map<string, LobbyEnrolment>();
  readonly #stopping = new Map<string, AbortController>();
  readonly #forgetting = new Set<NodeJS.Timeout>();

  constructor(deps: LobbyEnrolmentsDeps) {
    super();
    this.#deps = deps;
    // One for each page that is open.
    this.setMaxListeners(0);
  }

  /** The latest first. */
  get all(): LobbyEnrolment[] {
    return [...this.#states.values()].reverse();
  }

  /** @throws {ActRefused} when the screen is unknown or not connected here, or an enrolment is under way there */
  start(asked: Asked, actor: Actor): LobbyEnrolment {
    const { hub } = this.#deps;
    const screen = hub.status().find(({ id }) => id === asked.screenId);
    if (!screen) throw new ActRefused(404, 'There is no such screen any more. Choose another one.');
    if (!screen.connected) {
      throw new ActRefused(
        409,
        printable`The screen "${screen.name}" is not connected. Look whether it is on, or choose another one.`,
      );
    }
    if (screen.instanceId !== undefined) {
      throw new ActRefused(
        409,
        printable`The screen "${screen.name}" is connected to another machine of this installation. Open the front desk there to enrol at it.`,
      );
    }
    const running = this.all.filter((one) => !isOver(one));
    if (running.some(({ jobId, screen: at }) => at === screen.name || isSame(jobId, asked.jobId))) {
      throw new ActRefused(409, 'An enrolment is under way there already. Stop it first, or wait.');
    }
    if (running.length >= most) throw new ActRefused(429, 'Too many enrolments are under way.');
    const state: LobbyEnrolment = {
      id: randomUUID(),
      jobId: asked.jobId,
      name: asked.name.slice(0, 300),
      screen: screen.name,
      step: 'waiting',
      taken: 0,
      guidance: null,
      message: null,
      personId: null,
      looksLike: [],
    };
    const stopping = new AbortController();
    this.#stopping.set(state.id, stopping);
    // Of one card only the latest is shown.
    for (const { id, jobId } of this.all) if (isSame(jobId, asked.jobId)) this.#states.delete(id);
    this.#put(state);
    void this.#run(state.id, asked, screen, actor, stopping.signal);
    return state;
  }

  /** False when it is over, or there is none. */
  stop(id: string): boolean {
    const state = this.#states.get(id);
    // Once the pictures are there it is a matter of a moment, and too late.
    if (!state || isOver(state) || state.step === 'storing') return false;
    this.#stopping.get(id)?.abort();
    return true;
  }

  /** Forgets all of them; the hub has ended their captures. */
  close(): void {
    for (const timer of this.#forgetting) clearTimeout(timer);
    this.#states.clear();
  }

  async #run(
    id: string,
    { who, alike, text, jobId }: Asked,
    screen: { id: string; name: string },
    actor: Actor,
    signal: AbortSignal,
  ): Promise<void> {
    const { hub, needsLiveness, greeting, log } = this.#deps;
    const agreement = text && { text, recordedBy: `kiosk:${screen.id}` };
    const enrolment: Enrolment = {
      ...this.#deps.enrolment,
      actor: actorOf(actor),
      ...(agreement && { agreement }),
    };
    let hasAgreed = text === null;
    let hasRun = false;
    const onPhase = (phase: CapturePhase) => {
      hasAgreed ||= phase === 'agreed';
      this.#change(id, { step: stepOf(phase, { asks: text !== null, hasRun }), taken: 0 });
      hasRun ||= phase === 'running';
    };
    let message: string;
    let looksLike: LobbyEnrolment['looksLike'] = [];
    try {
      const result = await enrolAtKiosk(
        { enrolment, kiosks: hub, needsLiveness, greeting },
        {
          kiosk: { id: screen.id, name: screen.name },
          who,
          alike,
          signal,
          consent: text && { version: text.version, text: text.text },
          onPhase,
          onState: ({ taken, guidance, outcome }) =>
            this.#change(id, {
              step: outcome === 'complete' ? 'storing' : 'posing',
              taken,
              guidance,
            }),
          ...(text && { timeoutMs: withConsentMs }),
        },
      );
      const outcome = result instanceof CameraRefusal ? result.code : result.state;
      log.info({ outcome, jobId }, 'an enrolment at a kiosk ended');
      if (!(result instanceof CameraRefusal) && result.state !== 'refused') {
        const { personId } = result;
        await this.#learnProfile(jobId, personId, actor);
        this.#change(id, { step: 'enrolled', taken: 3, guidance: null, personId });
        return;
      }
      if (outcome === 'declined' && !hasAgreed) await this.#recordNo(jobId, screen);
      message = messageOf(result, hasAgreed, screen.name);
      looksLike = looksLikeOf(result);
    } catch (error) {
      log.error({ err: error, jobId }, 'an enrolment at a kiosk failed');
      message = 'The service had a fault; its log says more. Nothing was stored.';
    } finally {
      this.#stopping.delete(id);
      this.#forgetLater(id);
    }
    const ended = { step: 'ended', guidance: null, looksLike } as const;
    this.#change(id, { ...ended, message: message.slice(0, 4000) });
  }

  /** Without it they are found by what else they are known by. */
  async #learnProfile(jobId: string | null, personId: string, actor: Actor): Promise<void> {
    const { learnProfile, log } = this.#deps;
    if (jobId === null) return;
    await learnProfile(jobId, personId, actor).catch((err: unknown) =>
      log.error({ err, jobId }, 'the visitor profile of an enrolment could not be stored'),
    );
  }

  #recordNo(jobId: string | null, screen: { id: string }): Promise<void> {
    return recordEvent(this.#deps.enrolment.db, {
      action: 'enrolment_declined',
      actor: `kiosk:${screen.id}`,
      subject: jobId,
    });
  }

  #change(id: string, change: Partial<LobbyEnrolment>): void {
    const before = this.#states.get(id);
    if (!before) return;
    const after = { ...before, ...change };
    if (JSON.stringify(after) !== JSON.stringify(before)) this.#put(after);
  }

  #put(state: LobbyEnrolment): void {
    this.#states.set(state.id, state);
    this.emit('changed');
  }

  #forgetLater(id: string): void {
    const timer = setTimeout(() => {
      this.#forgetting.delete(timer);
      if (this.#states.delete(id)) this.emit('changed');
    }, keptMs);
    timer.unref();
    this.#forgetting.add(timer);
  }
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && one === other;
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
