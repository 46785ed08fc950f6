// Who answers here, and whether somebody is there now.

import type { Channel, Member } from 'shared/wire';
import type { Visitor } from '../api/visitor';
import { isOpen, nextOpening } from './hours';

const MINUTE = 60_000;

export class Team {
  members = $state.raw<Member[]>([]);
  #now = $state.raw(new Date());

  readonly isInHours = $derived.by(() => {
    const { workingHoursEnabled, workingHours, timezone } = this.#channel;
    return !workingHoursEnabled || isOpen(workingHours, timezone, this.#now);
  });
  readonly isOnline = $derived(
    this.isInHours && this.members.some((member) => member.availability_status === 'online'),
  );
  readonly backAt = $derived.by(() => {
    if (this.isInHours) return undefined;
    return nextOpening(this.#channel.workingHours, this.#channel.timezone, this.#now);
  });

  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
    setInterval(() => (this.#now = new Date()), MINUTE);
  }

  async load(visitor: Visitor): Promise<void> {
    this.members = await visitor.members();
  }

  present(statuses: Record<string, string>): void {
    this.members = this.members.map((member) => {
      return { ...member, availability_status: statuses[member.id] ?? 'offline' };
    });
  }
}
