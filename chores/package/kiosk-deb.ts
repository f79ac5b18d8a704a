import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildDeb, debianVersion, compress, manualPage } from './deb.ts';
import { filesBelow, put } from './stage.ts';

interface Parts {
  project: string;
  /** An empty folder for the package's tree. */
  tree: string;
  output: string;
  version: string;
}

/** Cursor names that Chromium and compositors ask a theme for; each gets an invisible cursor. */
const shapes = [
  'default',
  'left_ptr',
  'pointer',
  'hand2',
  'text',
  'xterm',
  'wait',
  'watch',
  'none',
];

/** Builds the package of the lobby screen. The machine may be of another kind than this one. @returns the file */
export function buildKioskDeb({ project, tree, output, version }: Parts): string {
  const source = path.join(project, 'packaging/vestibule-kiosk');
  const root = path.join(source, 'root');
  for (const file of filesBelow(root)) {
    const isProgram = /^usr\/(bin|lib\/vestibule-kiosk)\//.test(file);
    put(path.join(tree, file), readFileSync(path.join(root, file)), isProgram ? 0o755 : 0o644);
  }
  const usage = execFileSync('sh', [path.join(root, 'usr/bin/vestibule-kiosk'), '--help'], {
    encoding: 'utf8',
  });
  const summary = 'shows the lobby page of Vestibule on this machine';
  put(
    path.join(tree, 'usr/share/man/man1/vestibule-kiosk.1.gz'),
    compress(manualPage('vestibule-kiosk', summary, usage)),
  );
  const cursors = path.join(tree, 'usr/share/icons/vestibule-no-cursor/cursors');
  for (const shape of shapes) put(path.join(cursors, shape), invisibleCursor());
  return buildDeb(
    tree,
    {
      Package: 'vestibule-kiosk',
      Version: debianVersion(version),
      Architecture: 'all',
      Depends: 'python3, passwd',
      // About 330 packages, so only recommended: a lobby machine may have another browser.
      Recommends: 'chromium, cage, pcscd, bluez',
      Suggests: 'vestibule, xserver-xorg, xinit, unclutter-xfixes, fonts-noto-cjk',
      Description: [
        'lobby screen of Vestibule, in Chromium',
        ' Shows the page of a Vestibule service on this or another machine, full',
        ' screen, with the camera allowed for it alone; starts it with the machine,',
        ' and again when it hangs. With the package vestibule beside it, it reads',
        ' passports on a PC/SC reader. Nothing is started before "vestibule-kiosk',
        ' setup" or "vestibule-kiosk reader" was run.',
      ].join('\n'),
    },
    { scripts: source, output },
  );
}

/** One transparent pixel in the format of Xcursor(3), with the nominal size 24. */
function invisibleCursor(): Buffer {
  const image = 0xfffd0002;
  const words = [0x72756358, 16, 0x10000, 1, image, 24, 28, 36, image, 24, 1, 1, 1, 0, 0, 0, 0];
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, i) => bytes.writeUInt32LE(word, i * 4));
  return bytes;
}
