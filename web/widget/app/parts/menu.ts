// What the menu of a conversation offers.

import type { Widget } from '../widget.svelte';

export function canEnd({ chat, channel, look }: Widget): boolean {
  return (
    chat.conversation !== undefined &&
    !chat.isEnded &&
    channel.enabledFeatures.includes('end_conversation') &&
    look.enableEndConversation !== false
  );
}

export function canMail({ chat, contact }: Widget): boolean {
  return chat.conversation !== undefined && contact?.has_email === true;
}

export function canPopOut({ host, look }: Widget): boolean {
  return host.isPresent && look.showPopoutButton === true;
}
