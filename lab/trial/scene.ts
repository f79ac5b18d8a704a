import type { HeldDocument } from '#mobile-document/virtual-wallet';
import type { Reason } from '#server/sign-in/reasons.ts';
import type { FrameSource } from '../simulate/frames.ts';
import type { KioskClient } from '../simulate/kiosk-client.ts';
import type { SpecimenDocument } from './specimen-document.ts';
import type { Trial } from './trial.ts';

/** One visitor of the demo, and the expected result. */
export interface DemoScene {
  what: string;
  /** The camera's frames; null when the kiosk is not connected. */
  frames: FrameSource | null;
  /** Those of a second camera. */
  second?: FrameSource;
  visitor: { name: string; email: string; flow?: string };
  /** The document to show when the screen requests one. */
  passport?: SpecimenDocument;
  /** The document in a phone to show. */
  phone?: HeldDocument;
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

/** Plays one scene through the real service. */
export async function playScene(
  trial: Trial,
  kiosk: KioskClient,
  scene: DemoScene,
): Promise<PlayedScene> {
  if (scene.frames) kiosk.show(scene.frames, scene.second);
  else await kiosk.stop();
  const { status, body, milliseconds } = await trial.signIn(scene.visitor);
  const letIn = scene.passport || scene.phone ? 'passed' : 'matched';
  const expectedStatus = scene.expected === letIn ? 200 : 412;
  const reason = status === 200 ? letIn : reasonIn(body);
  return {
    what: scene.what,
    expected: `${expectedStatus} ${scene.expected}`,
    answered: `${status}`,
    reason,
    milliseconds: Math.round(milliseconds),
    asExpected: status === expectedStatus && reason === scene.expected,
  };
}

/** Converts the front desk's sentence back to the reason's code. */
function reasonIn(body: string): string {
  const { attachments } = JSON.parse(body) as { attachments: { label: string; value: string }[] };
  const reason = attachments.find(({ label }) => label === 'Reason')?.value ?? '';
  return reason.replaceAll(' ', '_');
}
