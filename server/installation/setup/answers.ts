import type { LivenessMode } from '../../config/liveness.ts';
import type { Tunnel } from './files.ts';

/** How the service runs: under systemd, or by `npm start` in the project's folder. */
export const installKinds = ['service', 'folder'] as const;
export type InstallKind = (typeof installKinds)[number];

/** Where the lobby screen is. */
export const screens = ['here', 'elsewhere'] as const;
export type ScreenPlace = (typeof screens)[number];

/** Who gets messages about reviews; `keep`: as in the present file. */
export const channels = ['nobody', 'keep', 'email', 'slack', 'teams'] as const;
export type ChannelKind = (typeof channels)[number];

export type NotificationAnswer =
  | { by: 'nobody' | 'keep' }
  /** A user needs a password; null: the stored one. */
  | {
      by: 'email';
      to: string;
      server: string;
      port: number;
      from: string;
      user: string | null;
      password: string | null;
    }
  /** The address is secret; null: the stored one. */
  | { by: 'slack' | 'teams'; address: string | null };

export type ConsentAnswer =
  /** Publishes nothing: no text is wanted yet, or the present one stays. */
  | { from: 'nowhere' }
  | { from: 'file'; file: string }
  | { from: 'template'; company: string; contact: string };

/** All answers for setup. */
export interface SetupAnswers {
  kind: InstallKind;
  /** Shown on the lobby screen; null: none. */
  company: string | null;
  /** Envoy's client secret; null: the stored one, or none yet. */
  secret: string | null;
  clientId: string | null;
  /** Null: not known yet. */
  publicUrl: string | null;
  tunnel: Tunnel;
  /** A secret; null: the stored one, or the tunnel needs none. */
  tunnelToken: string | null;
  lobbyPort: number;
  screen: ScreenPlace;
  /** Names by which a screen on another machine reaches this one. */
  screenHosts: readonly string[];
  notifications: NotificationAnswer;
  /** A secret; null: the stored one, or none. */
  heartbeat: string | null;
  liveness: LivenessMode;
  retentionDays: number;
  signInDays: number;
  consent: ConsentAnswer;
}
