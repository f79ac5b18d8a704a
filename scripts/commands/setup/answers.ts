import type { LivenessMode } from '../../../server/config/liveness.ts';
import type { Tunnel } from './files.ts';

/** How the service is run: under systemd, or by `npm start` in the project's folder. */
export const installKinds = ['service', 'folder'] as const;
export type InstallKind = (typeof installKinds)[number];

/** Where the lobby screen is. */
export const screens = ['here', 'elsewhere'] as const;
export type ScreenPlace = (typeof screens)[number];

/** Who gets messages about reviews; `keep`: as the present file says. */
export const channels = ['nobody', 'keep', 'email', 'slack', 'teams'] as const;
export type ChannelKind = (typeof channels)[number];

export type NotificationAnswer =
  | { by: 'nobody' | 'keep' }
  /** With a user, the password is needed; null: the one that is stored already. */
  | {
      by: 'email';
      to: string;
      server: string;
      port: number;
      from: string;
      user: string | null;
      password: string | null;
    }
  /** The address is secret; null: the one that is stored already. */
  | { by: 'slack' | 'teams'; address: string | null };

export type ConsentAnswer =
  /** Nothing is published: none is wanted yet, or the one that counts is to stay. */
  | { from: 'nowhere' }
  | { from: 'file'; file: string }
  | { from: 'template'; company: string; contact: string };

/** Everything that setup wants to know. */
export interface SetupAnswers {
  kind: InstallKind;
  /** Shown on the lobby screen; null: none. */
  company: string | null;
  /** Envoy's client secret; null: the one that is stored already, or none yet. */
  secret: string | null;
  clientId: string | null;
  /** Null: not known yet. */
  publicUrl: string | null;
  tunnel: Tunnel;
  /** A secret; null: the one that is stored already, or the tunnel runs without. */
  tunnelToken: string | null;
  lobbyPort: number;
  screen: ScreenPlace;
  /** How a screen elsewhere reaches this machine. */
  screenHosts: readonly string[];
  notifications: NotificationAnswer;
  /** A secret; null: the one that is stored already, or none. */
  heartbeat: string | null;
  liveness: LivenessMode;
  retentionDays: number;
  signInDays: number;
  consent: ConsentAnswer;
}
