/** One kind of presentation attack on the liveness question, and how often it was let in. */
export interface AttackResult {
  attack: string;
  /** Tries that were asked to follow the dot, played into the service's own session. */
  session: Count;
  /** The same through a whole running service, by its WebSocket; null: not tried. */
  service: Count | null;
}

interface Count {
  letIn: number;
  of: number;
}

const count = (letIn: number, of: number): Count => ({ letIn, of });

/** When and on what the attacks were measured. */
export const attackMeasurement =
  'Measured on 2026-11-29 with the setting `active` on the half of the people that judges: 15 of LFW and 4 volunteers of ' +
  'one studio. The other half had chosen the limits. Its recordings and a part of these were in view when the limits of ' +
  'the depth were chosen. Every frame was rendered with tremor and noise, and the real models looked at it. A person of ' +
  'LFW is enrolled with another photo than the one that is shown, a volunteer with the same one mirrored, darker and ' +
  'softer. Swapped and faded photos were tried before the room beside the head counted, which can only stop more. ' +
  'Upright screens, the head alone, and the one that fills the frame were tried again, by 13 people of LFW, when only ' +
  'those places of the room counted in which a move would show. The service was tried with one woman, who is in no set.';

/** Results of the latest measurement, the most dangerous first. Every document and page takes them from here. */
export const attackResults: readonly AttackResult[] = [
  {
    attack: 'one photo of which a program turns the head alone, filling the frame',
    session: count(9, 10),
    service: null,
  },
  {
    attack:
      'one photo that a program turns as a head, on an upright screen beside which the room shows',
    session: count(9, 10),
    service: count(10, 11),
  },
  {
    attack: 'one photo before a plain wall that a program turns as a head, filling the frame',
    session: count(4, 4),
    service: null,
  },
  {
    attack: 'five photos, blended, of which the head alone moves',
    session: count(3, 8),
    service: null,
  },
  {
    attack: 'five photos, blended, on such an upright screen',
    session: count(3, 10),
    service: null,
  },
  {
    attack: 'three photos, morphed and tilted, on such an upright screen',
    session: count(1, 10),
    service: null,
  },
  {
    attack: 'one photo with its background that a program turns as a head, filling the frame',
    session: count(1, 10),
    service: count(0, 8),
  },
  { attack: 'one flat photo, tilted by hand', session: count(0, 15), service: count(0, 2) },
  { attack: 'two photos, morphed and tilted', session: count(0, 11), service: null },
  {
    attack: 'two photos, morphed and tilted, on such an upright screen',
    session: count(0, 10),
    service: null,
  },
  { attack: 'three photos, morphed and tilted', session: count(0, 11), service: count(0, 2) },
  { attack: 'five photos, blended', session: count(0, 11), service: count(0, 2) },
  {
    attack: 'three photos, morphed and tilted, of which the head alone moves',
    session: count(0, 8),
    service: null,
  },
  { attack: 'one photo on a tube as wide as a head', session: count(0, 5), service: null },
  { attack: 'two photos, swapped without tilt', session: count(0, 5), service: null },
  { attack: 'two photos, faded without tilt', session: count(0, 5), service: null },
  { attack: 'one photo on a ball', session: count(0, 2), service: null },
];

/** Of the attacks that were tried, the one with the highest share let in. */
export function worstAttack(): AttackResult {
  const share = ({ session }: AttackResult) => session.letIn / session.of;
  return attackResults.toSorted((a, b) => share(b) - share(a) || b.session.of - a.session.of)[0]!;
}
