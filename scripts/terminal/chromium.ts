import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium to drive, or null. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const given = env['CHROMIUM_PATH'];
  const inPath = (env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => ['chromium', 'google-chrome'].map((name) => path.join(folder, name)));
  return (given ? [given] : [...wellKnown, ...inPath]).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
