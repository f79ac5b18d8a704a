/** Versions of a program side by side, as hard links, with one that is current. */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';

/**
 * The versions of the program that packages have installed. dpkg replaces the files of a package one by one while the
 * service still uses them, and deletes those of the former version. So each version has its own folder of hard
 * links, which need no space. The service runs in the folder that `current` points to.
 */
export class Versions {
  readonly #base: string;
  readonly #carried: string;

  /**
   * @param base the package's folder; its files are in `program` inside it
   * @param carried a folder of the program in which the installation keeps files of its own
   */
  constructor(base: string, carried: string) {
    this.#base = base;
    this.#carried = carried;
  }

  /** The version that dpkg has just unpacked. */
  get packaged(): string {
    const manifest = readFileSync(path.join(this.#base, 'program', 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  }

  get current(): string | null {
    return this.#target('current');
  }

  /** The formerly current version while it is kept. */
  get previous(): string | null {
    return this.#target('previous');
  }

  folder(version: string): string {
    return path.join(this.#base, 'versions', version);
  }

  /** Links the packaged files into their own folder, replacing an earlier one of the same version. */
  keep(version: string): void {
    const folder = this.folder(version);
    const draft = `${folder}.new`;
    const old = `${folder}.old`;
    for (const left of [draft, old]) rmSync(left, { recursive: true, force: true });
    const packaged = path.join(this.#base, 'program');
    linkTree(packaged, draft);
    const { current } = this;
    if (current !== null && current !== version) this.#carry(this.folder(current), draft);
    if (existsSync(folder)) {
      this.#carry(folder, draft);
      renameSync(folder, old);
    }
    renameSync(draft, folder);
    rmSync(old, { recursive: true, force: true });
  }

  /** Makes another version the current one in one step; the former version stays. */
  switchTo(version: string): void {
    const before = this.current;
    this.#point('current', version);
    if (before !== null && before !== version) this.#point('previous', before);
  }

  drop(version: string): void {
    rmSync(this.folder(version), { recursive: true, force: true });
  }

  /** Removes all versions except the current and the previous one. */
  tidy(): void {
    const kept = [this.current, this.previous];
    for (const name of readdirSync(path.join(this.#base, 'versions'))) {
      if (!kept.includes(name)) this.drop(name);
    }
  }

  /**
   * The installation's own files are beside the shipped ones, which nothing may replace. Of two such files the newer one
   * counts: after going back, the former version has the older one.
   */
  #carry(from: string, to: string): void {
    const packaged = path.join(this.#base, 'program');
    const files = path.join(from, this.#carried);
    if (!existsSync(files)) return;
    for (const entry of readdirSync(files, { withFileTypes: true })) {
      if (!entry.isFile() || existsSync(path.join(packaged, this.#carried, entry.name))) continue;
      const [source, target] = [
        path.join(files, entry.name),
        path.join(to, this.#carried, entry.name),
      ];
      const { atime, mtime } = statSync(source);
      if (existsSync(target) && statSync(target).mtime >= mtime) continue;
      copyFileSync(source, target);
      utimesSync(target, atime, mtime);
    }
  }

  #target(name: string): string | null {
    const link = path.join(this.#base, name);
    if (!existsSync(link)) return null;
    return path.basename(readlinkSync(link));
  }

  #point(name: string, version: string): void {
    const link = path.join(this.#base, name);
    const draft = `${link}.new`;
    rmSync(draft, { force: true });
    symlinkSync(path.join('versions', version), draft);
    renameSync(draft, link);
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // The file system supports no links, or no more of them.
    copyFileSync(source, target);
  }
}
