import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Machine } from './machine.ts';

const release = 'trixie';
/** Debian's files that nobody reads in a container. */
const leftOut = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'];

/** Runs commands beside the service, as its user and with its settings, because there is no systemd. */
const command = `#!/bin/sh
exec /usr/bin/node /usr/lib/vestibule/current/dist/scripts/vestibule.js "$@"
`;

const settings = {
  NODE_ENV: 'production',
  CALLED_AS: 'vestibule',
  VESTIBULE_DATA_DIR: '/var/lib/vestibule',
  // Each secret is a file with its name in this folder.
  CREDENTIALS_DIRECTORY: '/run/secrets',
  VESTIBULE_HOOK_HOST: '0.0.0.0',
  VESTIBULE_LOBBY_HOST: '0.0.0.0',
};

/**
 * Makes the container image: Debian with the package, without a daemon and without a base image. The same package and
 * state of Debian's archive give the same bytes. Needs root.
 * @param deb the package of the service
 * @returns an OCI archive, for `podman load` or `docker load`
 */
export function buildImage(deb: string, version: string, { debian }: Machine): string {
  const work = mkdtempSync(path.join(tmpdir(), 'vestibule-image-'));
  const script = path.join(work, 'vestibule');
  writeFileSync(script, command, { mode: 0o755 });
  const root = path.join(work, 'root.tar');
  const file = deb.replace(/\.deb$/, '.oci.tar');
  try {
    const hooks = [
      `cp ${deb} "$1/package.deb"`,
      'chroot "$1" apt-get install -y --no-install-recommends /package.deb',
      'rm "$1/package.deb"',
      `cp ${script} "$1/usr/bin/vestibule"`,
      'rm -rf "$1"/var/cache/* "$1"/var/lib/apt/lists/* "$1"/var/log/*',
    ];
    execFileSync(
      'mmdebstrap',
      [
        ...['--quiet', `--arch=${debian}`, '--variant=apt', '--include=ca-certificates'],
        ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
        '--dpkgopt=path-include=/usr/share/doc/*/copyright',
        ...hooks.map((hook) => `--customize-hook=${hook}`),
        ...[release, root],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const container = buildah('from', '--arch', debian, 'scratch');
    buildah('add', '--quiet', container, root, '/');
    buildah(
      ...['config', '--user', 'vestibule', '--workingdir', '/usr/lib/vestibule/current'],
      ...['--cmd', '["/usr/bin/node","dist/server/main.js"]'],
      ...['--port', '8787', '--port', '8788', '--volume', settings.VESTIBULE_DATA_DIR],
      ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...['--label', `org.opencontainers.image.version=${version}`],
      container,
    );
    const time = process.env['SOURCE_DATE_EPOCH']!;
    const layout = path.join(work, 'layout');
    const to = ['--rm', '--quiet', container, `oci:${layout}:vestibule:${version}`];
    buildah('commit', '--timestamp', time, '--disable-compression=false', ...to);
    nameForDocker(layout, `localhost/vestibule:${version}`);
    // Packed here, because buildah's archives contain the time of packing.
    const same = [
      '--sort=name',
      `--mtime=@${time}`,
      '--mode=u=rwX,go=rX',
      '--owner=0',
      '--group=0',
    ];
    execFileSync('tar', ['-cf', file, ...same, '--numeric-owner', '-C', layout, '.']);
    return file;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Docker with its own image store, such as Debian's, reads no archive without this list. */
function nameForDocker(layout: string, name: string): void {
  const blob = ({ digest }: { digest: string }) => `blobs/${digest.replace(':', '/')}`;
  const read = (file: string) =>
    JSON.parse(readFileSync(path.join(layout, file), 'utf8')) as unknown;
  const { manifests } = read('index.json') as { manifests: [{ digest: string }] };
  const { config, layers } = read(blob(manifests[0])) as {
    config: { digest: string };
    layers: { digest: string }[];
  };
  const image = { Config: blob(config), RepoTags: [name], Layers: layers.map(blob) };
  writeFileSync(path.join(layout, 'manifest.json'), JSON.stringify([image]));
}

/** Copies files where the kernel offers no layers. @returns the output */
function buildah(...args: string[]): string {
  const how = ['--storage-driver', 'vfs'];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return execFileSync('buildah', [...how, ...args], { encoding: 'utf8', stdio }).trim();
}
