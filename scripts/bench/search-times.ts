import { monitorEventLoopDelay } from 'node:perf_hooks';
import { similarities } from '../../server/people/similarities.ts';
import { timed, timesOf, type Times } from './statistics.ts';

export interface SearchTimes {
  templates: number;
  search: Times;
  /** The longest that the event loop was kept from anything else, in milliseconds. */
  longestBlock: number;
}

/** Compares one probe with everybody in galleries of these sizes, of random templates. */
export async function searchTimes(
  sizes: readonly number[],
  dimension: number,
): Promise<SearchTimes[]> {
  const results: SearchTimes[] = [];
  for (const templates of sizes) {
    const matrix = Float32Array.from({ length: templates * dimension }, () => Math.random() - 0.5);
    const probe = matrix.slice(0, dimension);
    const search = async () => {
      for await (const part of similarities(matrix, probe)) void part;
    };
    await search();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const milliseconds: number[] = [];
    for (let round = 0; round < 20; round++) milliseconds.push(await timed(search));
    delay.disable();
    results.push({ templates, search: timesOf(milliseconds), longestBlock: delay.max / 1e6 });
  }
  return results;
}
