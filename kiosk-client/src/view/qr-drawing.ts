import { create } from 'qrcode';
import { element } from './element.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Modules that have to stay free around it. */
const quiet = 4;

/** @param label for those who do not see it */
export function qrDrawing(text: string, label: string): HTMLElement {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  const dark = Array.from(data, (isDark, index) =>
    isDark ? `M${index % size} ${Math.floor(index / size)}h1v1h-1z` : '',
  );
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', dark.join(''));
  const drawing = document.createElementNS(svgNamespace, 'svg');
  const side = size + 2 * quiet;
  drawing.setAttribute('viewBox', `${-quiet} ${-quiet} ${side} ${side}`);
  drawing.setAttribute('shape-rendering', 'crispEdges');
  drawing.append(path);
  return element('div', { class: 'qr', role: 'img', 'aria-label': label }, drawing);
}
