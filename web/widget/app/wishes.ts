// What the page of the site asks for (contract 4.6), and who does it.

import type { Listeners, ToFrame } from 'shared/protocol';
import type { Widget } from './widget.svelte';

export function wishes(widget: Widget): Listeners<ToFrame> {
  const { campaigns, visitor } = widget;
  const { remarks } = widget.chat;
  // What is said of somebody waits until it is known who that is.
  let known = widget.begun;
  const attempt = (wish: () => Promise<unknown>) => void known.then(wish).catch(complain);
  return {
    'config-set': ({ campaignsSnoozedTill, ...look }) => {
      campaigns.snooze(campaignsSnoozedTill ?? 0);
      widget.wear(look);
    },
    'set-user': ({ identifier, user }) => {
      known = known.then(() => widget.identify(identifier, user));
    },
    'set-custom-attributes': ({ customAttributes }) =>
      attempt(() => visitor.updateContact({ custom_attributes: customAttributes })),
    'delete-custom-attribute': ({ customAttribute }) =>
      attempt(() => visitor.deleteContactAttribute(customAttribute)),
    'set-conversation-custom-attributes': ({ customAttributes }) =>
      attempt(() => remarks.setAttributes(customAttributes)),
    'delete-conversation-custom-attribute': ({ customAttribute }) =>
      attempt(() => remarks.deleteAttribute(customAttribute)),
    'set-label': ({ label }) => attempt(() => remarks.setLabel(label)),
    'remove-label': ({ label }) => attempt(() => remarks.removeLabel(label)),
    'set-locale': ({ locale }) => widget.wear({ locale }),
    'set-color-scheme': ({ darkMode }) => widget.wear({ darkMode }),
    'toggle-open': ({ isOpen }) => widget.opened(isOpen),
    'toggle-close-button': ({ isMobile }) => (widget.isMobile = isMobile),
    'change-url': ({ referrerURL }) => {
      widget.place.url = referrerURL;
      void campaigns.moved(referrerURL);
    },
    'push-event': ({ eventName }) => attempt(() => visitor.report(eventName)),
    'sdk-set-bubble-visibility': ({ hideMessageBubble }) => widget.wear({ hideMessageBubble }),
  };
}

// A site is not told that the server could not be reached; the console of the browser shows it.
function complain(error: unknown): void {
  console.warn('The chat could not do what the page asked for.', error);
}
