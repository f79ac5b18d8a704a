import Table from 'cli-table3';
import type { FrameTimes } from './frame-times.ts';
import type { Amidst } from './hook-to-reply.ts';
import type { Memory } from './memory.ts';
import type { SearchTimes } from './search-times.ts';
import type { Times } from './statistics.ts';

export interface Measured {
  onnx: FrameTimes;
  faceApi: FrameTimes;
  /** Median to median. */
  faceApiToOnnx: number;
  hookToReply: Times;
  amidstForgedCalls: Amidst;
  search: SearchTimes[];
  startToReady: Times;
  memory: Memory[];
}

/** What was measured, for people, in 80 columns. */
export function reportOf(measured: Measured): string {
  const { onnx, faceApi } = measured;
  const times = table(['milliseconds', 'median', 'p95', 'of'], 1, [
    row('a frame, onnx', onnx.engine),
    row('  its models alone', onnx.bare),
    row('a frame, face-api', faceApi.engine),
    row('  its models alone', faceApi.bare),
    row('call to reply, person before the camera', measured.hookToReply),
    row('  amidst forged calls', measured.amidstForgedCalls.replies),
    ...measured.search.map((each) =>
      row(`search among ${each.templates.toLocaleString('en')} people`, each.search),
    ),
    row('start to ready', measured.startToReady),
  ]);
  const ratios = table(['ratio of medians', ''], 1, [
    ['a frame, onnx, to its models alone', onnx.ratio.toFixed(2)],
    ['a frame, face-api, to onnx', measured.faceApiToOnnx.toFixed(1)],
  ]);
  const forged = table(['forged calls refused a second, meanwhile', ''], 1, [
    ['from one process', measured.amidstForgedCalls.forgedPerSecond.toFixed(0)],
  ]);
  const blocks = table(['longest block of the event loop, ms', ''], 1, [
    ...measured.search.map(({ templates, longestBlock }) => [
      `search among ${templates.toLocaleString('en')} people`,
      longestBlock.toFixed(1),
    ]),
  ]);
  const memory = table(['resident memory, MiB', 'service', 'models'], 1, [
    ...measured.memory.map(({ frames, service, models }) => [
      frames === 0 ? 'after the start' : `after ${frames.toLocaleString('en')} frames`,
      service.toFixed(0),
      models.toFixed(0),
    ]),
  ]);
  return [times, ratios, forged, blocks, memory].join('\n\n') + '\n';
}

function row(what: string, { median, p95, count }: Times): string[] {
  return [what, digits(median), digits(p95), String(count)];
}

function digits(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}

function table(head: string[], labels: number, rows: string[][]): string {
  const colAligns = head.map((_, i) => (i < labels ? 'left' : 'right'));
  const style = { head: [], border: [], compact: true };
  const made = new Table({ head, colAligns, style });
  made.push(...rows);
  return made.toString();
}
