// What the page of the website and the frame of the chat say to each other (contract 4.6).

import type { Surface } from './contrast';

export const PREFIX = 'chatwoot-widget:';

export type DarkMode = 'light' | 'dark' | 'auto';

export interface User {
  email?: string;
  name?: string;
  avatar_url?: string;
  identifier_hash?: string;
  phone_number?: string;
  company_name?: string;
  city?: string;
  country_code?: string;
  description?: string;
  custom_attributes?: Attributes;
  social_profiles?: Record<string, string>;
}

export type Attributes = Record<string, unknown>;

// How the website wants the chat to be.
export interface Look {
  locale: string | undefined;
  position: 'left' | 'right';
  hideMessageBubble: boolean;
  showPopoutButton: boolean;
  widgetStyle: 'standard' | 'flat';
  darkMode: DarkMode;
  showUnreadMessagesDialog: boolean;
  welcomeTitle: string;
  welcomeDescription: string;
  availableMessage: string;
  unavailableMessage: string;
  enableFileUpload: boolean | undefined;
  enableEmojiPicker: boolean;
  enableEndConversation: boolean;
}

// What the page tells the frame. What is to be known by the server is told again to a frame that
// loads itself again, until the frame has said `done` of it.
export type ToFrame = {
  'config-set': Look & { campaignsSnoozedTill: number | undefined };
  'set-user': { identifier: string | number; user: User };
  'set-custom-attributes': { customAttributes: Attributes };
  'delete-custom-attribute': { customAttribute: string };
  'set-conversation-custom-attributes': { customAttributes: Attributes };
  'delete-conversation-custom-attribute': { customAttribute: string };
  'set-label': { label: string };
  'remove-label': { label: string };
  'set-locale': { locale: string };
  'set-color-scheme': { darkMode: DarkMode };
  'toggle-open': { isOpen: boolean };
  'toggle-close-button': { isMobile: boolean };
  'change-url': { referrerURL: string; referrerHost: string };
  'push-event': { eventName: string };
  'widget-visible': object;
  'sdk-set-bubble-visibility': { hideMessageBubble: boolean };
};

// What the frame tells the page.
export type ToPage = {
  // `colors` is what can be read of the colour in `channelConfig`; the contract does not have it.
  loaded: { config: { authToken: string; channelConfig: object; colors: Surface } };
  error: { errorType: string; data: unknown };
  // The server knows what the page has asked for in these words. The contract does not have it.
  done: { wish: string };
  onEvent: { eventIdentifier: string; data: unknown };
  setBubbleLabel: { label: string };
  setAuthCookie: { data: { widgetAuthToken: string } };
  setCampaignReadOn: object;
  postback: { data: { payload: unknown } };
  toggleBubble: object;
  closeWindow: object;
  closeChat: object;
  popoutChatWindow: { baseUrl: string; websiteToken: string; locale: string };
  updateIframeHeight: { extraHeight: number; isFixedHeight: boolean };
  setUnreadMode: object;
  resetUnreadMode: object;
  // `label` says in words how much there is; the contract does not have it.
  handleNotificationDot: { unreadMessageCount: number; label: string };
  playAudio: object;
};

// A listener may also ask in which words it was told.
export type Listeners<Events> = {
  [Name in keyof Events]?: (fields: Events[Name], words: string) => void;
};

export function encode<Events, Name extends keyof Events>(
  event: Name,
  fields: Events[Name],
): string {
  return PREFIX + JSON.stringify({ event, ...fields });
}

// Hands a message to the listener of its event. What is not of this protocol is passed over.
export function deliver<Events>(data: unknown, listeners: Listeners<Events>): void {
  if (typeof data !== 'string' || !data.startsWith(PREFIX)) return;
  const message = parsed(data.slice(PREFIX.length));
  const event = message?.event;
  if (typeof event !== 'string' || !Object.hasOwn(listeners, event)) return;
  const listener = listeners[event as keyof Events] as (fields: unknown, words: string) => void;
  listener(message, data);
}

function parsed(text: string): { event?: unknown } | null | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
