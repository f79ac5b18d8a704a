/** Whether the face has to show the tints of the screen's border while the dot moves. */
export const lightModes = ['off', 'watch', 'require'] as const;
type LightMode = (typeof lightModes)[number];

/** So many sign-ins of the right people have to have their number before it decides anything. */
export const enoughLit = 50;

export interface LightRule {
  mode: LightMode;
  /** What `vestibule tune` proposed; null while nobody has set it. */
  limit: number | null;
}

/** Whether the picture around a face has to be the room that was learned for the lobby screen. */
export const roomModes = ['off', 'watch', 'require'] as const;
export type RoomMode = (typeof roomModes)[number];
