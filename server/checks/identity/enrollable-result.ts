import type { EnrollableDocuments } from '../../documents/enrollable-documents.ts';
import { shownName, type VerifiedDocument } from '../../documents/verified-document.ts';
import { type CheckResult, withListener } from '../../sign-in/check.ts';
import type { Reason } from '../../sign-in/reasons.ts';
import type { SignInRequest } from '../../sign-in/sign-in.ts';
import { nameFits } from '#name-matching';
import type { DocumentResult } from './run-session.ts';

/** Reasons of other checks that still allow an offer to enrol: something is missing. */
const harmless: ReadonlySet<Reason> = new Set<Reason>(['not_enrolled', 'credential_missing']);

/** Lets the desk enrol the holder of a genuine document that passes. */
export function withOfferedDocument(
  result: CheckResult,
  { ending, portrait, trust }: Pick<DocumentResult, 'ending' | 'portrait' | 'trust'>,
  signIn: Pick<SignInRequest, 'jobId' | 'claim' | 'locationId' | 'deviceId'>,
  enrollable: Pick<EnrollableDocuments, 'put'>,
): CheckResult {
  const { jobId, claim, locationId, deviceId } = signIn;
  if (!result.passed || ending.kind !== 'judged' || !portrait?.template || trust === null) {
    return result;
  }
  const { document } = ending;
  if (!isEnrollable(document, claim.name)) return result;
  return withListener(result, (verdict, reason, checks) => {
    // A check that was late or cut short may have found something against the visitor.
    const isHarmless =
      harmless.has(reason) && checks.every((one) => one.passed || harmless.has(one.reason));
    if (verdict !== 'approved' && !isHarmless) return;
    const where = { locationId, deviceId };
    const { mark } = document;
    const name = shownName(document);
    enrollable.put({ jobId, mark, name, portrait, trust, claim: { ...claim, ...where } });
  });
}

/** Whether the document's name can become a record's. A name that was cut off cannot. */
function isEnrollable(document: VerifiedDocument, typed: string | null): boolean {
  const isWhole = document.names[0]?.isTruncated === false;
  return document.verdict === 'genuine' && isWhole && nameFits(typed, shownName(document));
}
