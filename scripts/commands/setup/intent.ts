import type { Answers } from './answers.ts';
import type { Text } from './consent.ts';
import type { Given } from './given.ts';
import type { Place } from './place.ts';
import type { Present } from './present.ts';
import type { Change } from './show.ts';
import type { Target } from './write-files.ts';

/** What was asked, shown and agreed to, when nothing is written yet. */
export interface Intent {
  answers: Answers;
  place: Place;
  present: Present;
  changes: Change[];
  consent: Text | null;
  target: Target;
  options: Given;
}
