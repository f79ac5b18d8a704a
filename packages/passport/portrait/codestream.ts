import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';

const subject = 'portrait';

/** Markers of a JPEG 2000 codestream (ISO/IEC 15444-1, A.2). */
const markers = { first: 0xff4f, coding: 0xff52, component: 0xff53, data: 0xff93 } as const;
/** The start of a part of a tile. */
const nextPart = Buffer.of(0xff, 0x90);

interface Grid {
  tiles: number;
  /** Of one tile. */
  width: number;
  height: number;
  components: number;
}

/**
 * Checks how much a decoder would have to keep for a codestream. A picture of 100 bytes can ask for 60,000 tiles, and
 * each tile costs kilobytes. Every header counts, because a tile may have its own.
 *
 * @throws {PassportError} `too_large` or `unreadable`
 */
export function checkCodestream(view: Buffer): void {
  const grid = readGrid(view);
  if (grid.tiles > limits.portraitTiles) throw tooLarge('tiles');
  let at = 2;
  let isCoded = false;
  for (let segments = 0; segments < 4096 && at + 4 <= view.length; segments++) {
    const marker = view.readUInt16BE(at);
    if (marker === markers.data) {
      // The next part of a tile may have headers of its own. Data hold no marker above 0xff8f.
      at = view.indexOf(nextPart, at + 2);
      if (at < 0) break;
      continue;
    }
    const end = at + 2 + view.readUInt16BE(at + 2);
    const body = view.subarray(at + 4, end);
    const isMarker = marker >= markers.first && end >= at + 4 && end <= view.length;
    if (!isMarker) throw unreadable('headers');
    if (marker === markers.coding) {
      if (body.length < 10) throw unreadable('coding');
      checkCoding(body.subarray(5), ((body[0] ?? 0) & 1) === 1, body.readUInt16BE(2), grid);
      isCoded = true;
    } else if (marker === markers.component) {
      const skipped = grid.components < 257 ? 1 : 2;
      checkCoding(body.subarray(skipped + 1), ((body[skipped] ?? 0) & 1) === 1, 1, grid);
    }
    at = end;
  }
  if (!isCoded) throw unreadable('coding');
  if (at >= 0 && at + 4 <= view.length) throw tooLarge('headers');
}

function readGrid(view: Buffer): Grid {
  if (view.length < 42) throw unreadable('size');
  const word = (at: number) => view.readUInt32BE(at);
  const [right, bottom, width, height] = [word(8), word(12), word(24), word(28)];
  const [left, top] = [word(32), word(36)];
  const across = Math.ceil((right - left) / width);
  const down = Math.ceil((bottom - top) / height);
  if (!(across >= 1 && down >= 1)) throw unreadable('tiles');
  return {
    tiles: across * down,
    width: Math.min(width, right),
    height: Math.min(height, bottom),
    components: view.readUInt16BE(40),
  };
}

/** @param parameters levels, width and height of code blocks, two bytes of style, then the precincts of each level */
function checkCoding(parameters: Buffer, hasPrecincts: boolean, layers: number, grid: Grid): void {
  const [levels = 0, blockWidth = 0, blockHeight = 0] = parameters;
  if (layers > limits.portraitLayers) throw tooLarge('layers');
  if (levels > limits.portraitLevels) throw tooLarge('levels');
  const everywhere = grid.tiles * grid.components;
  const blockPixels = 2 ** ((blockWidth & 15) + 2 + (blockHeight & 15) + 2);
  if ((grid.width * grid.height * everywhere) / blockPixels > limits.portraitBlocks) {
    throw tooLarge('code blocks');
  }
  let precincts = 0;
  for (let level = 0; hasPrecincts && level <= levels; level++) {
    const exponents = parameters[5 + level] ?? 0;
    const scale = 2 ** (levels - level);
    const across = Math.ceil(grid.width / scale / 2 ** (exponents & 15)) + 1;
    const down = Math.ceil(grid.height / scale / 2 ** (exponents >> 4)) + 1;
    precincts += across * down;
  }
  if (precincts * everywhere * layers > limits.portraitPackets) throw tooLarge('precincts');
}

function unreadable(detail: string): PassportError {
  return new PassportError('unreadable', subject, detail);
}

function tooLarge(detail: string): PassportError {
  return new PassportError('too_large', subject, detail);
}
