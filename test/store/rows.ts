import { noDetails } from '#server/people/person-details.ts';
import type { PersonRow } from '#server/store/tables/people.ts';
import type { SignInRow } from '#server/store/tables/sign-ins.ts';

const now = new Date('2026-11-24T10:00:00.000Z');

export function decidedSignIn(jobId: string, changes: Partial<SignInRow> = {}): SignInRow {
  return {
    jobId,
    entryId: '19',
    kind: 'visitor',
    claimedPersonId: null,
    verdict: 'approved',
    reason: 'matched',
    check: 'face',
    note: null,
    hits: null,
    engine: 'onnx',
    model: 'onnx/test',
    challengeFailed: null,
    challengeExcused: null,
    tried: null,
    frames: 5,
    usableFrames: 3,
    score: 0.75,
    receivedAt: now,
    decidedAt: new Date(now.getTime() + 900),
    locationId: '1042',
    deviceId: '88',
    flow: 'Visitor',
    rule: null,
    mark: null,
    ...changes,
  };
}

export function enrolledPerson(id: string, changes: Partial<PersonRow> = {}): PersonRow {
  return {
    ...noDetails,
    id,
    name: 'Ada Example',
    nameFolded: 'ada example',
    emailFolded: null,
    consent: 'signed form',
    consentAt: now,
    createdAt: now,
    ...changes,
  };
}
