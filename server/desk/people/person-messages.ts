import type { FastifyReply } from 'fastify';
import type { PhotoReport } from '#face';
import { placeOf } from '../board/card.ts';
import { warningSentence } from '../../people/enrolment-warnings.ts';
import { consentStandings, isConsentEnded, type ConsentStanding } from '../../people/person.ts';
import { failuresUntilOff } from '../../people/failed-attempts.ts';
import type { EnrolmentResult } from '../../people/photos.ts';
import { reasonText } from '../../sign-in/reasons.ts';
import {
  ofEachText,
  type ConsentState,
  type EnrolAnswer,
  type ListedPerson,
  type PersonShown,
  type PhotoJudged,
} from '../../protocol/desk-people-messages.ts';
import type { Db } from '../../store/schema.ts';
import { placeNames } from '../../store/tables/kiosks.ts';
import { signInHistory, type HistoryRow } from '../../store/tables/sign-in-history.ts';
import { consentsOf, currentConsentText } from '../../store/tables/privacy.ts';
import { peopleWithFailures } from '../../store/tables/person-tries.ts';
import { peopleWithCode } from '../../store/tables/personal-codes.ts';
import type { ListedPersonRow as ListedRow } from './people-search.ts';
import { templatesOfPerson } from '../../store/tables/templates.ts';

/** Returns people as the desk lists them, with the state of their consent and without templates. */
export async function toListedPeople(db: Db, rows: readonly ListedRow[]): Promise<ListedPerson[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const standingOf = await consentStandings(db, ids);
  const off = await peopleWithFailures(db, failuresUntilOff, ids);
  const withCode = await peopleWithCode(db, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...ofEachText((name) => row[name]),
    consent: consentState(standingOf(row.id)),
    enrolledAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    photos: row.templates,
    usedAt: row.usedAt?.toISOString() ?? null,
    faceOff: off.has(row.id),
    hasCode: withCode.has(row.id),
  }));
}

function consentState(standing: ConsentStanding): ConsentState {
  if (standing.withdrawnAt) return 'withdrawn';
  if (isConsentEnded(standing, new Date())) return 'run_out';
  return standing.isOutdated ? 'outdated' : 'stands';
}

/** @param modelId the recogniser in use */
export async function toPersonShown(
  db: Db,
  person: ListedPerson,
  modelId: string,
): Promise<Omit<PersonShown, 'optedOut'>> {
  const consents = await consentsOf(db, [person.id]);
  const templates = await templatesOfPerson(db, person.id);
  const places = await placeNames(db);
  const nameOf = (id: string) => places.get(id) ?? null;
  return {
    person,
    consents: consents.reverse().map((consent) => ({
      statement: consent.statement,
      given: consent.given,
      textVersion: consent.textVersion,
      language: consent.language,
      givenAt: consent.givenAt.toISOString(),
      recordedBy: consent.recordedBy,
      expiresAt: consent.expiresAt?.toISOString() ?? null,
      withdrawnAt: consent.withdrawnAt?.toISOString() ?? null,
    })),
    photos: templates.map(({ createdAt, source, model }) => ({
      addedAt: createdAt.toISOString(),
      source,
      inUse: model === modelId,
    })),
    signIns: (await latestSignIns(db, person.id)).map((one) => ({
      at: one.receivedAt.toISOString(),
      isLetIn: one.verdict === 'approved',
      reason: one.reason,
      why: reasonText(one.reason),
      location: placeOf(null, one.locationId, { nameOf }),
    })),
    currentText: (await currentConsentText(db))?.version ?? null,
  };
}

function latestSignIns(db: Db, personId: string): Promise<HistoryRow[]> {
  return signInHistory(db, {
    ...{ from: new Date(0), to: new Date(Date.now() + 24 * 60 * 60_000), personId },
    ...{ locationId: null, verdict: null, reason: null, before: null, limit: 20 },
  });
}

export function toPhotoJudged(report: PhotoReport): PhotoJudged {
  const { label, state } = report;
  const findings = state === 'refused' ? report.findings : state === 'good' ? report.notes : [];
  const explanation = state === 'repeated' ? report.explanation : null;
  return { label, state, findings, explanation, seen: report.seen ?? null };
}

async function enrolAnswer(db: Db, result: EnrolmentResult): Promise<EnrolAnswer> {
  const photos = result.photos.map(toPhotoJudged);
  if (result.state === 'refused') {
    const { state, mistakes } = result;
    return { state, personId: null, added: 0, mistakes, warnings: [], photos };
  }
  const { state, personId, added } = result;
  const warnings = await Promise.all(
    result.warnings.map(async (one) => ({
      code: one.code,
      explanation: await warningSentence(db, one),
    })),
  );
  return { state, personId, added, mistakes: [], warnings, photos };
}

/** Sends the result of an enrolment, with status 422 when nothing was stored. */
export async function answerEnrolment(db: Db, reply: FastifyReply, result: EnrolmentResult) {
  return reply.code(result.state === 'refused' ? 422 : 200).send(await enrolAnswer(db, result));
}
