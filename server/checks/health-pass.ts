import { Type, type Static } from 'typebox';
import type { FormerName } from '#base/schema';
import { credentialFaults, Wallet, type PersonName, type WalletState } from '#health-pass';
import { recognisePresented } from '#health-pass/presented';
import type { CodeReader } from '../credentials/codes/code-reader.ts';
import type { Issuers } from '../credentials/read-issuers.ts';
import type { CaptureEnd, FrameAnswer } from '../kiosk/capture.ts';
import type { OptOuts } from '../people/opt-outs.ts';
import type { People, Person } from '../people/person.ts';
import {
  defineCheck,
  type Check,
  type CheckContext,
  type CheckResult,
  type FailedResult,
  refuse,
  withListener,
} from '../sign-in/check.ts';
import { dayAt } from '../platform/local-time.ts';
import { nameFits } from '#name-matching';
import { reasons } from '../sign-in/reasons.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { areKiosksPaired } from '../store/tables/kiosks.ts';
import { type CaptureHandle, type SharedCaptures, cutShortResult } from './shared-capture.ts';
import { within } from '#base/time';

export interface HealthPassDeps {
  /** The issuers that are trusted now. */
  issuers: { readonly inForce: Pick<Issuers, 'trust'> };
  captures: SharedCaptures;
  /** The people whom no camera may film, for any purpose. */
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  people: Pick<People, 'findClaimed'>;
  codes: Pick<CodeReader, 'warmUp' | 'read'>;
}

/** `14-270`, or `14-` without an end. */
const daysPattern = '^[0-9]{1,5}-([1-9][0-9]{0,4})?$';

const vaccineCode = Type.String({ pattern: '^[\\w/-]{1,40}$' });

const newDaysAgo = 'write both as `daysAgo`, like 14-270, or 14- without an end.';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function moveDays(pass: Record<string, unknown>, from: unknown, until: unknown): void {
  const [first = '', last = ''] = textOf(pass['daysAgo']).split('-');
  pass['daysAgo'] = `${textOf(from) || first || '0'}-${textOf(until) || last}`;
}

const formerNames: Record<string, FormerName> = {
  // A code at the camera is checked like one in the form, and no face is looked at for it.
  camera: {
    instead: 'a visitor whose form has no pass may show the code to the camera. Delete it.',
  },
  atLeastDaysAgo: { instead: newDaysAgo, move: (days, pass) => moveDays(pass, days, null) },
  atMostDaysAgo: { instead: newDaysAgo, move: (days, pass) => moveDays(pass, null, days) },
};

export const healthPassSettings = Type.Object(
  {
    vaccines: Type.Array(vaccineCode, {
      minItems: 1,
      maxItems: 200,
      description:
        'The vaccines that count, by code: CVX (`"208"`), EU (`EU/1/20/1528`), ICD-11 (`XM8NQ0`) or SNOMED CT. The code of a whole product stands for all of its codes.',
    }),
    doses: Type.Integer({
      default: 1,
      minimum: 1,
      maximum: 20,
      description: 'How many doses it has to show.',
    }),
    completeSeries: Type.Boolean({
      default: false,
      description:
        'A series that an EU certificate calls complete (`dn`, `sd`) is enough, and one that it calls incomplete is not, whatever the number of doses. Otherwise doses are counted.',
    }),
    daysAgo: Type.String({
      default: '0-',
      pattern: daysPattern,
      expectation: 'two numbers of days, like 14-270 or 14-',
      description:
        'When the doses were given, like `14-270`: at least 14 days ago, and the last of them at most 270. `14-` has no end.',
    }),
    birthDate: Type.Enum(['when-asked', 'required'], {
      default: 'when-asked',
      description:
        'The birth date on the pass must be that of the form: where the form asks for it, or always.',
    }),
  },
  { former: formerNames },
);
type Settings = Static<typeof healthPassSettings>;

/** The capture ends this long before the check's own deadline, so that the result is in time. */
const concludingMs = 200;
/** The wait for the person whom the face check identifies also ends this long before the deadline. */
const personMs = 100;
const late = Symbol('late');
/** Of the frames, in pixels: the code of a health card has fine detail. */
const longestSide = 1280;

const needs = [
  'claim',
  'facts',
  'locationId',
  'deviceId',
  'language',
  'timezone',
  'arrivedAt',
] as const satisfies (keyof SignInRequest)[];
type Needed = Pick<SignInRequest, (typeof needs)[number] | 'jobId'>;

/** Does the visitor have a health pass that was issued to them and meets the policy? */
export function createHealthPassCheck(options: HealthPassDeps): Check {
  return defineCheck({
    name: 'health_pass',
    settings: healthPassSettings,
    needs,
    run: async (signIn, context) => {
      const wallet = new Wallet(
        options.issuers.inForce.trust,
        expectedOf(signIn, context.settings),
      );
      const look: Look = { wallet, kioskIds: new Set(), known: [] };
      const result = await read(options, signIn, context, look);
      if (!result.passed) return result;
      const person = await within(
        context.deadline - personMs - performance.now(),
        context.identified,
        late,
      );
      // The face may still match at the last moment, and then the pass would not be compared with that person.
      if (person === late) return refuse(result, { reason: 'timed_out' });
      const otherwise = (note: string) => refuse(result, invalid(note));
      const isTheirs = !person || wallet.areAbout((names) => areOf(names, person.name));
      if (!isTheirs) return otherwise(ofAnother);
      const hold = (transaction: Db) => stands(options, signIn, look, transaction);
      return {
        ...result,
        preconditions: { hold, reevaluate: async () => otherwise(changed) },
      };
    },
  });
}

/** What a capture, or the sign-in form, showed. */
interface Look {
  wallet: Wallet;
  /** The lobby screens whose cameras ran; empty when the form contains the pass. */
  kioskIds: Set<string>;
  /** The people whom the claim means, when the check used a camera. */
  known: readonly Person[];
}

/** Whether the issuers have not revoked the pass and, after a capture, the screens are paired and nobody opted out. */
async function stands(
  { issuers, optOuts }: HealthPassDeps,
  { claim }: Needed,
  { wallet, kioskIds, known }: Look,
  transaction: Db,
): Promise<boolean> {
  if (!(await wallet.isStillValid(issuers.inForce.trust))) return false;
  if (kioskIds.size === 0) return true;
  const isPaired = await areKiosksPaired(transaction, [...kioskIds]);
  return isPaired && !(await optOuts.within(transaction).has(claim, ...known));
}

const ofAnother = 'It is made out to another name than the one that the person is enrolled under.';
const changed =
  'Before the visitor was answered, its issuer or a list took it back, the lobby screen was unpaired, or the visitor opted out.';

function areNamed(names: readonly PersonName[], typed: string | null): boolean {
  return names.some((name) => nameFits(typed, name));
}

/** Compares with the person whom the face identified, because a typed name may fit two people. */
function areOf(names: readonly PersonName[], recorded: string): boolean {
  // The pass may have the full name of a person who is recorded by a nickname.
  const isForm = ({ given, family }: PersonName) => nameFits(`${given} ${family}`, recorded);
  return areNamed(names, recorded) || names.some(isForm);
}

async function read(
  options: HealthPassDeps,
  signIn: Needed,
  context: CheckContext<Settings>,
  look: Look,
): Promise<CheckResult> {
  const { wallet } = look;
  const { healthCard } = signIn.facts;
  const given = healthCard === null ? null : recognisePresented(healthCard);
  if (given) {
    await wallet.show(given);
    return conclude(wallet.state);
  }
  const handle = options.captures.handle(signIn.jobId);
  try {
    look.known = await options.people.findClaimed(signIn.claim);
    if (await options.optOuts.has(signIn.claim, ...look.known)) {
      return { passed: false, reason: 'opted_out' };
    }
    return await readShown({ options, signIn, context, look, handle });
  } finally {
    handle.leave();
  }
}

function expectedOf(signIn: Needed, settings: Settings) {
  const { vaccines, doses, completeSeries, daysAgo, birthDate } = settings;
  const [atLeastDaysAgo = 0, last = 0] = daysAgo.split('-').map(Number);
  // Without an end, nothing follows the dash, which is 0 as a number.
  const atMostDaysAgo = last === 0 ? null : last;
  const { name } = signIn.claim;
  return {
    isNamed: (names: readonly PersonName[]) => areNamed(names, name),
    birthDate: signIn.facts.birthDate,
    birthDateRequired: birthDate === 'required',
    rules: { vaccines, doses, completeSeries, atLeastDaysAgo, atMostDaysAgo },
    today: dayAt(signIn.timezone, signIn.arrivedAt),
    now: () => new Date(),
  };
}

async function readShown({
  options,
  signIn,
  context,
  look: { wallet, kioskIds },
  handle,
}: {
  options: HealthPassDeps;
  signIn: Needed;
  context: CheckContext<Settings>;
  look: Look;
  handle: CaptureHandle;
}): Promise<CheckResult> {
  options.codes.warmUp();
  const codes = new CodeLook(options.codes, wallet);
  const end = await handle.capture({
    look: 'health_pass',
    locationId: signIn.locationId,
    deviceId: signIn.deviceId,
    language: signIn.language,
    visitor: null,
    longestSide,
    deadline: context.deadline - concludingMs,
    signal: context.signal,
    onKiosk: (kioskId) => kioskIds.add(kioskId),
    onFrame: (jpeg) => codes.onFrame(jpeg),
  });
  return withListener(whenEnded(end, wallet.state), (_verdict, reason) =>
    end.showOutcome(reasons[reason].visitor),
  );
}

function whenEnded({ ending, frames }: CaptureEnd, state: WalletState): CheckResult {
  // Only a capture that ended because it saw enough can pass.
  if (ending === 'done') return conclude(state);
  if (ending === 'timed_out' && state.kind !== 'enough') return conclude(state);
  return { passed: false, reason: cutShortResult[ending], evidence: { frames } };
}

/** Returns the check's result for the passes that were shown. */
export function conclude(state: WalletState): CheckResult {
  switch (state.kind) {
    case 'enough':
      return { passed: true, reason: 'passed' };
    case 'empty':
      return { passed: false, reason: 'credential_missing' };
    case 'incomplete':
      return invalid(credentialFaults.incomplete);
    case 'refused':
      return invalid(credentialFaults[state.fault]);
  }
}

function invalid(note: string): FailedResult {
  return { passed: false, reason: 'credential_invalid', evidence: { note } };
}

/** Milliseconds for the visitor to show another code after a refused one. */
const secondChanceMs = 5000;

/** Looks for the codes of health passes in frames, and for nothing else. */
class CodeLook {
  readonly #codes: Pick<CodeReader, 'read'>;
  readonly #wallet: Wallet;
  #looks = 0;
  #refusedAt = 0;

  constructor(codes: Pick<CodeReader, 'read'>, wallet: Wallet) {
    this.#codes = codes;
    this.#wallet = wallet;
  }

  async onFrame(jpeg: Uint8Array): Promise<FrameAnswer> {
    for (const code of await this.#codes.read(jpeg)) await this.#wallet.showCode(code);
    const now = performance.now();
    if (this.#wallet.looks !== this.#looks) {
      this.#looks = this.#wallet.looks;
      this.#refusedAt = now;
    }
    switch (this.#wallet.state.kind) {
      case 'enough':
        return { guidance: 'looking_good', progress: 1, done: true };
      case 'incomplete':
        return { guidance: 'show_next_part', progress: 0.5, done: false };
      case 'refused': {
        const done = now - this.#refusedAt >= secondChanceMs;
        return { guidance: 'show_other_pass', progress: 0.3, done };
      }
      case 'empty':
        return { guidance: 'show_pass', progress: 0, done: false };
    }
  }
}
