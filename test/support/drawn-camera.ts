import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

/** Renders drawings (SVG of 640 by 480) to a film for a fake camera, 10 frames a second in a loop. */
export async function filmDrawings(file: string, drawings: string[]): Promise<string> {
  await writeFile(file, await renderFilm(drawings));
  return file;
}

/** Renders drawings to the content of a film. */
export async function renderFilm(drawings: string[]): Promise<Buffer> {
  return Buffer.concat(
    await Promise.all(
      drawings.map((drawing) => sharp(Buffer.from(drawing)).jpeg({ quality: 92 }).toBuffer()),
    ),
  );
}

/** A drawn visitor who sways a little, so that no two frames are alike. */
export function drawnVisitor(frames = 16): string[] {
  return Array.from({ length: frames }, (_, index) => {
    const phase = (2 * Math.PI * index) / frames;
    return visitor(4 * Math.sin(phase), 2 * Math.sin(2 * phase));
  });
}

function visitor(dx: number, dy: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#e3d9c8"/><stop offset="1" stop-color="#a99d8a"/>
    </linearGradient>
    <linearGradient id="window" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#dff0f5"/><stop offset="1" stop-color="#b7d6df"/>
    </linearGradient>
    <radialGradient id="skin" cx="0.42" cy="0.4" r="0.75">
      <stop offset="0" stop-color="#d79a72"/><stop offset="0.75" stop-color="#bf7d56"/><stop offset="1" stop-color="#9c603f"/>
    </radialGradient>
    <linearGradient id="neck" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#92583a"/><stop offset="1" stop-color="#bd7b54"/>
    </linearGradient>
    <linearGradient id="coat" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#37646d"/><stop offset="1" stop-color="#1f4048"/>
    </linearGradient>
    <linearGradient id="hair" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#3d2a22"/><stop offset="1" stop-color="#241712"/>
    </linearGradient>
    <filter id="far"><feGaussianBlur stdDeviation="5"/></filter>
    <filter id="soft"><feGaussianBlur stdDeviation="5"/></filter>
  </defs>
  <rect width="640" height="480" fill="url(#wall)"/>
  <g filter="url(#far)">
    <rect x="30" y="-20" width="150" height="300" fill="url(#window)"/>
    <rect x="100" y="-20" width="8" height="300" fill="#8d8271"/>
    <rect x="500" y="210" width="180" height="14" fill="#7d6a52"/>
    <rect x="540" y="150" width="34" height="60" rx="6" fill="#b4694a"/>
    <path d="M557 150q-46-50-30-96q24 30 30 92q2-74 40-100q10 56-36 104z" fill="#4e7a58"/>
    <rect x="0" y="400" width="640" height="80" fill="#8e8371"/>
  </g>
  <g transform="translate(${dx} ${dy})">
    <path d="M222 196q-24 120 2 186h196q24-66 2-186z" fill="url(#hair)"/>
    <path d="M120 500q10-104 124-128l76-20 76 20q114 24 124 128z" fill="url(#coat)"/>
    <path d="M280 300h80v62q-14 40-40 40t-40-40z" fill="url(#neck)"/>
    <path d="M262 372l58 70 58-70 22 8-66 120h-28l-66-120z" fill="#ece5d8"/>
    <path d="M320 84c62 0 92 46 90 116c-2 78-42 142-90 142s-88-64-90-142c-2-70 28-116 90-116z" fill="url(#skin)"/>
    <ellipse cx="272" cy="262" rx="24" ry="15" fill="#c4583f" opacity="0.28" filter="url(#soft)"/>
    <ellipse cx="368" cy="262" rx="24" ry="15" fill="#c4583f" opacity="0.28" filter="url(#soft)"/>
    <g fill="#fbf6ef">
      <path d="M258 210q24-17 48 0q-24 15-48 0z"/><path d="M334 210q24-17 48 0q-24 15-48 0z"/>
    </g>
    <g fill="#3a2418"><circle cx="282" cy="209" r="8.500"/><circle cx="358" cy="209" r="8.500"/></g>
    <g fill="#fff"><circle cx="285" cy="206" r="2.600"/><circle cx="361" cy="206" r="2.600"/></g>
    <g fill="none" stroke="#2b1a13" stroke-linecap="round">
      <path d="M256 209q26-20 51 0" stroke-width="4"/><path d="M333 209q26-20 51 0" stroke-width="4"/>
      <path d="M256 184q25-13 49-4" stroke-width="5"/><path d="M335 180q24-9 49 4" stroke-width="5"/>
    </g>
    <path d="M316 222q-2 22-8 33q6 7 13 6t13-6" fill="none" stroke="#8d5537" stroke-width="4" stroke-linecap="round"/>
    <path d="M291 292q29 20 58 0" fill="none" stroke="#8f3a32" stroke-width="6" stroke-linecap="round"/>
    <path d="M308 314q12 4 24 0" fill="none" stroke="#9a5c40" stroke-width="3" stroke-linecap="round"/>
    <path d="M218 236c-10-104 34-172 108-172c70 0 108 58 98 170c-6-52-26-92-70-112c-40 34-108 32-136 114z" fill="url(#hair)"/>
  </g>
</svg>`;
}
