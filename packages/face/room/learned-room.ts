import type { Box, RoomPrint } from '../analysis.ts';
import { cellStates, hideFace, roomCells, roomGrid } from './room-print.ts';

/** The camera's view of the lobby, as cells of edges. Nobody can be recognised in it. */
export interface LearnedRoom {
  /** Width by height of the picture, in hundredths. */
  shape: number;
  /** As in `RoomPrint`. */
  edges: Uint8Array;
  /** For each cell, how certain its edges are. */
  trust: Uint8Array;
}

/** `npm run lab -- room` prints the effect of these limits. */
export const roomLimits = {
  /** Mean edge strength from which a cell has enough structure to compare. */
  structure: 12,
  /** Correlation of a cell's edge directions from which it is the same. */
  same: 0.7,
  /** Share of the visible cells that must be the same. */
  agreeing: 0.6,
  /** Fewer visible cells give no result. */
  fewest: 12,
  /** Cells beside a usual visitor that are needed to learn a room. */
  enough: 18,
  /** Share of the cells that may change during learning. */
  restless: 0.15,
} as const;

const trusts = { learned: 192, counted: 64, step: 16, most: 240 } as const;
/** One capture changes a cell by this much at most. */
const mostRenewal = 6;
/** Box of a visitor at arm's length, in shares of the picture. */
const usualFace: Box = { x: 0.36, y: 0.25, width: 0.28, height: 0.46 };
const { directions } = roomGrid;

/** Merges several prints. A cell that no print shows stays hidden. */
export function gatherPrints(prints: readonly RoomPrint[]): RoomPrint | null {
  const [first] = prints;
  if (!first) return null;
  const alike = prints.filter(({ shape }) => shape === first.shape);
  const edges = new Uint8Array(roomCells * directions);
  const state = new Uint8Array(roomCells);
  for (let cell = 0; cell < roomCells; cell += 1) {
    const showing = alike.filter((print) => print.state[cell] === cellStates.seen);
    if (showing.length === 0) {
      const isPerson = alike.some((print) => print.state[cell] === cellStates.person);
      state[cell] = isPerson ? cellStates.person : cellStates.unlit;
      continue;
    }
    for (let at = cell * directions; at < (cell + 1) * directions; at += 1) {
      let sum = 0;
      for (const print of showing) sum += print.edges[at]!;
      edges[at] = Math.round(sum / showing.length);
    }
  }
  return { shape: first.shape, edges, state };
}

/**
 * Share of the visible room that agrees with the learned room, 0 to 1; null when too little is visible. A picture with
 * another shape shows another room. Too dark or too bright cells are skipped; when most are, the result is null.
 */
export function agreement(room: LearnedRoom, print: RoomPrint): number | null {
  if (room.shape !== print.shape) return 0;
  let agreed = 0;
  let compared = 0;
  let unlit = 0;
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (!isKnown(room, cell) || print.state[cell] === cellStates.person) continue;
    if (print.state[cell] === cellStates.unlit) unlit += 1;
    else {
      compared += 1;
      if (likeness(room.edges, print.edges, cell) >= roomLimits.same) agreed += 1;
    }
  }
  return compared < roomLimits.fewest || unlit > compared ? null : agreed / compared;
}

export type Learning =
  | { room: LearnedRoom; failure: null }
  | {
      room: null;
      /** `moves`: something moved during learning. `plain`: the room has too little structure to recognise. */
      failure: 'moves' | 'plain';
    };

/** @param prints of consecutive pictures, with nobody in them */
export function learnRoom(prints: readonly RoomPrint[]): Learning {
  const mean = gatherPrints(prints);
  if (!mean) return { room: null, failure: 'plain' };
  const trust = new Uint8Array(roomCells);
  let structured = 0;
  let restless = 0;
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (mean.state[cell] !== cellStates.seen) continue;
    trust[cell] = trusts.learned;
    if (strengthOf(mean.edges, cell) < roomLimits.structure) continue;
    structured += 1;
    if (prints.every((print) => likeness(mean.edges, print.edges, cell) >= roomLimits.same))
      continue;
    restless += 1;
    trust[cell] = 0;
  }
  if (restless > roomLimits.restless * structured) return { room: null, failure: 'moves' };
  const room = { shape: mean.shape, edges: mean.edges, trust };
  return besideVisitor(room) < roomLimits.enough
    ? { room: null, failure: 'plain' }
    : { room, failure: null };
}

/** Makes a room from a print of captures, with people in front of it. */
export function roomOf({ shape, edges, state }: RoomPrint): LearnedRoom {
  const trust = Uint8Array.from(state, (each) => (each === cellStates.seen ? trusts.counted : 0));
  return { shape, edges, trust };
}

/** Fills the unknown cells of such a room from another capture. */
export function addToRoom(room: LearnedRoom, print: RoomPrint): LearnedRoom {
  const added = roomOf(print);
  const edges = Uint8Array.from(room.edges);
  const trust = Uint8Array.from(room.trust);
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (trust[cell] !== 0) continue;
    trust[cell] = added.trust[cell]!;
    for (let at = cell * directions; at < (cell + 1) * directions; at += 1) {
      edges[at] = added.edges[at]!;
    }
  }
  return { shape: room.shape, edges, trust };
}

/**
 * Updates the room after an approved capture that agreed with it. Cells that agree follow the capture slowly. Cells
 * that differ lose trust, until the new content replaces them. So only many captures together make a change.
 */
export function renewedRoom(room: LearnedRoom, print: RoomPrint): LearnedRoom {
  const edges = Uint8Array.from(room.edges);
  const trust = Uint8Array.from(room.trust);
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (print.state[cell] !== cellStates.seen) continue;
    const from = cell * directions;
    const isFlat =
      strengthOf(edges, cell) < roomLimits.structure &&
      strengthOf(print.edges, cell) < roomLimits.structure;
    if (trust[cell] === 0) {
      edges.set(print.edges.subarray(from, from + directions), from);
      trust[cell] = trusts.step;
    } else if (isFlat || likeness(edges, print.edges, cell) >= roomLimits.same) {
      trust[cell] = Math.min(trusts.most, trust[cell]! + trusts.step);
      for (let at = from; at < from + directions; at += 1) {
        const off = (print.edges[at]! - edges[at]!) / 4;
        edges[at]! += Math.round(Math.max(-mostRenewal, Math.min(mostRenewal, off)));
      }
    } else trust[cell] = Math.max(0, trust[cell]! - trusts.step);
  }
  return { shape: room.shape, edges, trust };
}

/** Packs the room for the store: the shape (2 bytes, big endian), the edges, the trust. */
export function packRoom({ shape, edges, trust }: LearnedRoom): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(Math.min(shape, 0xffff));
  return Buffer.concat([head, edges, trust]);
}

/** @throws {RangeError} when the bytes are of another version */
export function unpackRoom(bytes: Buffer): LearnedRoom {
  const [edgesEnd, end] = [2 + roomCells * directions, 2 + roomCells * (directions + 1)];
  if (bytes.length !== end) throw new RangeError('A stored room has another size.');
  return {
    shape: bytes.readUInt16BE(0),
    edges: Uint8Array.from(bytes.subarray(2, edgesEnd)),
    trust: Uint8Array.from(bytes.subarray(edgesEnd)),
  };
}

function isKnown({ edges, trust }: LearnedRoom, cell: number): boolean {
  return trust[cell]! >= trusts.counted && strengthOf(edges, cell) >= roomLimits.structure;
}

function besideVisitor(room: LearnedRoom): number {
  const state = new Uint8Array(roomCells);
  hideFace(state, usualFace, { width: 1, height: 1 });
  let count = 0;
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (state[cell] === cellStates.seen && isKnown(room, cell)) count += 1;
  }
  return count;
}

function strengthOf(edges: Uint8Array, cell: number): number {
  let sum = 0;
  for (let at = cell * directions; at < (cell + 1) * directions; at += 1) sum += edges[at]!;
  return sum / directions;
}

/** Correlation of the directions of the edges in a cell, -1 to 1. */
function likeness(one: Uint8Array, other: Uint8Array, cell: number): number {
  const [from, to] = [cell * directions, (cell + 1) * directions];
  let sumOne = 0;
  let sumOther = 0;
  for (let at = from; at < to; at += 1) {
    sumOne += one[at]!;
    sumOther += other[at]!;
  }
  let product = 0;
  let squareOne = 0;
  let squareOther = 0;
  for (let at = from; at < to; at += 1) {
    const x = one[at]! - sumOne / directions;
    const y = other[at]! - sumOther / directions;
    product += x * y;
    squareOne += x * x;
    squareOther += y * y;
  }
  const size = Math.sqrt(squareOne * squareOther);
  return size === 0 ? 0 : product / size;
}
