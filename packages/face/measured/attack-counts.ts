/** How often one kind of attack was approved, among tries that reached the dot challenge. */
interface Count {
  letIn: number;
  of: number;
}

export interface AttackCount {
  /** Attacks played directly into the service's session. */
  session: Count;
  /** The same attacks through a running service's WebSocket; null: not tried. */
  service: Count | null;
  /** Approved attacks that also showed the learned room, so that the room check would pass; null: not compared. */
  room: Count | null;
}

/** Written by `npm run lab -- attack-counts`. A kind that a run did not try keeps its earlier count. */
export const attackCounts: Readonly<Record<string, AttackCount>> = {
  '1 mesh, head cut out': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '1 mesh, upright screen': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '1 mesh, plain wall': { session: { letIn: 0, of: 2 }, service: null, room: null },
  '5 blended, head cut out': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '5 blended, upright screen': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '3 morphed and tilted, upright screen': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '1 mesh': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '1 tilted': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '2 morphed and tilted': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '2 morphed and tilted, upright screen': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '3 morphed and tilted': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 16 },
    room: { letIn: 0, of: 9 },
  },
  '5 blended': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '3 morphed and tilted, head cut out': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '1 tube': {
    session: { letIn: 0, of: 2 },
    service: { letIn: 0, of: 2 },
    room: { letIn: 0, of: 2 },
  },
  '2 swapped': { session: { letIn: 0, of: 5 }, service: null, room: null },
  '2 faded': { session: { letIn: 0, of: 5 }, service: null, room: null },
  '1 ball': { session: { letIn: 0, of: 2 }, service: null, room: null },
  '1 mesh, edge in sight': { session: { letIn: 0, of: 1 }, service: null, room: null },
  '1 mesh, head cut out, edge in sight': {
    session: { letIn: 0, of: 1 },
    service: null,
    room: null,
  },
  '2 blended, upright screen': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '3 blended, upright screen': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '5 morphed and tilted, upright screen': {
    session: { letIn: 0, of: 9 },
    service: { letIn: 0, of: 20 },
    room: { letIn: 0, of: 9 },
  },
  '5 blended, edge in sight': {
    session: { letIn: 0, of: 1 },
    service: null,
    room: { letIn: 0, of: 1 },
  },
  '5 blended, head cut out, edge in sight': {
    session: { letIn: 0, of: 1 },
    service: null,
    room: { letIn: 0, of: 1 },
  },
  '1 mesh, upright screen, restless': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '1 mesh, head cut out, restless': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '1 bent': { session: { letIn: 0, of: 4 }, service: null, room: { letIn: 0, of: 4 } },
  '5 blended, upright screen, restless': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '5 blended, head cut out, restless': {
    session: { letIn: 0, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
  '5 blended, head cut out, ends otherwise': {
    session: { letIn: 3, of: 9 },
    service: null,
    room: { letIn: 0, of: 9 },
  },
};
