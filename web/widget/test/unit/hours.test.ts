import { expect, test } from 'vitest';
import type { WorkingHour } from 'shared/wire';
import { isOpen, nextOpening } from '../../app/team/hours';

// Monday to Friday from nine to five, in Berlin.
const HOURS: WorkingHour[] = [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
  day_of_week,
  closed_all_day: day_of_week === 0 || day_of_week === 6,
  open_all_day: false,
  open_hour: 9,
  open_minutes: 0,
  close_hour: 17,
  close_minutes: 0,
}));
const ZONE = 'Europe/Berlin';
const FRIDAY = '2026-05-01';

test('the team is there in its hours, both ends included', () => {
  const open = (time: string) => isOpen(HOURS, ZONE, new Date(`${FRIDAY}T${time}Z`));
  expect(open('06:59')).toBe(false);
  expect(open('07:00')).toBe(true);
  expect(open('15:00')).toBe(true);
  expect(open('15:01')).toBe(false);
});

test('after the week it is back on Monday', () => {
  const back = nextOpening(HOURS, ZONE, new Date(`${FRIDAY}T16:00:30Z`));
  expect(back?.toISOString()).toBe('2026-05-04T07:00:00.000Z');
});

test('before the first hour it is back today', () => {
  const back = nextOpening(HOURS, ZONE, new Date(`${FRIDAY}T05:00Z`));
  expect(back?.toISOString()).toBe('2026-05-01T07:00:00.000Z');
});

test('a team that never opens says no time', () => {
  const never = HOURS.map((row) => ({ ...row, closed_all_day: true }));
  expect(nextOpening(never, ZONE, new Date())).toBeUndefined();
});

test('a day that is open as a whole is open all the time', () => {
  const always = HOURS.map((row) => ({ ...row, closed_all_day: false, open_all_day: true }));
  expect(isOpen(always, ZONE, new Date(`${FRIDAY}T21:59:30Z`))).toBe(true);
});
