import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { poses } from '#face';
import { enrolAtKiosk } from '#server/enrolment/enrol-at-kiosk.ts';
import { CameraRefusalError, poseNames } from '#server/enrolment/enrolment-messages.ts';
import type { CapturePhase } from '#server/kiosk/capture.ts';
import { publishConsentText, type Agreement } from '#server/people/consent.ts';
import { Gallery } from '#server/people/gallery.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { noDetails } from '#server/people/person-details.ts';
import { printable } from '#base/text';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { answerInWords } from '../../simulate/answer-in-words.ts';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { print, wrapText } from '../../../scripts/terminal/text.ts';
import { cropPhoto, sampleFaces, samplePhotos } from '../sample-photos.ts';
import type { Trial } from '../trial.ts';
import { setUpCameras } from '../two-cameras.ts';

const actor = 'command:try';
const version = 'try';

const text = [
  'This is a trial of Vestibule on this machine, and nowhere else.',
  "I agree that it makes a template of my face (numbers made from the camera's pictures), keeps it in a temporary folder of this machine, and compares my face with it when I sign in. No picture is kept.",
  'The template is erased with everything else when the trial ends, which is when I close it: in a few minutes, or at once with Ctrl-C.',
].join('\n\n');

/** The person who tries the product. */
export interface Self {
  name: string;
  email: string;
}

/** Another person, who is enrolled if there is a photo. */
const other = { name: 'Anna Lindqvist', email: 'anna@example.com' };

/** Long enough to read the screen before its next text. */
const readMs = 4000;
/** Time to read the text and to allow the camera. */
const withConsentMs = 5 * 60_000;
const beforePageMs = 10 * 60_000;

/** Waits for the page, and for the phone that it may play. @throws {RefusalError} when nobody opens it */
export async function pageIsOpen({ service }: Trial, signal: AbortSignal): Promise<void> {
  const until = performance.now() + beforePageMs;
  const isReady = () =>
    service.kioskRegistry
      .status()
      .some(({ connected, phoneObstacle }) => connected && phoneObstacle === null);
  while (!isReady()) {
    if (performance.now() > until) throw new RefusalError('no_page', 'Nobody opened the page.');
    await pause(200, undefined, { signal });
  }
}

/**
 * Enrols the person in front of the camera if they agree on the screen.
 * @throws {RefusalError} when nothing was stored, with the reason
 */
export async function enrolSelf(trial: Trial, self: Self, signal: AbortSignal): Promise<void> {
  const { db, kioskRegistry, vision } = trial.service;
  const published = await publishConsentText(db, { version, text, language: 'en' }, actor);
  const [kiosk] = kioskRegistry.status();
  if (!('text' in published) || !kiosk) throw new Error('the trial has no text or no screen');
  const cipher = await openTemplateCipher(db, trial.config.templateKeyFile);
  const people = new Gallery({ db, cipher, model: vision.model });
  const optOuts = new OptOuts(db, trial.config);
  const recordedBy = `kiosk:${kiosk.id}`;
  const agreement: Agreement = { text: published.text, recordedBy };
  const progress = new Progress();
  const result = await enrolAtKiosk(
    {
      enrolment: { db, cipher, vision, people, optOuts, actor, agreement },
      kiosks: kioskRegistry,
      needsLiveness: trial.config.liveness !== 'off',
    },
    {
      kiosk: { id: kiosk.id, name: kiosk.name },
      who: { details: { ...noDetails, ...self, consent: 'agreed to on the screen' } },
      twinOf: [],
      signal,
      consent: { version, texts: [{ language: 'en', text }] },
      onAgreed: (language) => (agreement.language = language),
      timeoutMs: withConsentMs,
      onPhase: (phase) => progress.phase(phase),
      onState: ({ taken }) => progress.noteTaken(taken),
    },
  );
  if (result instanceof CameraRefusalError) {
    const sentence = result.code === 'declined' ? 'You said no on the screen.' : result.message;
    throw new RefusalError(result.code, `${sentence} Nothing was stored.`);
  }
  if (result.state === 'refused') {
    const why = result.photos.flatMap((photo) =>
      photo.state === 'refused' ? photo.findings.map(({ explanation }) => explanation) : [],
    );
    throw new RefusalError('refused', [...new Set(why), 'Nothing was stored.'].join(' '));
  }
}

/**
 * Learns how the two cameras see each other, from the person in front of them.
 * @throws {RefusalError} when they are not two, or what they show does not fit
 */
export async function setUpTwoCameras(trial: Trial): Promise<void> {
  const [kiosk] = trial.service.kioskRegistry.status();
  print('Now the two cameras: step nearer and back, as the screen says.');
  print(wrapText(await setUpCameras(trial, kiosk?.id ?? '', actor), '  '));
}

/** Prints each step of an enrolment once. */
class Progress {
  #last: CapturePhase | null = null;
  #taken = 0;

  phase(phase: CapturePhase): void {
    if (phase === this.#last) return;
    this.#last = phase;
    if (phase === 'running') print('  On the screen: read the text, and touch "I agree".');
    if (phase === 'agreed') print('  Agreed. Now three poses, as the screen asks.');
  }

  noteTaken(count: number): void {
    for (; this.#taken < count; this.#taken++) {
      const pose = poses[this.#taken];
      if (pose) print(`  ${this.#taken + 1} of ${poses.length}  ${poseNames[pose]}`);
    }
  }
}

/** Enrols the other person. False when this installation lacks the photos. */
export async function enrolOther(trial: Trial): Promise<boolean> {
  if (!samplePhotos.every((file) => existsSync(file))) return false;
  await trial.enrol(other, [await cropPhoto(sampleFaces.womanA)]);
  return true;
}

/** Signs in with the person's own name. @returns whether the visitor was let in */
export async function signInAsSelf(trial: Trial, self: Self): Promise<boolean> {
  print(wrapText(printable`Envoy holds the sign-in of "${self.name}". Look at the screen.`));
  return signIn(trial, self);
}

/** Signs in with the other person's name and the same face. @returns whether the visitor was let in */
export async function signInAsOther(trial: Trial, isEnrolled: boolean): Promise<boolean> {
  const who = isEnrolled ? 'enrolled from a photo' : 'not enrolled';
  print(`Now you sign in as "${other.name}", ${who}.`);
  return signIn(trial, other);
}

async function signIn(trial: Trial, visitor: Self): Promise<boolean> {
  const answer = await trial.signIn(visitor);
  print(answerInWords(answer).replace(/^/gm, '  '));
  if (await picturesRepeated(trial)) print(wrapText(repeats, '  '));
  return answer.status === 200;
}

const repeats =
  'The camera sent the same pictures again and again, which a working camera does not. Open its shutter, choose another camera in the browser, or end the program that makes a virtual camera.';

/** Whether the last sign-in was held for repeated pictures: few of its frames showed anything new. */
export async function picturesRepeated({ service }: Pick<Trial, 'service'>): Promise<boolean> {
  const last = await service.db
    .selectFrom('sign_ins')
    .select(['reason', 'frames', 'usableFrames'])
    .orderBy('receivedAt', 'desc')
    .executeTakeFirst();
  if (last?.reason === 'camera_stuck') return true;
  return last?.reason === 'spoof_suspected' && (last.usableFrames ?? 0) * 3 < (last.frames ?? 0);
}

/** Results of this trial's dot challenges, in numbers only; null when there was none. */
export async function dotInWords({ service }: Trial): Promise<string | null> {
  const metrics = await (await fetch(`${service.lobbyUrl}/metrics`)).text();
  const asked = [
    ...metrics.matchAll(/challenges_total{asking="(\w+)",outcome="(\w+)"} (\d+)/g),
  ].map(([, asking, outcome, count]) => ({ asking, outcome, count: Number(count) }));
  const sum = (counted: typeof asked) => counted.reduce((all, { count }) => all + count, 0);
  const words = ['first', 'second'].flatMap((asking) => {
    const these = asked.filter((each) => each.asking === asking);
    const followed = these.filter(({ outcome }) => outcome === 'followed');
    return sum(these) > 0 ? [`${asking} asking ${sum(followed)} of ${sum(these)}`] : [];
  });
  return words.length > 0 ? `The dot was followed: ${words.join(', ')}.` : null;
}

/** Leaves the screen's text visible for a moment. */
export function letRead(signal: AbortSignal): Promise<void> {
  return pause(readMs, undefined, { signal });
}
