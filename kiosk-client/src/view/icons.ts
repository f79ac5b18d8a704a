import {
  ArrowBigLeft,
  ArrowBigRight,
  ArrowBigUp,
  Camera,
  CameraOff,
  Check,
  Clock,
  CloudSun,
  ConciergeBell,
  createElement,
  Delete,
  Ellipsis,
  Eye,
  Glasses,
  Hand,
  Languages,
  HeartHandshake,
  MonitorOff,
  QrCode,
  RefreshCw,
  ScanFace,
  Smartphone,
  Spline,
  Sun,
  Undo2,
  Unplug,
  Wrench,
  type IconNode,
} from 'lucide';

/** Drawn on the same grid of 24 and with the same stroke as the library's icons. */

const person: IconNode = [
  ['circle', { cx: 12, cy: 9.5, r: 2.6 }],
  ['path', { d: 'M7.4 17.5a4.6 4.6 0 0 1 9.2 0' }],
];

/** A person, and arrows that make them larger. */
const stepCloser: IconNode = [
  ...person,
  ['path', { d: 'M17 2.500h4.500v4.500M21.500 2.500 17.800 6.200' }],
  ['path', { d: 'M7 21.500H2.500v-4.500M2.500 21.500l3.700-3.700' }],
];

/** A person, and arrows that make them smaller. */
const stepBack: IconNode = [
  ...person,
  ['path', { d: 'M22 6.500h-4.500V2M17.500 6.500 21.500 2.500' }],
  ['path', { d: 'M2 17.500h4.500V22M6.500 17.500l-4 4' }],
];

/** Arrows from both sides into an oval. */
const intoOval: IconNode = [
  ['ellipse', { cx: 12, cy: 12, rx: 4.2, ry: 6 }],
  ['path', { d: 'M1.500 12h4M3.500 9.500 6 12l-2.500 2.500' }],
  ['path', { d: 'M22.500 12h-4M20.500 9.500 18 12l2.500 2.500' }],
];

/** A face that turns towards the front. */
const faceAhead: IconNode = [
  ['circle', { cx: 12, cy: 14.5, r: 7 }],
  ['path', { d: 'M9.500 13.500v.5M14.500 13.500v.5M10 17.500a3 3 0 0 0 4 0' }],
  ['path', { d: 'M4.500 6.500a9.800 9.800 0 0 1 14.500-.3M19.500 2.500v4h-4' }],
];

/** One person, and a cross instead of another. */
const onePerson: IconNode = [
  ['circle', { cx: 9, cy: 8.5, r: 3.5 }],
  ['path', { d: 'M2.500 20a6.500 6.500 0 0 1 13 0' }],
  ['path', { d: 'M17 6.500l5 5M22 6.500l-5 5' }],
];

/** A tablet that is being signed. */
const signIn: IconNode = [
  ['rect', { x: 4.5, y: 2, width: 15, height: 20, rx: 2.2 }],
  [
    'path',
    {
      d: 'M8 13.500c1.400-3.600 2.600-5.200 3.200-4.600s-1.500 4.200-.6 4.500 1.700-2.300 2.400-2.200.2 1.900 3 1.300',
    },
  ],
  ['path', { d: 'M8 17.500h8' }],
];

const icons = {
  camera: Camera,
  cameraOff: CameraOff,
  check: Check,
  clock: Clock,
  bell: ConciergeBell,
  dots: Ellipsis,
  erase: Delete,
  eye: Eye,
  glasses: Glasses,
  hand: Hand,
  languages: Languages,
  thanks: HeartHandshake,
  elsewhere: MonitorOff,
  toLeft: ArrowBigLeft,
  toRight: ArrowBigRight,
  upwards: ArrowBigUp,
  code: QrCode,
  phone: Smartphone,
  renew: RefreshCw,
  face: ScanFace,
  sun: Sun,
  shade: CloudSun,
  takeBack: Undo2,
  unplugged: Unplug,
  wayOfDot: Spline,
  wrench: Wrench,
  faceAhead,
  intoOval,
  onePerson,
  signIn,
  stepBack,
  stepCloser,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof icons;

/** A drawing that screen readers ignore; the words beside it say the same. */
export function icon(name: IconName): SVGElement {
  return createElement(icons[name], { class: 'icon', 'aria-hidden': 'true' });
}
