import { logoPath } from '../../../server/protocol/messages.ts';
import type { Office } from '../machine/state.ts';
import { element } from './element.ts';

/** Whose screen it is: the office's logo and name, and the screen's own. */
export class Nameplate {
  readonly element = element('p', { class: 'nameplate' });
  private shown = '';

  show(office: Office, kioskName: string | null): void {
    const now = JSON.stringify([office, kioskName]);
    if (now === this.shown) return;
    this.shown = now;
    const names = [office.name, kioskName].filter((name) => name !== null).join(' · ');
    const logo = element('img', { class: 'logo', src: logoPath, alt: office.name ? '' : 'Logo' });
    this.element.replaceChildren(
      ...(office.logo ? [logo] : []),
      element('span', { class: 'kiosk-name' }, names),
    );
  }
}
