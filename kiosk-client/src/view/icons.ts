import {
  ArrowBigLeft,
  ArrowBigRight,
  ArrowBigUp,
  Camera,
  CameraOff,
  Check,
  CloudSun,
  ConciergeBell,
  createElement,
  Delete,
  Ellipsis,
  Eye,
  EyeClosed,
  Glasses,
  Hand,
  Languages,
  HeartHandshake,
  MonitorOff,
  QrCode,
  RefreshCw,
  ScanFace,
  Sun,
  Unplug,
  Wrench,
  type IconNode,
} from 'lucide';
import { faceAhead, intoOval, onePerson, signIn, stepBack, stepCloser } from './drawn-icons.ts';

const icons = {
  camera: Camera,
  cameraOff: CameraOff,
  check: Check,
  bell: ConciergeBell,
  dots: Ellipsis,
  erase: Delete,
  eye: Eye,
  eyeClosed: EyeClosed,
  glasses: Glasses,
  hand: Hand,
  languages: Languages,
  thanks: HeartHandshake,
  elsewhere: MonitorOff,
  toLeft: ArrowBigLeft,
  toRight: ArrowBigRight,
  upwards: ArrowBigUp,
  code: QrCode,
  renew: RefreshCw,
  face: ScanFace,
  sun: Sun,
  shade: CloudSun,
  unplugged: Unplug,
  wrench: Wrench,
  faceAhead,
  intoOval,
  onePerson,
  signIn,
  stepBack,
  stepCloser,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof icons;

/** A drawing that says nothing to a screen reader; the words beside it do. */
export function icon(name: IconName): SVGElement {
  return createElement(icons[name], { class: 'icon', 'aria-hidden': 'true' });
}
