import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesBelow, put } from './stage.ts';

export interface DebFields {
  Package: string;
  Version: string;
  Architecture: 'amd64' | 'arm64' | 'all';
  Depends: string;
  Recommends?: string;
  Suggests?: string;
  /** The first line is the summary. */
  Description: string;
}

/** Converts an npm version to Debian's order: a pre-release gets a tilde. */
export function debianVersion(version: string): string {
  return version.replace('-', '~');
}

/** People who build packages for others set their own name, as with Debian's tools. */
const maintainer = `${process.env['DEBFULLNAME'] ?? 'Vestibule maintainers'} <${process.env['DEBEMAIL'] ?? 'maintainers@vestibule.invalid'}>`;

/**
 * Builds a package from a tree with the layout of `/` and from dpkg's maintainer scripts.
 * The same tree gives the same bytes: names sorted, times from `SOURCE_DATE_EPOCH`, owned by root.
 * @returns the file
 */
export function buildDeb(
  tree: string,
  fields: DebFields,
  { scripts, conffiles, output }: { scripts: string; conffiles?: string[]; output: string },
): string {
  const { Package, Version } = fields;
  put(path.join(tree, 'usr/share/doc', Package, 'changelog.gz'), changelog(Package, Version));
  const files = filesBelow(tree);
  const bytes = files.reduce((sum, file) => sum + blocks(path.join(tree, file)), 0);
  const control = {
    ...fields,
    'Installed-Size': Math.ceil(bytes / 1024),
    Maintainer: maintainer,
    Section: 'admin',
    Priority: 'optional',
    Description: fields.Description,
  };
  const lines = Object.entries(control).map(([name, value]) => `${name}: ${value}\n`);
  const meta = path.join(tree, 'DEBIAN');
  const sums = files.map((file) => `${md5(path.join(tree, file))}  ${file}\n`);
  put(path.join(meta, 'md5sums'), sums.join(''));
  put(path.join(meta, 'control'), lines.join(''));
  if (conffiles) put(path.join(meta, 'conffiles'), conffiles.map((file) => `${file}\n`).join(''));
  for (const script of filesBelow(scripts).filter((name) => isMaintainerScript(name))) {
    put(path.join(meta, script), readFileSync(path.join(scripts, script)), 0o755);
  }
  const file = path.join(output, `${fields.Package}_${fields.Version}_${fields.Architecture}.deb`);
  const how = ['--root-owner-group', '-Zgzip', '-z6', '--build', tree, file];
  execFileSync('dpkg-deb', how, { stdio: ['ignore', 'ignore', 'inherit'] });
  return file;
}

/** Debian's changelog refers to CHANGELOG.md, which has the changes for every kind of installation. */
function changelog(name: string, version: string): Buffer {
  const time = new Date(1000 * Number(process.env['SOURCE_DATE_EPOCH']));
  const date = time.toUTCString().replace('GMT', '+0000');
  const text = `${name} (${version}) unstable; urgency=medium

  * As CHANGELOG.md of Vestibule says.

 -- ${maintainer}  ${date}
`;
  return compress(text);
}

/** Converts the output of `--help` to a manual page. */
export function manualPage(name: string, summary: string, usage: string): string {
  const lines = usage
    .trimEnd()
    .replaceAll('\\', '\\\\')
    .replaceAll(/^(?=[.'])/gm, '\\&');
  const page = name.replaceAll('-', '\\-');
  return `.TH ${name.toUpperCase()} 1
.SH NAME
${page} \\- ${summary}
.SH SYNOPSIS
.nf
${lines}
.fi
`;
}

/** Compresses to the same bytes on every machine. */
export function compress(text: string): Buffer {
  const packed = gzipSync(text, { level: 9 });
  // Byte 9 names the operating system.
  packed[9] = 255;
  return packed;
}

function isMaintainerScript(name: string): boolean {
  return ['config', 'postinst', 'postrm', 'preinst', 'prerm', 'templates'].includes(name);
}

/** Size on the disk, in kibibytes. */
function blocks(file: string): number {
  return Math.ceil(statSync(file).size / 1024) * 1024;
}

function md5(file: string): string {
  return createHash('md5').update(readFileSync(file)).digest('hex');
}
