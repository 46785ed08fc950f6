// What the page of the site asks for (contract 4.6), and who does it.

import type { Listeners, ToFrame } from 'shared/protocol';
import { Refusal } from './api/client';
import type { Widget } from './widget.svelte';

export function wishes(widget: Widget): Listeners<ToFrame> {
  const { campaigns, host, visitor } = widget;
  const { remarks } = widget.chat;
  // What is said of somebody waits until it is known who that is.
  let known = widget.begun;
  // Whatever the server has refused for good is done as well: it is not to be asked for again.
  const attempt = (wish: string, act: () => Promise<unknown>) => {
    const done = () => host.say('done', { wish });
    const refused = (error: unknown) => {
      complain(error);
      if (error instanceof Refusal && !error.isPassing) done();
    };
    void known.then(act).then(done, refused);
  };
  return {
    'config-set': ({ campaignsSnoozedTill, ...look }) => {
      campaigns.snooze(campaignsSnoozedTill ?? 0);
      widget.wear(look);
    },
    'set-user': ({ identifier, user }, wish) => {
      widget.awaits(identifier);
      const done = () => host.say('done', { wish });
      known = known.then(() => widget.identify(identifier, user, done));
    },
    'set-custom-attributes': ({ customAttributes }, wish) =>
      attempt(wish, () => visitor.updateContact({ custom_attributes: customAttributes })),
    'delete-custom-attribute': ({ customAttribute }, wish) =>
      attempt(wish, () => visitor.deleteContactAttribute(customAttribute)),
    'set-conversation-custom-attributes': ({ customAttributes }, wish) =>
      attempt(wish, () => remarks.setAttributes(customAttributes)),
    'delete-conversation-custom-attribute': ({ customAttribute }, wish) =>
      attempt(wish, () => remarks.deleteAttribute(customAttribute)),
    'set-label': ({ label }, wish) => attempt(wish, () => remarks.setLabel(label)),
    'remove-label': ({ label }, wish) => attempt(wish, () => remarks.removeLabel(label)),
    'set-locale': ({ locale }) => widget.wear({ locale }),
    'set-color-scheme': ({ darkMode }) => widget.wear({ darkMode }),
    'toggle-open': ({ isOpen }) => widget.opened(isOpen),
    'toggle-close-button': ({ isMobile }) => (widget.isMobile = isMobile),
    'change-url': ({ referrerURL }) => {
      widget.place.url = referrerURL;
      void campaigns.moved(referrerURL);
    },
    'push-event': ({ eventName }, wish) => attempt(wish, () => visitor.report(eventName)),
    'sdk-set-bubble-visibility': ({ hideMessageBubble }) => widget.wear({ hideMessageBubble }),
  };
}

// A site is not told that the server could not be reached; the console of the browser shows it.
function complain(error: unknown): void {
  console.warn('The chat could not do what the page asked for.', error);
}
