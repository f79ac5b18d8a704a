/** Whether the picture around a face has to be the room that was learned for the lobby screen. */
export const roomModes = ['off', 'watch', 'require'] as const;
export type RoomMode = (typeof roomModes)[number];
