import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify';
import type { WebSocket } from 'ws';
import { describeRig } from '#face';
import type { StoredRig } from '../../kiosk/camera-rigs.ts';
import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { serveSocket } from '../../kiosk/socket-route.ts';
import { keepAlive } from '../../platform/keep-alive.ts';
import {
  beatSeconds,
  deskCloseCodes,
  type CallTroubleShown,
  type DeskCard,
  type DeskMessage,
  type LobbyScreen,
  type OpenApproval,
} from '../../protocol/desk-messages.ts';
import { deskGuard, mayDo } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import type { ApprovalRequests } from './approval-requests.ts';
import { withoutConsentText } from '../../enrolment/enrolment-end.ts';
import type { LobbyEnrolments } from '../../enrolment/lobby-enrolments.ts';
import type { DeskBoard } from './board.ts';

/** Bytes that may wait for a page that does not read. */
const maxBuffered = 1024 * 1024;

export interface DeskSocketOptions {
  board: DeskBoard;
  approvals: ApprovalRequests;
  kioskRegistry: KioskRegistry;
  enrolments: LobbyEnrolments;
  sessions: DeskSessions;
  /** The present problem with Envoy's calls. */
  trouble: () => CallTroubleShown | null;
}

/** `GET /desk/socket`: sends an open page a snapshot, and then each change. It ignores what the page sends. */
export const deskSocket: FastifyPluginAsync<DeskSocketOptions> = async (
  app,
  { board, approvals, kioskRegistry, enrolments, sessions, trouble },
) => {
  const open = new Set<OpenPage>();
  app.addHook('preClose', async () => {
    for (const page of open) page.close(deskCloseCodes.stopping, 'service stopping');
  });

  serveSocket(app, {
    url: '/desk/socket',
    onRequest: [app.lobbyAccess.callers.checkOrigin, deskGuard(sessions, 'see')],
    authenticate: async ({ deskUser }) => deskUser ?? null,
    refusal: 'Log in first.',
    opened: (socket, user, { log }) => {
      const page = new OpenPage(socket, {
        board,
        // Requests ring only for accounts that may approve.
        approvals: mayDo(user.role, 'let_in') ? approvals : null,
        kioskRegistry,
        enrolments,
        trouble,
        mayKnowWhom: mayDo(user.role, 'enrol'),
        log,
      });
      const unwatch = sessions.watch(user.sessionId, () =>
        page.close(deskCloseCodes.signedOut, 'session ended'),
      );
      open.add(page);
      socket.once('close', () => {
        unwatch();
        open.delete(page);
      });
      page.start();
    },
  });
};

/** One open page: a snapshot first, then changes, with a heartbeat in between. */
class OpenPage {
  readonly #socket: WebSocket;
  readonly #board: DeskBoard;
  readonly #approvals: ApprovalRequests | null;
  #leave = () => {};
  readonly #kioskRegistry: KioskRegistry;
  readonly #enrolments: LobbyEnrolments;
  readonly #trouble: DeskSocketOptions['trouble'];
  readonly #mayKnowWhom: boolean;
  readonly #log: FastifyBaseLogger;
  #snapshotsUnderway = 0;
  /** Cards that changed while a snapshot was read. */
  readonly #changedMeanwhile = new Map<string, DeskCard>();

  constructor(
    socket: WebSocket,
    parts: {
      board: DeskBoard;
      approvals: ApprovalRequests | null;
      kioskRegistry: KioskRegistry;
      enrolments: LobbyEnrolments;
      trouble: DeskSocketOptions['trouble'];
      /** Whether the page may show which other enrolled person was found. */
      mayKnowWhom: boolean;
      log: FastifyBaseLogger;
    },
  ) {
    const { board, approvals, kioskRegistry, enrolments, trouble, mayKnowWhom, log } = parts;
    this.#trouble = trouble;
    this.#mayKnowWhom = mayKnowWhom;
    this.#socket = socket;
    this.#board = board;
    this.#approvals = approvals;
    this.#kioskRegistry = kioskRegistry;
    this.#enrolments = enrolments;
    this.#log = log;
  }

  start(): void {
    const socket = this.#socket;
    // Messages from the page are ignored. The page acts by HTTP, where each act has an answer.
    socket.on('error', () => socket.terminate());
    socket.once('close', () => this.#end());
    keepAlive(socket, { everyMs: beatSeconds * 1000, onPing: () => this.#sendBeat() });
    // Listens before the snapshot is read. A change that the snapshot shows, too, does no harm.
    this.#board.on('card', this.#onCard);
    this.#board.underway.on('changed', this.#onUnderway);
    this.#board.on('missed', this.#onMissed);
    this.#approvals?.on('changed', this.#onApprovals);
    this.#leave = this.#approvals?.join() ?? this.#leave;
    this.#kioskRegistry.on('connected', this.#onScreens).on('disconnected', this.#onScreens);
    this.#enrolments.on('changed', this.#onEnrolments);
    void this.#sendSnapshot();
  }

  close(code: number, why: string): void {
    this.#socket.close(code, why);
    this.#end();
  }

  readonly #onCard = (card: DeskCard): void => {
    if (this.#snapshotsUnderway > 0) this.#changedMeanwhile.set(card.jobId, card);
    else this.#send({ type: 'card', card });
  };
  readonly #onMissed = (): void => void this.#sendSnapshot();
  readonly #onUnderway = (underway: Extract<DeskMessage, { type: 'underway' }>['underway']): void =>
    this.#send({ type: 'underway', underway });
  readonly #onApprovals = (ringing: OpenApproval[]): void =>
    this.#send({ type: 'ringing', now: new Date().toISOString(), ringing });
  readonly #onEnrolments = (): void => {
    const { all } = this.#enrolments;
    const enrolments = this.#mayKnowWhom ? all : all.map(withoutConsentText);
    this.#send({ type: 'enrolments', enrolments });
  };
  readonly #onScreens = (): void =>
    this.#send({ type: 'screens', screens: screensOf(this.#kioskRegistry) });

  /** The snapshot replaces what the page has, so cards that changed while it was read follow it. */
  async #sendSnapshot(): Promise<void> {
    this.#snapshotsUnderway++;
    try {
      this.#send({
        type: 'snapshot',
        now: new Date().toISOString(),
        waiting: await this.#board.waiting(),
        closed: await this.#board.readClosed(),
        underway: this.#board.underway.all,
        ringing: this.#approvals?.openApprovals ?? [],
        screens: screensOf(this.#kioskRegistry),
        trouble: this.#trouble(),
      });
      this.#onEnrolments();
    } catch (error) {
      this.#log.error({ err: error }, 'queue not sent to the desk');
      this.close(deskCloseCodes.stopping, 'no snapshot');
    }
    this.#snapshotsUnderway--;
    if (this.#snapshotsUnderway > 0) return;
    for (const card of this.#changedMeanwhile.values()) this.#send({ type: 'card', card });
    this.#changedMeanwhile.clear();
  }

  #sendBeat(): void {
    this.#send({ type: 'beat', now: new Date().toISOString(), trouble: this.#trouble() });
  }

  #send(message: DeskMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxBuffered) {
      this.close(deskCloseCodes.tooSlow, 'too slow');
      return;
    }
    this.#socket.send(JSON.stringify(message));
  }

  #end(): void {
    this.#board.off('card', this.#onCard);
    this.#board.underway.off('changed', this.#onUnderway);
    this.#board.off('missed', this.#onMissed);
    this.#approvals?.off('changed', this.#onApprovals);
    this.#leave();
    this.#enrolments.off('changed', this.#onEnrolments);
    this.#kioskRegistry.off('connected', this.#onScreens).off('disconnected', this.#onScreens);
  }
}

export function screensOf(kioskRegistry: KioskRegistry): LobbyScreen[] {
  return kioskRegistry
    .status()
    .map(
      ({ id, name, connected, camera, busy, otherCamera = null, rig, phoneObstacle = null }) => ({
        id,
        name,
        connected,
        camera,
        busy,
        otherCamera,
        twoCameras: rig === undefined ? null : twoCamerasOf(rig),
        phoneObstacle,
      }),
    );
}

function twoCamerasOf(rig: StoredRig | null): LobbyScreen['twoCameras'] {
  if (!rig) return { standing: 'not_set_up', centimetres: null };
  const { baselineCentimetres } = describeRig(rig.geometry);
  const standing = rig.isKnocked ? 'moved' : 'set_up';
  return { standing, centimetres: Math.round(baselineCentimetres) };
}
