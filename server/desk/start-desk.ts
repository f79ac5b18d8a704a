import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { projectRoot } from '../config/environment.ts';
import { accountRoutes } from './accounts/account-routes.ts';
import { oidcRoutes } from './accounts/oidc/oidc-routes.ts';
import { KnownBrowsers } from './accounts/known-browsers.ts';
import { Passwords } from './accounts/passwords.ts';
import { askAgainAfterBody } from './accounts/desk-guard.ts';
import { DeskSessions } from './accounts/sessions.ts';
import { approvalRoutes } from './board/approval-routes.ts';
import { type Timer, systemClock, type Clock, type PeriodicTask } from '../platform/clock.ts';
import { ApprovalRequests } from './board/approval-requests.ts';
import { boardRoutes } from './board/board-routes.ts';
import { DeskBoard } from './board/board.ts';
import { CardFacts } from './board/card-facts.ts';
import { ringFactsOf } from './board/ring-facts.ts';
import type { ApprovalRequest } from '../sign-in/desk-approval.ts';
import { VisitorPages } from './board/visitor-pages.ts';
import { HostMessages } from './board/host-messages.ts';
import { AutomaticClosing } from './board/automatic-closing.ts';
import { deskSocket } from './board/desk-socket.ts';
import { historyRoutes } from './board/history-routes.ts';
import { shownOf } from './board/card.ts';
import { RemoteDesks } from './board/remote-desks.ts';
import { DeskHistory } from './board/history.ts';
import { EnrolmentInvitations } from './arrivals/enrolment-invitations.ts';
import { ExpectedVisits, PurgeOfVisits } from './arrivals/expected-visits.ts';
import { ListedVisitors, type SearchedLists } from './arrivals/listed-visitors.ts';
import { expectedRoute, invitationRoutes } from './arrivals/arrival-routes.ts';
import { proposedListRoutes } from './manage/proposed-list-routes.ts';
import { CheckUp, firstSteps } from './lobby/check-up.ts';
import { cameraSetUp } from './lobby/camera-set-up.ts';
import { lobbyHealth } from './lobby/lobby-health.ts';
import { namesRead, type Names } from './board/names-read.ts';
import type { Notifications } from '../notify/start-notify.ts';
import { enrolRoutes } from './people/enrol-routes.ts';
import type { EnrolmentRows } from '../enrolment/enrolment-lease.ts';
import { LobbyEnrolments } from '../enrolment/lobby-enrolments.ts';
import { SharedEnrolments } from '../enrolment/shared-enrolments.ts';
import { lobbyRoutes } from './people/lobby-routes.ts';
import { offerRoutes } from './people/offer-routes.ts';
import { orderChecks } from './people/order-checks.ts';
import { PeopleActs } from './people/people-acts.ts';
import { manageRoutes } from './manage/manage-routes.ts';
import { noteEnvoyName } from './manage/places.ts';
import { peopleRoutes } from './people/people-routes.ts';
import { Uploads } from './people/uploads.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { EnrollableDocuments } from '../documents/enrollable-documents.ts';
import { CameraRigs } from '../kiosk/camera-rigs.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import type { People } from '../people/person.ts';
import type { Enrolment } from '../people/photos.ts';
import { builtPage } from '../platform/built-page.ts';
import { yieldToSignIns } from '../platform/work-queue.ts';
import type { CallTroubleShown } from '../protocol/desk-messages.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Store } from '../store/store.ts';
import { listDeskAccounts } from './accounts/account-rows.ts';
import { placeNames } from '../store/tables/kiosks.ts';

interface Deps {
  config: Pick<Config, 'templateKeyFile'>;
  store: Pick<Store, 'db' | 'reading'>;
  people: Pick<People, 'findClaimed'>;
  optOuts: Pick<OptOuts, 'has'>;
  /** Default: no message can be sent. */
  notifications?: Pick<Notifications, 'written' | 'visitEnded'>;
  /** The problem with Envoy's calls; default: none. */
  trouble?: Desk['trouble'];
  /** Default: no list is searched. */
  lists?: SearchedLists;
  log: Logger;
  clock?: Clock;
  /** The clock of the countdowns. */
  timer?: Timer;
}

/** The front desk without its page. The board gets sign-ins before there is a page. */
export interface Desk {
  /** Encrypts cards and the messages that wait to be sent. */
  cipher: RecordCipher;
  board: DeskBoard;
  approvals: ApprovalRequests;
  history: DeskHistory;
  expected: ExpectedVisits;
  closing: AutomaticClosing;
  hostMessages: HostMessages;
  cardFacts: CardFacts;
  visitorPages: VisitorPages;
  invitations: EnrolmentInvitations;
  /** Documents from which visitors can be enrolled. */
  enrollable: EnrollableDocuments;
  /** Called when the checks of a sign-in begin. */
  started: (signIn: SignInRequest) => void;
  /** Called when a sign-in was answered. */
  decided: (decision: Decision) => void;
  /** Returns what the desks of other instances show of a sign-in that is held here. */
  shownOf: (signIn: SignInRequest) => unknown;
  places: Names;
  /** The present problem with Envoy's calls. */
  trouble: () => CallTroubleShown | null;
}

export async function createDesk({ config, store, log, timer, ...deps }: Deps): Promise<Desk> {
  const { db } = store;
  const cipher = new RecordCipher(config.templateKeyFile);
  await cipher.readKey();
  const accounts = async () =>
    new Map((await listDeskAccounts(db)).map(({ id, name }) => [id, name]));
  const names = await namesRead(accounts, log);
  const places = await namesRead(() => placeNames(db), log);
  const { written = null, visitEnded: onVisitEnd = null } = deps.notifications ?? {};
  const board = new DeskBoard({ db, cipher, names, places, onVisitEnd, log });
  const giveWay = yieldToSignIns(() => board.underway.isAnyoneHeld);
  const history = new DeskHistory({ db: store.reading, giveWay, cipher, names, places });
  const { people, optOuts, clock = systemClock, trouble = () => null, lists = null } = deps;
  const factsOf = (request: ApprovalRequest) => ringFactsOf({ db: store.reading, people }, request);
  const approvals = new ApprovalRequests({ db, places, factsOf, log, ...(timer && { timer }) });
  const listed = new ListedVisitors({ db: store.reading, lists, giveWay, log });
  const expected = new ExpectedVisits({ db, cipher, people, optOuts, clock, places, listed });
  const closing = new AutomaticClosing({ db, cipher, board, log });
  const hostMessages = new HostMessages({ db, cipher, places, written });
  const invitations = new EnrolmentInvitations({ db, cipher, people, optOuts, clock, written });
  const noteStart = (signIn: SignInRequest) => {
    board.underway.noteStarted(signIn);
    noteEnvoyName(db, places, signIn).catch((err: unknown) =>
      log.error({ err }, 'name of a place not stored'),
    );
  };
  const noteDecision = (decision: Decision) => {
    const isHeld = decision.verdict === 'review';
    board.noteDecided(decision, isHeld ? closing.heldAgain(decision.jobId) : null);
    if (!isHeld) void closing.letIn(decision.jobId);
  };
  const of = { cipher, board, approvals, history };
  const displayFieldsOf = (signIn: SignInRequest) => shownOf(signIn, places);
  const cardFacts = new CardFacts({ db: store.reading, cipher, people, places, names });
  const visitorPages = new VisitorPages({ db: store.reading, cipher, people, history });
  const messages = { hostMessages, invitations, cardFacts, visitorPages };
  return {
    ...of,
    ...messages,
    enrollable: new EnrollableDocuments(),
    expected,
    closing,
    started: noteStart,
    decided: noteDecision,
    shownOf: displayFieldsOf,
    places,
    trouble,
  };
}

/** Shares the desk among all instances: each shows every card, and a press at any of them counts. */
export function shareDesk(
  desk: Desk,
  parts: Omit<ConstructorParameters<typeof RemoteDesks>[0], 'board' | 'approvals'>,
): void {
  new RemoteDesks({ ...parts, board: desk.board, approvals: desk.approvals }).start();
}

interface PageDeps {
  /** A listener that does not listen yet. */
  listener: FastifyInstance;
  desk: Desk;
  kioskRegistry: KioskRegistry;
  config: Pick<Config, 'desk' | 'liveness' | 'kiosk'> &
    ConstructorParameters<typeof PeopleActs>[0]['config'];
  /** The desk's client secret at the OpenID provider. */
  oidcSecret: string | null;
  store: Store;
  enrolment: Enrolment;
  /** See `SharedEnrolments`. */
  others: EnrolmentRows | null;
  /** Runs `vestibule doctor` for this installation. */
  examine: ConstructorParameters<typeof CheckUp>[0];
  log: Logger;
  clock?: Clock;
}

/** Serves the front desk's page and its API on the lobby listener. */
export async function startDeskPage(
  deps: PageDeps,
  onClose: (stop: () => Promise<void>) => void,
): Promise<DeskSessions> {
  const { listener, config, desk, store, log, clock = systemClock } = deps;
  const sessions = new DeskSessions({ db: store.db, logger: log, rules: config.desk, clock });
  onClose(() => sessions.stop());
  listener.decorateRequest('deskUser', null);
  listener.addHook('preHandler', askAgainAfterBody(sessions));
  listener.addHook('onSend', keepNoAnswer);
  await registerAccounts(deps, sessions);
  await registerArrivals(deps, sessions);
  await registerPeople(deps, sessions, onClose);
  listener.get('/desk', async (_request, reply) => reply.redirect('/desk/'));
  const pageDir = path.join(projectRoot, 'desk-client', 'dist');
  await listener.register(builtPage, { pageDir, at: '/desk/', name: 'page of the front desk' });
  sessions.start();
  const { expected } = desk;
  const routines: PeriodicTask[] = [new PurgeOfVisits({ expected, clock, log })];
  for (const routine of routines) {
    routine.start();
    onClose(() => routine.stop());
  }
  return sessions;
}

async function registerAccounts(
  { listener, desk, config, oidcSecret, store: { db }, clock = systemClock }: PageDeps,
  sessions: DeskSessions,
): Promise<void> {
  const { oidc } = config.desk;
  const deps = { db, sessions, passwords: new Passwords(), clock };
  const office = config.kiosk.office?.name ?? null;
  const browsers = new KnownBrowsers(desk.cipher);
  await listener.register(accountRoutes, { ...deps, browsers, hasProvider: oidc !== null, office });
  if (oidc) await listener.register(oidcRoutes, { ...deps, oidc, secret: oidcSecret });
}

/** Registers the routes about waiting, decided and expected visitors, and about the installation's health. */
async function registerArrivals(
  { listener, desk, store, kioskRegistry, enrolment, log, examine }: PageDeps,
  sessions: DeskSessions,
): Promise<void> {
  const { board, approvals, history, expected, places, hostMessages, cardFacts, invitations } =
    desk;
  const { visitorPages } = desk;
  const { db } = store;
  await listener.register(boardRoutes, { db, board, hostMessages, cardFacts, sessions });
  await listener.register(approvalRoutes, { approvals, sessions });
  await listener.register(historyRoutes, {
    ...{ db: store.reading, places, history, visitorPages, board, sessions },
  });
  await listener.register(expectedRoute, { expected, sessions });
  await listener.register(invitationRoutes, { invitations, sessions });
  const checkUp = new CheckUp(examine);
  await listener.register(firstSteps, { checkUp, sessions });
  await listener.register(lobbyHealth, { checkUp, kioskRegistry, sessions });
  const { vision } = enrolment;
  const rigs = new CameraRigs(store.db, log);
  await listener.register(cameraSetUp, { kioskRegistry, rigs, vision, sessions });
}

/** Registers the routes about enrolled people, enrolment at lobby screens, and the managers' settings. */
async function registerPeople(
  { listener, config, desk, store, kioskRegistry, enrolment, log, others }: PageDeps,
  sessions: DeskSessions,
  onClose: (stop: () => Promise<void>) => void,
): Promise<void> {
  const { db } = store;
  const { board, approvals, places, enrollable, cipher, trouble } = desk;
  await listener.register(proposedListRoutes, { db, sessions });
  const acts = new PeopleActs({ store, enrolment, cipher, config });
  const shared = new SharedEnrolments({ others, kioskRegistry, log });
  const enrolments = new LobbyEnrolments({
    enrolment,
    kioskRegistry,
    needsLiveness: config.liveness !== 'off',
    office: config.kiosk.office?.name ?? null,
    checks: orderChecks({ cards: board, rules: config.desk, model: enrolment.vision.model.id }),
    shared,
    log,
    enrollable,
  });
  onClose(async () => enrolments.close());
  onClose(() => shared.stop());
  await listener.register(peopleRoutes, { acts, sessions });
  const giveWay = yieldToSignIns(() => board.underway.isAnyoneHeld);
  const uploads = new Uploads(sessions);
  const managed = { db, store, kioskRegistry, places, sessions, config, giveWay };
  await listener.register(manageRoutes, { ...managed, enrolment, uploads });
  await listener.register(enrolRoutes, { acts, sessions, uploads });
  await listener.register(lobbyRoutes, { acts, enrolments, sessions });
  const offers = { acts, board, enrollable, enrolments, kioskRegistry, sessions };
  await listener.register(offerRoutes, offers);
  const link = { trouble, board, approvals, kioskRegistry, enrolments, sessions };
  await listener.register(deskSocket, link);
}

/** The desk's answers name people or contain one-time secrets, so no browser and no proxy keeps them. */
async function keepNoAnswer({ url }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (url.startsWith('/desk/api/')) void reply.header('cache-control', 'no-store');
}
