import { MultiBar, SingleBar } from 'cli-progress';

const looks = { stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 30 };

/**
 * Returns a bar on standard error, which is invisible when that is no terminal.
 * @param counted for example `{value} of {total} rows`
 */
export function progressBar(counted: string): SingleBar {
  return new SingleBar({ ...looks, format: formatOf(counted) });
}

/** Returns a bar with lines of text above it. */
export function progressBarWithLines(counted: string): MultiBar {
  return new MultiBar({ ...looks, format: formatOf(counted) });
}

function formatOf(counted: string): string {
  return `{bar} ${counted}, {eta_formatted} to go`;
}
