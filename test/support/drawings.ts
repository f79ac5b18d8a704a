import sharp from 'sharp';

/** A face drawn in even colours, like an avatar. The detector and the liveness model take it for a person's. */
const avatar = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="800">
<rect width="640" height="800" fill="#8fb4d9"/>
<path d="M120 800Q130 640 260 620L380 620Q510 640 520 800Z" fill="#3b5b8c"/>
<rect x="260" y="540" width="120" height="110" fill="#d9a27c"/>
<ellipse cx="320" cy="380" rx="165" ry="215" fill="#e8b48f"/>
<path d="M150 380Q130 150 320 140Q510 150 490 380Q470 270 400 250Q300 270 220 250Q165 280 150 380Z" fill="#4a2f1d"/>
<g fill="none" stroke="#3a2416" stroke-width="13"><path d="M205 322Q245 300 285 320"/><path d="M355 320Q395 300 435 322"/></g>
<g fill="#fff"><ellipse cx="247" cy="362" rx="34" ry="17"/><ellipse cx="393" cy="362" rx="34" ry="17"/></g>
<g fill="#3a2a1a"><circle cx="247" cy="362" r="15"/><circle cx="393" cy="362" r="15"/></g>
<g fill="none" stroke="#2a1a10" stroke-width="6"><path d="M213 360Q247 335 281 360"/><path d="M359 360Q393 335 427 360"/></g>
<path d="M308 370Q300 430 285 452Q320 474 355 452Q340 430 332 370" fill="#d99c77"/>
<g fill="#a86a4c"><ellipse cx="303" cy="456" rx="9" ry="5"/><ellipse cx="337" cy="456" rx="9" ry="5"/></g>
<path d="M258 515Q290 498 320 507Q350 498 382 515Q350 520 320 519Q290 520 258 515" fill="#b5534c"/>
<path d="M258 515Q320 556 382 515Q350 522 320 520Q290 522 258 515" fill="#c9655c"/>
</svg>`;

/** The drawn face as a PNG of 640×800. */
export function drawnFace(): Promise<Buffer> {
  return sharp(Buffer.from(avatar)).png().toBuffer();
}

/** The drawn face in front of a lobby camera: a JPEG of 640×480. */
export async function drawnFrame(): Promise<Buffer> {
  return sharp(await drawnFace())
    .resize({ height: 480 })
    .extend({ left: 128, right: 128, background: '#8fb4d9' })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A frame as a camera takes it in the dark, with grain. */
export async function grainy(frame: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(frame).raw().toBuffer({ resolveWithObject: true });
  // The grain is the same each time (a linear congruential generator, nearly normal when summed).
  let state = 1;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const grain = () => next() + next() + next() + next() - 2;
  for (let at = 0; at < data.length; at += 1) {
    data[at] = Math.min(255, Math.max(0, data[at]! + 16 * grain()));
  }
  return sharp(data, { raw: info }).jpeg({ quality: 85 }).toBuffer();
}

/** A picture held by hand, never twice at the same place, because a repeated frame counts only once. */
export async function heldByHand(frame: Buffer, count: number): Promise<Buffer[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      sharp(frame)
        .extract({
          left: 4 * (index % 4),
          top: 5 * (index % 3),
          width: 620 - 2 * index,
          height: 465,
        })
        .resize(640, 480, { fit: 'fill' })
        .jpeg({ quality: 90 })
        .toBuffer(),
    ),
  );
}
