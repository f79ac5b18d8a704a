import { rotation, type Instance, type Pose } from './mesh.ts';

/** A pinhole camera with a bent lens. It looks along z. */
export interface Camera {
  pose: Pose;
  width: number;
  height: number;
  /** Focal length in widths of the picture. */
  focal: number;
  /** How far the corners are pulled in: the share of the squared distance from the middle, in focal lengths. */
  distortion?: number;
  /** Every pixel is the mean of `samples` by `samples`. */
  samples?: number;
}

/** Where the room's light comes from, and how much comes from everywhere. */
export interface Light {
  towards: readonly [number, number, number];
  ambient: number;
}

/** RGB, row by row; 0 to 255. */
export interface Image {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Draws triangles with a depth buffer, textures by perspective, and Lambert's shading.
 *
 * @param behind what everything is in front of, drawn before with the same camera
 */
export function render(
  camera: Camera,
  instances: readonly Instance[],
  light: Light,
  behind?: Image,
): Image {
  const { samples = 1 } = camera;
  const [width, height] = [camera.width * samples, camera.height * samples];
  const out =
    behind && samples === 1
      ? Uint8Array.from(behind.data)
      : new Uint8Array(3 * width * height).fill(40);
  const depth = new Float32Array(width * height);
  for (const instance of instances) draw({ ...camera, width, height }, instance, light, out, depth);
  return reduce(out, width, height, samples);
}

function draw(
  camera: Camera,
  { mesh, pose }: Instance,
  light: Light,
  out: Uint8Array,
  nearest: Float32Array,
): void {
  const { width, height } = camera;
  const focal = camera.focal * width;
  const turn = rotation(pose);
  const view = rotation(camera.pose);
  const move = [pose.x ?? 0, pose.y ?? 0, pose.z ?? 0];
  const from = [camera.pose.x ?? 0, camera.pose.y ?? 0, camera.pose.z ?? 0];
  const count = mesh.positions.length / 3;
  const world = new Float32Array(3 * count);
  const screen = new Float32Array(3 * count);
  const { positions } = mesh;
  for (let at = 0; at < count; at += 1) {
    const x = positions[3 * at]!;
    const y = positions[3 * at + 1]!;
    const z = positions[3 * at + 2]!;
    const wx = turn[0]! * x + turn[1]! * y + turn[2]! * z + move[0]!;
    const wy = turn[3]! * x + turn[4]! * y + turn[5]! * z + move[1]!;
    const wz = turn[6]! * x + turn[7]! * y + turn[8]! * z + move[2]!;
    world[3 * at] = wx;
    world[3 * at + 1] = wy;
    world[3 * at + 2] = wz;
    const [dx, dy, dz] = [wx - from[0]!, wy - from[1]!, wz - from[2]!];
    // The transpose of the camera's own turn.
    const cx = view[0]! * dx + view[3]! * dy + view[6]! * dz;
    const cy = view[1]! * dx + view[4]! * dy + view[7]! * dz;
    const cz = view[2]! * dx + view[5]! * dy + view[8]! * dz;
    const [nx, ny] = [cx / cz, cy / cz];
    const bend = 1 - (camera.distortion ?? 0) * (nx * nx + ny * ny);
    screen[3 * at] = (width - 1) / 2 + focal * nx * bend;
    screen[3 * at + 1] = (height - 1) / 2 + focal * ny * bend;
    screen[3 * at + 2] = cz > 1 ? 1 / cz : 0;
  }
  const { levels } = mesh.texture;
  const shades = mesh.shines ? null : shadesOf(mesh.triangles, world, light);
  for (let at = 0; at < mesh.triangles.length; at += 3) {
    const [a, b, c] = [mesh.triangles[at]!, mesh.triangles[at + 1]!, mesh.triangles[at + 2]!];
    const [ax, ay, aw] = [screen[3 * a]!, screen[3 * a + 1]!, screen[3 * a + 2]!];
    const [bx, by, bw] = [screen[3 * b]!, screen[3 * b + 1]!, screen[3 * b + 2]!];
    const [cx, cy, cw] = [screen[3 * c]!, screen[3 * c + 1]!, screen[3 * c + 2]!];
    if (aw === 0 || bw === 0 || cw === 0) continue;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (Math.abs(area) < 1e-6) continue;
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx)));
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
    if (left > right || top > bottom) continue;
    const [au, av] = [mesh.uvs[2 * a]! * aw, mesh.uvs[2 * a + 1]! * aw];
    const [bu, bv] = [mesh.uvs[2 * b]! * bw, mesh.uvs[2 * b + 1]! * bw];
    const [cu, cv] = [mesh.uvs[2 * c]! * cw, mesh.uvs[2 * c + 1]! * cw];
    // The level whose pixels are about as large as the camera's.
    const base = levels[0]!;
    const texels =
      Math.abs(
        (bu / bw - au / aw) * (cv / cw - av / aw) - (bv / bw - av / aw) * (cu / cw - au / aw),
      ) *
      base.width *
      base.height;
    const ratio = Math.sqrt(texels / Math.abs(area));
    const wanted = Math.max(
      0,
      Math.min(levels.length - 1, Math.floor(Math.log2(ratio + 1e-9) + 0.5)),
    );
    const { data, width: tw, height: th } = levels[wanted]!;
    const [sa, sb, sc] = shades ? [shades[a]!, shades[b]!, shades[c]!] : [1, 1, 1];
    const inv = 1 / area;
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) * inv;
        const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inv;
        const wa = 1 - wb - wc;
        if (wa < -1e-6 || wb < -1e-6 || wc < -1e-6) continue;
        const w = wa * aw + wb * bw + wc * cw;
        const pixel = y * width + x;
        if (w <= nearest[pixel]!) continue;
        nearest[pixel] = w;
        let u = ((wa * au + wb * bu + wc * cu) / w) * tw - 0.5;
        let v = ((wa * av + wb * bv + wc * cv) / w) * th - 0.5;
        u = u < 0 ? 0 : u > tw - 1.001 ? tw - 1.001 : u;
        v = v < 0 ? 0 : v > th - 1.001 ? th - 1.001 : v;
        const [iu, iv] = [u | 0, v | 0];
        const [fu, fv] = [u - iu, v - iv];
        const at00 = 3 * (iv * tw + iu);
        const at10 = at00 + 3 * tw;
        const shade = wa * sa + wb * sb + wc * sc;
        for (let k = 0; k < 3; k += 1) {
          const upper = data[at00 + k]! * (1 - fu) + data[at00 + 3 + k]! * fu;
          const lower = data[at10 + k]! * (1 - fu) + data[at10 + 3 + k]! * fu;
          const value = (upper * (1 - fv) + lower * fv) * shade;
          out[3 * pixel + k] = value > 255 ? 255 : value;
        }
      }
    }
  }
}

/** The light on each corner. */
function shadesOf(triangles: Uint32Array, world: Float32Array, { towards, ambient }: Light) {
  const normals = new Float32Array(world.length);
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [3 * triangles[at]!, 3 * triangles[at + 1]!, 3 * triangles[at + 2]!];
    const ux = world[b]! - world[a]!;
    const uy = world[b + 1]! - world[a + 1]!;
    const uz = world[b + 2]! - world[a + 2]!;
    const vx = world[c]! - world[a]!;
    const vy = world[c + 1]! - world[a + 1]!;
    const vz = world[c + 2]! - world[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (let i = 0; i < 3; i += 1) {
      const corner = i === 0 ? a : i === 1 ? b : c;
      normals[corner] = normals[corner]! + nx;
      normals[corner + 1] = normals[corner + 1]! + ny;
      normals[corner + 2] = normals[corner + 2]! + nz;
    }
  }
  const shades = new Float32Array(world.length / 3);
  const length = Math.hypot(...towards);
  for (let at = 0; at < shades.length; at += 1) {
    const [x, y, z] = [normals[3 * at]!, normals[3 * at + 1]!, normals[3 * at + 2]!];
    const size = Math.hypot(x, y, z) || 1;
    // Grid and scan have their corners in different orders; what is seen is lit.
    const facing = z > 0 ? -1 : 1;
    const cosine = (facing * (x * towards[0] + y * towards[1] + z * towards[2])) / (size * length);
    shades[at] = ambient + (1 - ambient) * Math.max(0, cosine);
  }
  return shades;
}

function reduce(data: Uint8Array, width: number, height: number, samples: number): Image {
  if (samples === 1) return { data, width, height };
  const [w, h] = [width / samples, height / samples];
  const out = new Float32Array(3 * w * h);
  const share = 1 / (samples * samples);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / samples) * w;
    for (let x = 0; x < width; x += 1) {
      const to = 3 * (row + Math.floor(x / samples));
      const from = 3 * (y * width + x);
      out[to] = out[to]! + share * data[from]!;
      out[to + 1] = out[to + 1]! + share * data[from + 1]!;
      out[to + 2] = out[to + 2]! + share * data[from + 2]!;
    }
  }
  return { data: Uint8Array.from(out), width: w, height: h };
}
