/** A passport that lies open on a reader; an arrow shows the way down. */
export function readerDrawing(label: string): SVGElement {
  const svg = shape('svg', { viewBox: '0 0 120 100', role: 'img', 'aria-label': label });
  svg.append(
    shape('rect', { x: 14, y: 76, width: 92, height: 14, rx: 5, class: 'reader' }),
    shape('path', { d: 'M22 62h36l2 3 2-3h36v10H22z', class: 'document' }),
    shape('path', { d: 'M60 14v30M48 34l12 12 12-12', class: 'way' }),
  );
  return svg;
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
