import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Machine } from './machine.ts';

const release = 'trixie';
/** Nothing of Debian's that no one reads in a container. */
const leftOut = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'];

/** Commands run beside the service, as its user and with its settings: no systemd stands between. */
const command = `#!/bin/sh
exec /usr/bin/node /usr/lib/vestibule/current/dist/scripts/vestibule.js "$@"
`;

const settings = {
  NODE_ENV: 'production',
  CALLED_AS: 'vestibule',
  VESTIBULE_DATA_DIR: '/var/lib/vestibule',
  // Each secret is a file of its name there.
  CREDENTIALS_DIRECTORY: '/run/secrets',
  VESTIBULE_HOOK_HOST: '0.0.0.0',
  VESTIBULE_LOBBY_HOST: '0.0.0.0',
};

/**
 * The container image: Debian with the package in it, made without a daemon and without another image. The
 * same package and the same state of Debian's archive give the same bytes. Needs root.
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
    // Packed here: an archive of buildah's holds when it was made.
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

/** A Docker that keeps images by itself, as Debian's does, reads no archive without this list. */
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

/** Where no kernel gives it layers, it copies. @returns what it printed */
function buildah(...args: string[]): string {
  const how = ['--storage-driver', 'vfs'];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return execFileSync('buildah', [...how, ...args], { encoding: 'utf8', stdio }).trim();
}
