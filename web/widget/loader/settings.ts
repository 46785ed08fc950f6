// What a site says in `window.chatwootSettings`, with what holds where it says nothing.

import type { DarkMode, Look } from 'shared/protocol';

export interface Settings extends Look {
  baseDomain: string | undefined;
  useBrowserLanguage: boolean;
  type: 'standard' | 'expanded_bubble';
  launcherTitle: string;
}

export type Wishes = Partial<Record<keyof Settings, unknown>>;

export function settle(wishes: Wishes, browserLanguage: string): Settings {
  const useBrowserLanguage = wishes.useBrowserLanguage === true;
  return {
    hideMessageBubble: Boolean(wishes.hideMessageBubble),
    position: wishes.position === 'left' ? 'left' : 'right',
    useBrowserLanguage,
    locale: useBrowserLanguage ? browserLanguage.replace('-', '_') : text(wishes.locale),
    type: wishes.type === 'expanded_bubble' ? 'expanded_bubble' : 'standard',
    launcherTitle: text(wishes.launcherTitle) ?? '',
    showPopoutButton: Boolean(wishes.showPopoutButton),
    showUnreadMessagesDialog: wishes.showUnreadMessagesDialog !== false,
    widgetStyle: wishes.widgetStyle === 'flat' ? 'flat' : 'standard',
    darkMode: darkMode(wishes.darkMode),
    baseDomain: text(wishes.baseDomain),
    welcomeTitle: text(wishes.welcomeTitle) ?? '',
    welcomeDescription: text(wishes.welcomeDescription) ?? '',
    availableMessage: text(wishes.availableMessage) ?? '',
    unavailableMessage: text(wishes.unavailableMessage) ?? '',
    enableFileUpload: wishes.enableFileUpload as boolean | undefined,
    enableEmojiPicker: wishes.enableEmojiPicker !== false,
    enableEndConversation: wishes.enableEndConversation !== false,
  };
}

export function darkMode(wish: unknown): DarkMode {
  return wish === 'dark' || wish === 'auto' ? wish : 'light';
}

function text(wish: unknown): string | undefined {
  return typeof wish === 'string' ? wish : undefined;
}
