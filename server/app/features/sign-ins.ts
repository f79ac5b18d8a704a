import { startChecks } from '../../checks/start-checks.ts';
import { AnswerStore } from '../../sign-in/answer-store.ts';
import type { Decision } from '../../sign-in/decision.ts';
import { createLedger, isOfForgery, recordVerdict } from '../../sign-in/ledger.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { SignIns } from '../../sign-in/sign-ins.ts';
import type { AppContext, Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';

const forgedSentence =
  'AN APPROVAL BY ANOTHER PROGRAM was in the database, and the visitor was held: find out who may write to it';

/** Every check that a policy may name. */
export async function checks(
  {
    store,
    metrics,
    desk,
    instances,
    vision,
    ...needs
  }: Needs<
    | ('config' | 'secrets' | 'store' | 'cipher' | 'people' | 'optOuts' | 'watchlist' | 'issuers')
    | ('vision' | 'metrics' | 'desk' | 'instances' | 'kioskRegistry' | 'db' | 'log' | 'policy')
  >,
  onClose: OnClose,
) {
  const { isShared } = store.sessions;
  const started = await startChecks(
    {
      ...{ ...needs, isShared, enrollable: desk.enrollable },
      kiosks: metrics.countCaptures(needs.kioskRegistry),
      vision: metrics.timeVision(vision),
      keepUp: (table, refresh) => instances.refreshOn(table, refresh),
      asksFor: (check) => needs.policy.asksFor(check),
      isListLeader: () => store.sessions.isLeaderFor('lists'),
      onGuidance: (jobId, guidance) => desk.board.underway.noteGuidance(jobId, guidance),
    },
    onClose,
  );
  return { checks: started };
}

/**
 * Stores what the early hook listener has answered, as soon as there is a store. The models are not loaded yet. A
 * repeat at another instance gets the same answer when it is stored before that instance has looked.
 */
export function answeredMeanwhile({
  db,
  approvalMark,
  notifications,
  desk,
  earlyHook,
}: Needs<'db' | 'approvalMark' | 'notifications' | 'desk' | 'earlyHook'>) {
  // A hook that may write audit events comes last: from there on, transactions wait for each other.
  const hooks = [notifications.ledgerHook, desk.board.ledgerHook, desk.expected.ledgerHook];
  const ledger = createLedger(db, approvalMark, hooks, recordVerdict);
  const onStored = (stored: Decision) => {
    notifications.onDecided();
    desk.decided(stored);
  };
  earlyHook.decisionOutbox.storeIn(new AnswerStore({ ledger, db, onStored }));
  return { ledger };
}

/** Decides sign-ins, and says to everybody concerned what was decided. */
export function signIns({
  config,
  ledger,
  policy,
  desk,
  instances,
  kioskRegistry,
  metrics,
  notifications,
  earlyHook,
  log,
  ...needs
}: Needs<
  | ('config' | 'ledger' | 'policy' | 'desk' | 'instances' | 'kioskRegistry')
  | ('metrics' | 'notifications' | 'earlyHook' | 'checks' | 'log')
>) {
  const others = instances.shareSignIns(kioskRegistry, desk);
  const deciding = new SignIns({
    ...(others && { otherInstances: others }),
    requires: (signIn) => policy.requires(signIn, needs.checks),
    ledger,
    decisionOutbox: earlyHook.decisionOutbox,
    desk: desk.approvals,
    deadlineMs: config.deadlineMs,
    log,
    onStarted: (signIn) => desk.started(signIn),
    onLeft: (jobId) => desk.board.underway.noteEnded(jobId),
    onDecided: [
      (decision, _signIn, isFirst) => isFirst && metrics.countSignIn(decision),
      notifications.onDecided,
      (decision) => desk.decided(decision),
      (decision) => {
        if (isOfForgery(decision)) log.error({ jobId: decision.jobId }, forgedSentence);
      },
      (decision, signIn) => tellLobby(kioskRegistry, decision, signIn),
    ],
  });
  passOnFromDesk({ desk, kioskRegistry, notifications });
  return { signIns: deciding };
}

/** A card for answers that the service before may have lost. A call about an unknown visitor would help no one. */
export async function lostAnswers({
  db,
  approvalMark,
  desk,
  signsOfLife,
}: Needs<'db' | 'approvalMark' | 'desk' | 'signsOfLife'>) {
  const ledger = createLedger(db, approvalMark, [desk.board.ledgerHook], recordVerdict);
  const stored = await signsOfLife.serve(ledger);
  if (stored) desk.decided(stored);
  return {};
}

/** A capture shows its visitor the result; this shows the result to a visitor without a capture. */
function tellLobby(
  kioskRegistry: AppContext['kioskRegistry'],
  { verdict, evidence }: Decision,
  signIn: SignInRequest,
): void {
  if ((evidence.frames ?? 0) > 0) return;
  if (verdict === 'review') kioskRegistry.scheduleWaitNotice(signIn);
  else kioskRegistry.clearWaitNotice(signIn);
}

/** Passes on what the desk does to the lobby screens and the notifications. */
function passOnFromDesk({
  desk,
  kioskRegistry,
  notifications,
}: Needs<'desk' | 'kioskRegistry' | 'notifications'>): void {
  desk.board.on('card', ({ jobId, seenAt }) => {
    if (seenAt === null) return;
    kioskRegistry.endWaitNotice(jobId);
    notifications.onDecided();
  });
  desk.approvals.on('changed', (open) =>
    kioskRegistry.showDeskAsked(open.map(({ jobId }) => jobId)),
  );
}
