import type { Box, RoomPrint } from '../analysis.ts';
import { outlineOf } from '../person-outline.ts';
import type { Picture, Pyramid } from '../picture.ts';

/** Cells of a print. A cell of a frame of 640 by 480 is 32 pixels wide. */
export const roomGrid = { columns: 20, rows: 15, directions: 8 } as const;
export const roomCells = roomGrid.columns * roomGrid.rows;

/** Pixels along the longer side of the level that is measured: averaging removes sensor noise. */
const side = 160;
/** A cell with a luma beyond these limits shows nothing. */
const black = 6;
const white = 250;
/** Strength of a gradient that is as large as the luma around it. */
const steps = 2000;

/** Whether a cell can be compared, and if not, why. */
export const cellStates = { seen: 0, person: 1, unlit: 2 } as const;

/**
 * Describes the room around people coarsely: the edge directions in each cell, with their strength relative to the
 * light there. The result does not depend on brightness, and nobody can be recognised in it.
 *
 * @param faces every detected face, in pixels of the pyramid's base
 */
export function roomPrintOf(pyramid: Pyramid, faces: readonly Box[]): RoomPrint {
  const { width, height } = pyramid.base;
  const { picture } = pyramid.levelFor(Math.max(1, Math.max(width, height) / side));
  const luma = lumaOf(picture);
  const { edges, light } = cellsOf(luma, picture);
  const state = new Uint8Array(roomCells);
  for (let cell = 0; cell < roomCells; cell += 1) {
    if (light[cell]! < black || light[cell]! > white) state[cell] = cellStates.unlit;
  }
  for (const face of faces) hideFace(state, face, { width, height });
  return { shape: Math.round((100 * width) / height), edges, state };
}

function lumaOf({ data, width, height }: Picture): Float32Array {
  const luma = new Float32Array(width * height);
  for (let at = 0, from = 0; at < luma.length; at += 1, from += 3) {
    luma[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
  }
  return luma;
}

/** A hot loop: each pixel's gradient counts for the two nearest directions. */
function cellsOf(luma: Float32Array, { width, height }: Picture) {
  const { columns, rows, directions } = roomGrid;
  const sums = new Float32Array(roomCells * directions);
  const light = new Float32Array(roomCells);
  const counts = new Uint32Array(roomCells);
  for (let y = 1; y < height - 1; y += 1) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const cell = row + Math.floor((x * columns) / width);
      const right = luma[at + 1]! - luma[at - 1]!;
      const down = luma[at + width]! - luma[at - width]!;
      light[cell]! += luma[at]!;
      counts[cell]! += 1;
      const size = Math.hypot(right, down);
      if (size === 0) continue;
      // An edge from light to dark equals one from dark to light, because a lamp can reverse it.
      let turn = (Math.atan2(down, right) / Math.PI) * directions;
      if (turn < 0) turn += directions;
      const low = Math.floor(turn);
      const share = turn - low;
      sums[cell * directions + (low % directions)]! += size * (1 - share);
      sums[cell * directions + ((low + 1) % directions)]! += size * share;
    }
  }
  const edges = new Uint8Array(sums.length);
  for (let cell = 0; cell < roomCells; cell += 1) {
    light[cell]! /= Math.max(1, counts[cell]!);
    const unit = steps / (Math.max(1, counts[cell]!) * (light[cell]! + 16));
    for (let at = cell * directions; at < (cell + 1) * directions; at += 1) {
      edges[at] = Math.min(255, Math.round(sums[at]! * unit));
    }
  }
  return { edges, light };
}

/** Marks the cells that a person covers, from the hair down. @param face in pixels of the picture */
export function hideFace(
  state: Uint8Array,
  face: Box,
  picture: { width: number; height: number },
): void {
  const { columns, rows } = roomGrid;
  const columnOf = (x: number) => Math.floor((x * columns) / picture.width);
  const rowOf = (y: number) => Math.floor((y * rows) / picture.height);
  for (const { left, top, right, bottom } of outlineOf(face)) {
    const [first, last] = [Math.max(0, columnOf(left)), Math.min(columns - 1, columnOf(right))];
    for (let row = Math.max(0, rowOf(top)); row <= Math.min(rows - 1, rowOf(bottom)); row += 1) {
      for (let column = first; column <= last; column += 1) {
        state[row * columns + column] = cellStates.person;
      }
    }
  }
}
