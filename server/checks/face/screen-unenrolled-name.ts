import type { OptOuts } from '../../people/opt-outs.ts';
import type { Claim, People } from '../../people/person.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { Db } from '../../store/schema.ts';
import { isNameLike, mixesScripts } from '#name-matching';
import { faceReview, claimedRecords } from './candidates.ts';
import { everybodyIn, optedOutReview } from './recheck-claim.ts';

interface Deps {
  people: Pick<People, 'findClaimed' | 'findLookAlikes' | 'isCurrentCheck'>;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
}

/** Lets in a visitor whose claim matches no record, as long as no record or opt-out matches it later. */
export async function screenUnenrolledName(deps: Deps, claim: Claim): Promise<CheckResult> {
  const { people, optOuts } = deps;
  const arePeopleTheSame = await people.isCurrentCheck();
  const claimed = await claimedRecords(people, claim);
  if (await optOuts.has(claim, ...everybodyIn(claimed))) return optedOutReview(claimed.known);
  if (everybodyIn(claimed).length > 0) {
    const note = 'Somebody was enrolled under this name or e-mail while the visitor waited.';
    return faceReview('not_enrolled', { note });
  }
  const hold = async (transaction: Db) =>
    (await arePeopleTheSame(transaction)) && !(await optOuts.within(transaction).has(claim));
  const again = () => screenUnenrolledName(deps, claim);
  return {
    ...(await judgeName(people, claim)),
    preconditions: { hold, reevaluate: again },
  };
}

/** With another e-mail, an enrolled person's name, another form of it, or a name that looks like it is a review too. */
async function judgeName(
  people: Pick<People, 'findLookAlikes'>,
  { name }: Claim,
): Promise<CheckResult> {
  if (name === null) return notAsked;
  if (mixesScripts(name)) {
    const note =
      'The name is written with letters of several scripts, or of one that is hardly in use, as one that looks like another.';
    return holdWith(note);
  }
  if (!isNameLike(name)) {
    return holdWith('The name has no letter in it, or is too long to be a name.');
  }
  const lookAlikes = await people.findLookAlikes(name);
  if (lookAlikes.length === 0) return notAsked;
  const note =
    'Somebody of this name, of another form of it, or of one that looks like it is enrolled, with another e-mail or employee id.';
  return holdWith(note);
}

const notAsked: CheckResult = {
  passed: true,
  reason: 'not_required',
  evidence: {
    note: 'No person is enrolled under this name or e-mail, and the policy asks for the face of enrolled people only.',
  },
};

function holdWith(note: string): CheckResult {
  return { passed: false, reason: 'not_enrolled', evidence: { note } };
}
