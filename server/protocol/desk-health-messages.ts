import { Type, type Static } from 'typebox';
import { Code, Coded, OrNull, Text } from './desk-fields.ts';
import { LobbyScreen } from './desk-messages.ts';
import type { SetUpStep } from './set-up-steps.ts';

/** `GET /desk/api/first-steps`: whether each step is done. */
export const FirstSteps = Type.Object({
  secret: Type.Boolean(),
  reached: Type.Boolean(),
  envoy: Type.Boolean(),
  told: Type.Boolean(),
  screen: Type.Boolean(),
  consent: Type.Boolean(),
  enrolled: Type.Boolean(),
} satisfies Record<SetUpStep, unknown>);
export type FirstSteps = Static<typeof FirstSteps>;

export const LobbyHealth = Type.Object({
  version: Text,
  lights: Type.Array(
    Type.Object({
      name: Text,
      /** Code of the finding, by which the page finds its translation. Null: the sentence has its own code. */
      finding: OrNull(Code),
      /** The lobby screen that the light concerns. */
      screen: OrNull(Text),
      light: Type.Enum(['green', 'amber', 'red']),
      sentence: Text,
      whatToDo: OrNull(Text),
      /** The heading in the troubleshooting guide; null when nothing is wrong. */
      guide: OrNull(Text),
      ...Coded,
    }),
  ),
  screens: Type.Array(LobbyScreen),
});
export type LobbyHealth = Static<typeof LobbyHealth>;
