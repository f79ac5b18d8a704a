import { attackCounts, type AttackCount } from './attack-counts.ts';

/** One kind of presentation attack on the liveness challenge, and how often it was approved. */
export interface AttackResult extends AttackCount {
  attack: string;
}

/** When and on what the attacks were measured. */
export const attackMeasurement =
  'Measured on 2026-11-30 with the setting `active` on the half of the people that judges, of LFW and of one studio. The ' +
  'other half had chosen the limits. Its recordings and a part of these were in view when the limits of the depth were ' +
  'chosen. Every frame was rendered with tremor and noise, and the real models looked at it. A person of LFW is enrolled ' +
  'with another photo than the one that is shown, a volunteer with the same one mirrored, darker and softer. Photos that a ' +
  'program turns were tried again when a head had to show other sides of itself. The other kinds were tried before that. ' +
  'Since then, every kind but the blended ones was tried once more with nine people of LFW: 0 of 111 that were asked were ' +
  'let in. What says how it fared with the learned room was tried on people of LFW alone: the ' +
  'room beside an upright screen is in sight then, where earlier renderings had black. Through the whole service, each ' +
  'kind was tried twice with eight people of LFW, beside other work on two cores, which leaves an attacker fewer frames. ' +
  'The same day, five kinds were tried twice more with ten people of LFW: one photo tilted, turned by a program or on a ' +
  'tube, two photos morphed and tilted, and five blended over the whole frame. 0 of 60 that were asked were let in.';

/** Descriptions of the kinds of `npm run lab -- attacks`. */
const attacks: Readonly<Record<string, string>> = {
  '1 mesh, head cut out': 'one photo of which a program turns the head alone, filling the frame',
  '1 mesh, upright screen':
    'one photo that a program turns as a head, on an upright screen beside which the room shows',
  '1 mesh, plain wall':
    'one photo before a plain wall that a program turns as a head, filling the frame',
  '1 mesh': 'one photo with its background that a program turns as a head, filling the frame',
  '5 blended, head cut out': 'five photos, blended, of which the head alone moves',
  '5 blended, upright screen': 'five photos, blended, on such an upright screen',
  '5 morphed and tilted, upright screen':
    'five photos, morphed and tilted, on such an upright screen',
  '3 blended, upright screen': 'three photos, blended, on such an upright screen',
  '2 blended, upright screen': 'two photos, blended, on such an upright screen',
  '5 blended': 'five photos, blended',
  '3 morphed and tilted, upright screen':
    'three photos, morphed and tilted, on such an upright screen',
  '3 morphed and tilted, head cut out':
    'three photos, morphed and tilted, of which the head alone moves',
  '3 morphed and tilted': 'three photos, morphed and tilted',
  '2 morphed and tilted, upright screen':
    'two photos, morphed and tilted, on such an upright screen',
  '2 morphed and tilted': 'two photos, morphed and tilted',
  '1 tilted': 'one flat photo, tilted by hand',
  '1 tube': 'one photo on a tube as wide as a head',
  '1 ball': 'one photo on a ball',
  '2 swapped': 'two photos, swapped without tilt',
  '2 faded': 'two photos, faded without tilt',
};

/** Results of the latest measurement, most dangerous first. All documents and pages use these numbers. */
export const attackResults: readonly AttackResult[] = Object.entries(attacks)
  .flatMap(([kind, attack]) => {
    const count = attackCounts[kind];
    return count ? [{ attack, ...count }] : [];
  })
  .toSorted((a, b) => shareOf(b) - shareOf(a) || b.session.of - a.session.of);

/** The kind with the highest approved share among the tried ones. */
export function worstAttack(): AttackResult {
  return attackResults[0]!;
}

function shareOf({ session }: AttackResult): number {
  return session.letIn / session.of;
}
