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
  'Measured on 2026-11-28 with the setting `active` on 45 people whom no rule had seen. Every frame was rendered with ' +
  'tremor and noise, and the real models looked at it. The photo shown was never one of those enrolled.';

/** Results of the latest measurement, the most dangerous first. Every document and page takes them from here. */
export const attackResults: readonly AttackResult[] = [
  {
    attack: 'one photo on a mesh of mean depths, steered by hand',
    session: count(44, 47),
    service: count(19, 20),
  },
  {
    attack: 'one photo on a tube as wide as a head',
    session: count(19, 21),
    service: count(9, 20),
  },
  { attack: 'one flat photo, tilted by hand', session: count(24, 42), service: count(14, 20) },
  { attack: 'one photo on a ball', session: count(4, 4), service: null },
  { attack: 'five photos, blended', session: count(32, 44), service: null },
  { attack: 'two photos, morphed and tilted', session: count(18, 43), service: count(10, 20) },
  { attack: 'three photos, morphed and tilted', session: count(8, 20), service: null },
  {
    attack: 'six films of other answers, chosen by the first corner',
    session: count(34, 200),
    service: null,
  },
  { attack: 'two photos, swapped without tilt', session: count(0, 24), service: null },
  { attack: 'two photos, faded without tilt', session: count(0, 14), service: null },
  { attack: 'two photos, morphed without tilt', session: count(0, 14), service: null },
  { attack: 'a photo whose edge is in sight', session: count(0, 12), service: null },
  { attack: 'a film at a random phase', session: count(0, 840), service: null },
];

/** Of the attacks that were tried, the one with the highest share let in. */
export function worstAttack(): AttackResult {
  const share = ({ session }: AttackResult) => session.letIn / session.of;
  return attackResults.toSorted((a, b) => share(b) - share(a) || b.session.of - a.session.of)[0]!;
}
