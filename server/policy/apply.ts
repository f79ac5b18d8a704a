import { livenessModes, type LivenessMode } from '../config/liveness.ts';
import { type CheckSettings, type Policy, isNamedAmong, type PolicyRule } from './policy.ts';
import { timeAt } from '../platform/local-time.ts';
import { isWithin, type When } from './schema.ts';
import type { Check, RequiredCheck, Requirements } from '../sign-in/check.ts';
import type { ReviewReason } from '../sign-in/reasons.ts';
import { readFormDate, answerTo, tooLong } from '../sign-in/form-answers.ts';
import type { SignInRequest, Facts } from '../sign-in/sign-in.ts';

/** Returns the checks that a policy requires for a sign-in. @throws when it names a check that does not exist */
export function requirementsOf(
  policy: Policy,
  checks: ReadonlyMap<string, Check>,
  signIn: SignInRequest,
): Requirements {
  const rule = ruleFor(policy, signIn);
  const unread = unreadAnswers(signIn, policy);
  const instead = unread.length > 0 ? unreadForm(unread) : hourUnknown(rule, signIn);
  return {
    signIn: {
      ...withFacts(signIn, policy),
      rule: rule.name,
    },
    askDesk: rule.askDesk && instead === null,
    checks: instead ? [instead] : rule.checks.map(requiredOf(checks)),
  };
}

function requiredOf(checks: ReadonlyMap<string, Check>) {
  return ({ name, settings }: PolicyRule['checks'][number]): RequiredCheck => {
    const check = checks.get(name);
    if (!check) throw new Error(`The policy names the check ${name}, which is not there.`);
    return { check, settings };
  };
}

/** Replaces all other checks, which would treat the unread answer as missing. A watchlist check must not do that. */
function unreadForm(questions: readonly string[]): RequiredCheck {
  const named = questions.map((question) => `"${question}"`).join(', ');
  const note = `What was answered is too long to be read: ${named}.`;
  return hold('form', 'document_missing', note);
}

/** Holds the sign-in when the rule has hours and the local time is not known. */
function hourUnknown({ when }: PolicyRule, signIn: Circumstances): RequiredCheck | null {
  if (!when.hours || timeAt(signIn.timezone, signIn.arrivedAt) !== null) return null;
  const note = 'Envoy did not tell the time zone of the location, and the policy goes by the hour.';
  return hold('hours', 'bad_request', note);
}

function hold(name: string, reason: ReviewReason, note: string): RequiredCheck {
  const run: Check['run'] = async () => ({ passed: false, reason, evidence: { note } });
  return { check: { name, run }, settings: {} };
}

/** The first rule whose conditions hold. */
export function ruleFor(policy: Policy, signIn: Circumstances): PolicyRule {
  const rule = policy.rules.find(({ when }) => unmet(when, signIn) === null);
  if (!rule) throw new Error('The policy has no default.');
  return rule;
}

/** The parts of a sign-in that conditions read. */
export type Circumstances = Pick<
  SignInRequest,
  | 'kind'
  | 'flowId'
  | 'flowName'
  | 'locationId'
  | 'locationName'
  | 'inviteId'
  | 'timezone'
  | 'arrivedAt'
>;

/**
 * Returns the first condition that does not hold, in words that follow "because"; null when all hold. When the local
 * time is not known, hours count as met, so that a rule with hours is not skipped.
 */
export function unmet(when: When, signIn: Circumstances): string | null {
  const { kind, flow, location, invited, hours } = when;
  if (kind !== undefined && kind !== signIn.kind) return `it is of a${article(signIn.kind)}`;
  if (flow && !isNamedAmong(flow, signIn.flowId, signIn.flowName)) {
    return `its flow is ${nameOf(signIn.flowId, signIn.flowName)}`;
  }
  if (location && !isNamedAmong(location, signIn.locationId, signIn.locationName)) {
    return `its location is ${nameOf(signIn.locationId, signIn.locationName)}`;
  }
  const isInvited = signIn.inviteId !== null;
  if (invited !== undefined && invited !== isInvited) {
    return isInvited ? 'it comes with an invitation' : 'it comes without an invitation';
  }
  const time = hours ? timeAt(signIn.timezone, signIn.arrivedAt) : null;
  if (hours && time !== null && !isWithin(hours, time)) return `it is ${time} there`;
  return null;
}

/** Describes a rule's conditions in words, for tables and messages. */
export function describeCircumstances({ kind, flow, location, invited, hours }: When): string {
  const conditions = [
    ...(kind ? [kind] : []),
    ...(flow ? [`flow ${flow.join(' or ')}`] : []),
    ...(location ? [`location ${location.join(' or ')}`] : []),
    ...(invited === undefined ? [] : [invited ? 'invited' : 'not invited']),
    ...(hours ? [hours.join(' or ')] : []),
  ];
  return conditions.join(', ') || 'everything else';
}

function nameOf(id: string | null, name: string | null): string {
  if (id === null && name === null) return 'not told';
  if (name === null || name === id) return `"${id}"`;
  return id === null ? `"${name}"` : `"${name}" (${id})`;
}

function article(kind: string): string {
  return kind === 'employee' ? 'n employee' : ` ${kind}`;
}

/**
 * Adds the form's answers to the sign-in. A typed employee number has priority over Envoy's id of the employee, because
 * the office declared that people are enrolled under it. When Envoy's id belongs to another enrolled person, the face
 * check holds the sign-in.
 */
function withFacts(
  signIn: SignInRequest,
  { answers, dates }: Pick<Policy, 'answers' | 'dates'>,
): SignInRequest {
  const firstAnswer = (labels: readonly string[] = []) =>
    labels
      .map((label) => answerTo(signIn.answers, label))
      .find((answer) => typeof answer === 'string') ?? null;
  const birthDate = firstAnswer(answers.birthDate);
  const facts: Facts = {
    birthDate: birthDate === null ? null : readFormDate(birthDate, dates),
    country: firstAnswer(answers.country),
    company: firstAnswer(answers.company),
    employeeNumber: firstAnswer(answers.employeeNumber),
    healthCard: firstAnswer(answers.healthCard),
    dateOrder: dates,
  };
  const named = signIn.claim.employeeId;
  const employeeId = facts.employeeNumber ?? named;
  return {
    ...signIn,
    facts,
    claim: {
      ...signIn.claim,
      employeeId,
      ...(employeeId !== named && { namedEmployeeId: named }),
    },
    phone: signIn.phone ?? firstAnswer(answers.phone),
  };
}

/** Returns the questions that the policy reads and whose answers are too long to read. */
function unreadAnswers(
  signIn: Pick<SignInRequest, 'answers'>,
  { answers }: Pick<Policy, 'answers'>,
): string[] {
  const questions = Object.values(answers).flatMap((labels) => labels ?? []);
  return questions.filter((question) => answerTo(signIn.answers, question) === tooLong);
}

/** A liveness mode that a policy uses for faces. */
export interface LivenessInUse {
  mode: LivenessMode;
  /** The rule that sets the mode; null where `VESTIBULE_LIVENESS` sets it. */
  rule: string | null;
}

/** Returns the liveness modes of the policy's rules. Empty where no rule asks for a face. */
export function livenessInUse(policy: Policy, usual: LivenessMode): LivenessInUse[] {
  const asked = policy.rules.flatMap(({ name, checks }) => {
    const face = checks.find((check) => check.name === 'face');
    if (!face) return [];
    const own = ownLiveness(face);
    return [own === null || own === usual ? null : { mode: own, rule: name }];
  });
  const own = asked.filter((one) => one !== null);
  return own.length < asked.length ? [{ mode: usual, rule: null }, ...own] : own;
}

/**
 * Returns the names of the rules that let an enrolled person in by one camera and nothing beside it. A document is
 * asked of visitors who are not enrolled.
 */
export function rulesWithOneCamera(
  policy: Policy,
  usual: LivenessMode,
  isAnybodyEnrolled: boolean,
): string[] {
  const guards = isAnybodyEnrolled ? ['personal_code'] : ['personal_code', 'identity_document'];
  const isByOne = ({ checks }: Policy['rules'][number]) => {
    const face = checks.find(({ name }) => name === 'face');
    if (!face || checks.some(({ name }) => guards.includes(name))) return false;
    const { whenCamerasMoved } = (face.settings ?? {}) as { whenCamerasMoved?: unknown };
    return (ownLiveness(face) ?? usual) !== 'two_cameras' || whenCamerasMoved === 'active';
  };
  return policy.rules.filter(isByOne).map(({ name }) => name);
}

function ownLiveness({ settings }: CheckSettings): LivenessMode | null {
  const { liveness } = (settings ?? {}) as { liveness?: unknown };
  return livenessModes.find((mode) => mode === liveness) ?? null;
}
