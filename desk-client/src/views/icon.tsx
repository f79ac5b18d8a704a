import {
  ArrowLeft,
  Bell,
  BellOff,
  CalendarDays,
  CircleUser,
  Clock,
  ConciergeBell,
  LogOut,
  MapPin,
  Monitor,
  Search,
  Settings,
  TriangleAlert,
  Users,
  Wrench,
  X,
} from 'lucide';

/** The lobby screen uses the same strokes. */
const icons = {
  account: CircleUser,
  alarm: TriangleAlert,
  away: X,
  back: ArrowLeft,
  bell: Bell,
  bellOff: BellOff,
  expected: CalendarDays,
  history: Clock,
  lobby: Monitor,
  logOut: LogOut,
  manage: Settings,
  people: Users,
  place: MapPin,
  queue: ConciergeBell,
  search: Search,
  technical: Wrench,
};
type IconName = keyof typeof icons;

/** A drawing without a text for screen readers, because the words beside it say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {icons[name].map(([Tag, attributes]) => {
        const Shape = Tag as 'path';
        return <Shape {...attributes} />;
      })}
    </svg>
  );
}
