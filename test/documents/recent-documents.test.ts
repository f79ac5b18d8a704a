import { EventEmitter } from 'node:events';
import t from 'tap';
import { LobbyEnrolments, type LobbyEnrolmentsDeps } from '#server/enrolment/lobby-enrolments.ts';
import { DocumentScreens } from '#server/kiosk/document-screens.ts';
import { EnrollableDocuments } from '#server/documents/enrollable-documents.ts';
import {
  createIdentityDocumentCheck,
  type IdentityDocumentDeps,
} from '#server/checks/identity-document.ts';
import { withOfferedDocument } from '#server/checks/identity/enrollable-result.ts';
import { FirstVisits } from '#server/checks/identity/first-visits.ts';
import type { DocumentResult } from '#server/checks/identity/run-session.ts';
import type { SeenEnrolment } from '#server/enrolment/shared-enrolments.ts';
import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import type { CheckResult } from '#server/sign-in/check.ts';
import type { Reason } from '#server/sign-in/reasons.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { RecentDocuments } from '#server/checks/identity/recent-documents.ts';
import { type ShownBefore, WaitingResults } from '#server/checks/identity/waiting-results.ts';
import { signInOf } from '../notify/told.ts';

const minute = 60_000;
const face = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
const threshold = 0.9;
const portrait = {
  report: { label: '', state: 'refused' as const, findings: [] },
  template: face(0),
};

const names = [{ given: 'Anna', family: 'Eriksson', isTruncated: false }];
const document = {
  ...{
    mark: 'A',
    verdict: 'genuine' as const,
    missingAuthority: null,
    from: 'chip' as const,
    kind: 'passport' as const,
  },
  ...{ issuingState: 'UTO', expiresOn: '2034-04-15', names, birthDate: null, nationality: 'UTO' },
};
const passed: CheckResult = { passed: true, reason: 'passed' };
const ending = { kind: 'judged' as const, document, face: passed };

function memory() {
  const clock = { now: 0 };
  return { clock, recent: new RecentDocuments(() => clock.now) };
}

t.test('a document and a face let one visitor in an hour', (t) => {
  const { clock, recent } = memory();
  const use = (jobId: string, mark: string, angle: number) =>
    recent.use({ jobId, mark, face: face(angle) }, threshold);
  t.ok(use('1', 'A', 0));
  t.ok(use('1', 'A', 0), 'Envoy asks again about the same sign-in');
  t.notOk(use('2', 'A', 2), 'the document with another face');
  t.notOk(use('3', 'B', 0.1), 'the face with another document');
  t.ok(use('4', 'B', 2));
  recent.release('4');
  t.ok(use('5', 'B', 2), 'a sign-in that let no one in used nothing');
  clock.now = 61 * minute;
  t.ok(use('6', 'A', 0));
  recent.clear();
  t.ok(use('7', 'A', 0));
  t.end();
});

/** The check at a screen that was shown documents before each sign-in. */
function checkOfShown() {
  const waiting = new WaitingResults();
  const nobody = { has: async () => false };
  const check = createIdentityDocumentCheck({
    ...{ waiting, recent: new RecentDocuments() },
    enrollable: new EnrollableDocuments(new PushedTimer()),
    people: { findClaimed: async () => [] },
    optOuts: { ...nobody, within: () => nobody },
    serving: () => [{ id: 'lobby' }],
    vision: { model: { threshold } },
    captures: { handle: () => ({ leave: () => {} }) },
    // The same face is seen again.
    lookAgain: async (
      _deps: unknown,
      { document, face: probe, ...kept }: ShownBefore,
    ): Promise<DocumentResult> => ({
      ...{ ...kept, probe, frames: 0, kioskId: 'lobby', ending: { ...ending, document } },
      ...{ faceStands: async () => true, watchedEntry: null, showOutcome: () => {} },
    }),
  } as unknown as IdentityDocumentDeps);
  const show = (mark = 'A', angle = 0) => {
    const shown = { ...document, mark };
    waiting.put('lobby', { document: shown, face: face(angle), portrait: null, trust: '' });
  };
  return { check, show, waiting };
}

t.test('a check that is late uses no document', async (t) => {
  const { check, show } = checkOfShown();
  const claim = { name: 'Anna Eriksson', email: null, employeeId: null };
  const run = (jobId: string, deadline: number) => {
    show();
    const signIn = { ...signInOf({ jobId }, new Date()), claim };
    const none = { signal: new AbortController().signal, settings: { classes: ['genuine'] } };
    const others = { identified: Promise.resolve(null), documented: Promise.resolve(null) };
    return check.run(signIn, { ...none, ...others, deadline });
  };
  t.match(await run('late', performance.now()), { passed: false });
  t.match(await run('again', Infinity), { passed: true }, 'the visitor signs in again');
  t.match(await run('third', Infinity), { passed: false, reason: 'identity_used_before' });
});

t.test('what waits at a screen is gone when another instance has the screen', (t) => {
  const { show, waiting } = checkOfShown();
  const kioskRegistry = Object.assign(new EventEmitter(), {
    documents: new DocumentScreens(
      () => [],
      () => {},
    ),
  });
  const visits = new FirstVisits({
    kioskRegistry,
    waiting,
    recent: new RecentDocuments(),
  } as never);
  show();
  kioskRegistry.emit('connected', { id: 'lobby' });
  kioskRegistry.emit('connected', { id: 'another', instanceId: 'b' });
  t.ok(waiting.take(['lobby'], () => true));
  show();
  kioskRegistry.emit('connected', { id: 'lobby', instanceId: 'b' });
  t.notOk(waiting.take(['lobby'], () => true));
  visits.stop();
  t.end();
});

t.test('a number of uses is kept, and the oldest is forgotten first', (t) => {
  const { clock, recent } = memory();
  const noSameFace = 2;
  const use = (number: number) =>
    recent.use({ jobId: `${number}`, mark: `${number}`, face: face(number) }, noSameFace);
  const again = (number: number) =>
    recent.use({ jobId: 'again', mark: `${number}`, face: face(number) }, noSameFace);
  for (let number = 0; number < 2000; number++) use(number);
  clock.now = minute;
  use(0);
  use(2000);
  t.notOk(again(0), 'it was used again');
  t.notOk(again(2), 'of a place that is full');
  use(2001);
  t.ok(again(1), 'the oldest');
  t.end();
});

t.test('faces in a row that are not of the document pause it', (t) => {
  const { clock, recent } = memory();
  const fail = (times: number) => {
    for (let i = 0; i < times; i++) recent.noteTry('A', false);
  };
  fail(4);
  recent.noteTry('A', true);
  fail(4);
  t.notOk(recent.isPaused('A'), 'a match clears the count');
  fail(1);
  t.ok(recent.isPaused('A'));
  t.notOk(recent.isPaused('B'));
  clock.now = 31_000;
  t.notOk(recent.isPaused('A'));
  fail(1);
  clock.now = 62_000;
  t.ok(recent.isPaused('A'), 'twice as long');
  clock.now = 130_000;
  t.notOk(recent.isPaused('A'));
  t.end();
});

t.test('a document can be enrolled from for ten minutes, and the oldest goes first', (t) => {
  const timer = new PushedTimer();
  const documents = new EnrollableDocuments(timer);
  const claim = { name: 'A', email: null, employeeId: null, locationId: null, deviceId: null };
  const jobs = () => documents.all.map(({ jobId }) => jobId);
  const put = (jobId: string, mark = jobId) =>
    documents.put({ jobId, mark, trust: '', name: 'A', claim, portrait });
  put('1');
  timer.push(9 * minute);
  put('2');
  timer.push(minute);
  timer.ring();
  t.same(jobs(), ['2']);
  t.equal(documents.find('1'), null);
  put('3', '2');
  put('4');
  documents.forget('3');
  t.same(jobs(), ['4'], 'a document is forgotten in each sign-in that it was shown in');
  documents.forget('4');
  for (let number = 0; number <= 50; number++) put(`${number}`);
  t.equal(jobs().length, 50);
  t.equal(documents.find('0'), null);
  documents.clear();
  t.same(jobs(), []);
  t.end();
});

t.test('who said no at another instance, or was enrolled there, is forgotten here', (t) => {
  const documents = new EnrollableDocuments(new PushedTimer());
  const claim = { name: 'A', email: null, employeeId: null, locationId: null, deviceId: null };
  const put = (jobId: string, name: string) =>
    documents.put({ jobId, mark: jobId, trust: '', name, claim, portrait });
  const rows: SeenEnrolment[] = [];
  const shared = Object.assign(new EventEmitter<{ changed: [] }>(), { all: rows, runBy: () => {} });
  new LobbyEnrolments({ shared, enrollable: documents } as unknown as LobbyEnrolmentsDeps);
  const happens = (jobId: string, change: Partial<LobbyEnrolment>) => {
    const shown: LobbyEnrolment = {
      ...{ id: `row ${rows.length}`, jobId, name: 'ANNA', record: null, screen: 'A', taken: 0 },
      ...{ step: 'ended', guidance: null, message: null, personId: null, looksLike: [] },
      reasons: [],
      ...change,
    };
    rows.push({ id: shown.id, shown, ending: 'done' });
    shared.emit('changed');
    return documents.all.map((one) => one.jobId);
  };
  const said = (code: string) => ({ reasons: [{ code, explanation: '' }] });
  put('1', 'ANNA');
  put('2', 'BERTA');
  put('3', 'CLARA');
  t.same(happens('1', said('nobody_answered')), ['3', '2', '1']);
  t.same(happens('2', said('said_no')), ['3'], 'by the sign-in, and by the name');
  put('1', 'ANNA');
  t.same(happens('8', { step: 'posing' }), ['1', '3'], 'shown again, it is a new offer');
  t.same(happens('3', { step: 'enrolled' }), []);
  t.end();
});

t.test('a document is offered when no check found anything against its holder', (t) => {
  const documents = new EnrollableDocuments(new PushedTimer());
  const claim = { name: 'Anna Eriksson', email: null, employeeId: null };
  const signIn = { jobId: '1', claim, locationId: null, deviceId: null };
  const isOffered = (verdict: 'approved' | 'review', ...reasons: Reason[]) => {
    const shown = { ending, portrait, trust: 'list:1' };
    const { listeners } = withOfferedDocument(passed, shown, signIn, documents);
    const others = reasons.map((reason) => ({ passed: reason === 'passed', reason }));
    for (const listener of listeners ?? []) {
      listener(verdict, reasons[0] ?? 'internal_error', [passed, ...others]);
    }
    const found = documents.find('1');
    documents.clear();
    return found !== null;
  };
  t.ok(isOffered('approved', 'passed'));
  t.ok(isOffered('review', 'credential_missing', 'passed'));
  for (const reason of ['timed_out', 'not_finished', 'watchlist_unreachable'] as const) {
    t.notOk(isOffered('review', 'credential_missing', reason), `another check: ${reason}`);
  }
  t.notOk(isOffered('review', 'watchlist_hit', 'credential_missing'));
  t.notOk(isOffered('review', 'signed_in_already', 'passed'));
  t.notOk(isOffered('review', 'timed_out'), 'no check said so');
  t.end();
});
