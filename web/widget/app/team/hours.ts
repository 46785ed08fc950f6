// When the team is there, by the hours of the inbox in its time zone (contract 9.1).

import type { WorkingHour } from 'shared/wire';

const DAY = 24 * 60;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

interface Moment {
  day: number;
  minute: number;
}

export function isOpen(hours: WorkingHour[], timezone: string, now: Date): boolean {
  const { day, minute } = moment(timezone, now);
  const span = spanOf(hours, day);
  return span !== undefined && minute >= span.from && minute <= span.to;
}

// When it opens next, or nothing if it never does.
export function nextOpening(hours: WorkingHour[], timezone: string, now: Date): Date | undefined {
  const { day, minute } = moment(timezone, now);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const span = spanOf(hours, (day + ahead) % 7);
    const wait = span && ahead * DAY + span.from - minute;
    if (wait !== undefined && wait > 0) return inMinutes(now, wait);
  }
  return undefined;
}

function inMinutes(now: Date, minutes: number): Date {
  const full = Math.floor(now.getTime() / 60_000) * 60_000;
  return new Date(full + minutes * 60_000);
}

function spanOf(hours: WorkingHour[], day: number): { from: number; to: number } | undefined {
  const row = hours.find(({ day_of_week }) => day_of_week === day);
  if (!row || row.closed_all_day) return undefined;
  if (row.open_all_day) return { from: 0, to: DAY };
  const from = (row.open_hour ?? 0) * 60 + (row.open_minutes ?? 0);
  return { from, to: (row.close_hour ?? 0) * 60 + (row.close_minutes ?? 0) };
}

function moment(timezone: string, now: Date): Moment {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone || 'UTC',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(
    format.formatToParts(now).map(({ type, value }) => [type, value]),
  );
  return {
    day: WEEKDAYS.indexOf(parts.weekday ?? 'Sun'),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}
