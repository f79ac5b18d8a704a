/** Whether the face must reflect the colours of the screen's border during the challenge. */
export const lightModes = ['off', 'watch', 'require'] as const;
type LightMode = (typeof lightModes)[number];

/** So many sign-ins of genuine people must have a light agreement before the check decides. */
export const enoughLit = 50;

export interface LightRule {
  mode: LightMode;
  /** The limit proposed by `vestibule tune`; null while nobody has set it. */
  limit: number | null;
}

/** Whether the picture around a face must be the learned room of the lobby screen. */
export const roomModes = ['off', 'watch', 'require'] as const;
export type RoomMode = (typeof roomModes)[number];
