import type { OfficeCountry } from './laws.ts';
import type { Tunnel } from './tunnels.ts';

/** What there is beside one camera that nobody at a desk sees; `desk`: somebody sees it. */
export const cameraGuards = [
  'desk',
  'two-cameras',
  'personal-code',
  'identity-document',
  'nothing',
] as const;
export type CameraGuard = (typeof cameraGuards)[number];

/** Where messages about held visitors go. */
export const channels = ['email', 'slack', 'teams'] as const;

/** Answers that are typed. */
export type TypedAnswer =
  | ('secret' | 'clientId' | 'publicUrl' | 'tunnelToken' | 'company' | 'privacyContact')
  | ('webhook' | 'tellTo' | 'smtp' | 'smtpUser' | 'smtpPassword');

/** The answers to the seven questions. Null removes what is there, and a missing one keeps it. */
export interface SetupAnswers extends Partial<Record<TypedAnswer, string | null>> {
  tunnel: Tunnel;
  country: OfficeCountry;
  camera: CameraGuard;
  tell?: (typeof channels)[number] | null;
}
