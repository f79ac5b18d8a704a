import type { ZoneOutline } from '#server/protocol/document-messages.ts';
import { element } from './element.ts';
import { icon, type IconName } from './icons.ts';

/** The present look of the oval, which is on nearly every screen. */
export interface OvalLook {
  ring:
    | 'calm'
    /** Filled as far as `progress` says. */
    | 'progress'
    /** Runs round. */
    | 'busy'
    | 'full'
    | 'broken';
  /** 0 to 1. */
  progress?: number;
  /** Inside the oval. */
  icon?: IconName;
  /** On the rim; shows the visitor's instruction. */
  badge?: IconName;
  /** Label of the camera's picture for people who do not see it. */
  preview?: string;
  /** Place of the document's lines, drawn over the picture. */
  outline?: ZoneOutline | null;
  /** Movement of the inner shape that shows the direction. As in a mirror, left is the screen's left. */
  hint?: 'closer' | 'back' | 'left' | 'right' | 'none';
  /** Label of the ring's progress for people who do not see it. */
  progressLabel?: string;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Clockwise from the top, where the progress begins. */
const path = 'M150 14A136 186 0 0 1 150 386A136 186 0 0 1 150 14Z';

export class Oval {
  readonly element: HTMLElement;
  private readonly video: HTMLVideoElement;
  private readonly ring: HTMLElement;
  private readonly outline = document.createElementNS(svgNamespace, 'svg');
  private readonly inside = element('div', { class: 'oval-icon' });
  private readonly badge = element('div', { class: 'oval-badge' });
  private shown: OvalLook = { ring: 'calm' };

  constructor(video: HTMLVideoElement) {
    this.video = video;
    this.ring = element('div', { class: 'oval-ring' });
    this.ring.append(ringDrawing());
    this.outline.setAttribute('class', 'zone-outline');
    this.outline.setAttribute('aria-hidden', 'true');
    this.element = element(
      'div',
      { class: 'oval' },
      element(
        'div',
        { class: 'oval-picture' },
        video,
        this.outline,
        element('div', { class: 'oval-hint' }),
      ),
      this.inside,
      this.ring,
      this.badge,
    );
  }

  show(look: OvalLook): void {
    const { dataset } = this.element;
    dataset['ring'] = look.ring;
    dataset['preview'] = String(look.preview !== undefined);
    dataset['hint'] = look.hint ?? 'none';
    this.element.style.setProperty('--progress', String(look.progress ?? 0));
    this.video.setAttribute('aria-label', look.preview ?? '');
    this.video.toggleAttribute('hidden', look.preview === undefined);
    if (look.icon !== this.shown.icon) this.inside.replaceChildren(...draw(look.icon));
    if (look.badge !== this.shown.badge) this.badge.replaceChildren(...draw(look.badge));
    this.drawOutline(look.outline ?? null);
    this.describeProgress(look);
    this.shown = look;
  }

  /** Scales and crops the outline like the picture. */
  private drawOutline(outline: ZoneOutline | null): void {
    const { videoWidth: width, videoHeight: height } = this.video;
    const polygon = document.createElementNS(svgNamespace, 'polygon');
    const points = (outline ?? []).map(({ x, y }) => `${x * width},${y * height}`);
    polygon.setAttribute('points', points.join(' '));
    this.outline.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.outline.setAttribute('preserveAspectRatio', 'xMidYMid slice');
    this.outline.replaceChildren(...(outline ? [polygon] : []));
  }

  private describeProgress({ progressLabel, progress = 0 }: OvalLook): void {
    if (progressLabel === undefined) {
      for (const name of ['role', 'aria-label', 'aria-valuenow']) this.ring.removeAttribute(name);
      return;
    }
    this.ring.setAttribute('role', 'progressbar');
    this.ring.setAttribute('aria-label', progressLabel);
    this.ring.setAttribute('aria-valuenow', String(Math.round(progress * 100)));
  }
}

function draw(name: IconName | undefined): SVGElement[] {
  return name === undefined ? [] : [icon(name)];
}

function ringDrawing(): SVGSVGElement {
  const drawing = document.createElementNS(svgNamespace, 'svg');
  drawing.setAttribute('viewBox', '0 0 300 400');
  drawing.setAttribute('aria-hidden', 'true');
  for (const name of ['ring-track', 'ring-done']) {
    const line = document.createElementNS(svgNamespace, 'path');
    line.setAttribute('d', path);
    line.setAttribute('class', name);
    line.setAttribute('pathLength', '100');
    drawing.append(line);
  }
  return drawing;
}
