// Lines put together as they are drawn: by day, and by who said them one after the other.

import type { Line } from './lines';
import { isFromTeam } from './lines';

export interface Group {
  key: string;
  // The day that begins here, if one does.
  day: Date | undefined;
  isFromTeam: boolean;
  lines: Line[];
}

const TOGETHER = 5 * 60;

export function grouped(lines: readonly Line[]): Group[] {
  const groups: Group[] = [];
  let last: Line | undefined;
  for (const line of lines) {
    const group = groups.at(-1);
    if (last && group && belongs(last, line)) group.lines.push(line);
    else groups.push(opened(line, last));
    last = line;
  }
  return groups;
}

function opened(line: Line, last: Line | undefined): Group {
  const day = last && dayOf(last) === dayOf(line) ? undefined : new Date(line.created_at * 1000);
  return { key: line.key, day, isFromTeam: isFromTeam(line), lines: [line] };
}

function belongs(last: Line, line: Line): boolean {
  return (
    isFromTeam(last) === isFromTeam(line) &&
    (!isFromTeam(line) || speaker(last) === speaker(line)) &&
    line.created_at - last.created_at < TOGETHER &&
    dayOf(last) === dayOf(line)
  );
}

function dayOf(line: Line): string {
  return new Date(line.created_at * 1000).toDateString();
}

function speaker({ sender }: Line): string {
  return `${sender?.type} ${sender?.id}`;
}
