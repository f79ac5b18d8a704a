import type { Reason } from '../../server/sign-in/reasons.ts';
import type { FrameSource } from '../simulate/frame-feed.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import { sampleFaces, cropPhoto, twoPeopleFrames, webcamFrames } from './sample-photos.ts';
import type { Trial } from './trial.ts';

/** One visitor of the story, and what should become of them. */
export interface Scene {
  what: string;
  /** What the camera sees; null when the kiosk is not connected. */
  frames: FrameSource | null;
  visitor: { name: string; email: string };
  expected: Reason;
}

export interface PlayedScene {
  what: string;
  expected: string;
  answered: string;
  reason: string;
  milliseconds: number;
  asExpected: boolean;
}

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const bea = { name: 'Bea Moreau', email: 'bea@example.com' };
const framesEach = 12;

/** Enrols the two people of the story, from one photo each. */
export async function enrolCast(trial: Trial): Promise<void> {
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  await trial.enrol(bea, [await cropPhoto(sampleFaces.guest2)]);
}

export async function scenes(): Promise<Scene[]> {
  const { womanB, guest1, guest2 } = sampleFaces;
  const frames = await webcamFrames(womanB, framesEach);
  return [
    { what: 'Anna, enrolled', frames, visitor: anna, expected: 'matched' },
    {
      what: 'a stranger, with Anna’s name',
      frames: await webcamFrames(guest1, framesEach),
      visitor: anna,
      expected: 'no_match',
    },
    {
      what: 'Bea, with Anna’s name',
      frames: await webcamFrames(guest2, framesEach),
      visitor: anna,
      expected: 'other_person',
    },
    {
      what: 'Cleo, not enrolled',
      frames: await webcamFrames(guest1, framesEach),
      visitor: { name: 'Cleo Unknown', email: 'cleo@example.com' },
      expected: 'not_enrolled',
    },
    {
      what: 'Anna, somebody beside her',
      frames: await twoPeopleFrames(womanB, guest1, framesEach),
      visitor: anna,
      expected: 'several_faces',
    },
    { what: 'Anna, no kiosk', frames: null, visitor: anna, expected: 'kiosk_offline' },
  ];
}

/** Plays one scene through the real service. */
export async function play(trial: Trial, kiosk: KioskClient, scene: Scene): Promise<PlayedScene> {
  if (scene.frames) kiosk.show(scene.frames);
  else await kiosk.stop();
  const { status, body, milliseconds } = await trial.signIn(scene.visitor);
  const expectedStatus = scene.expected === 'matched' ? 200 : 412;
  const reason = status === 200 ? 'matched' : reasonIn(body);
  return {
    what: scene.what,
    expected: `${expectedStatus} ${scene.expected}`,
    answered: `${status}`,
    reason,
    milliseconds: Math.round(milliseconds),
    asExpected: status === expectedStatus && reason === scene.expected,
  };
}

/** The reason as the front desk reads it, turned back into the word of the vocabulary. */
function reasonIn(body: string): string {
  const { attachments } = JSON.parse(body) as { attachments: { label: string; value: string }[] };
  const reason = attachments.find(({ label }) => label === 'Reason')?.value ?? '';
  return reason.replaceAll(' ', '_');
}
