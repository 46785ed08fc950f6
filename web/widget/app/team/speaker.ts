// Who it is that says something: a member of the team, or what speaks for it.

import type { Channel, Sender } from 'shared/wire';

export interface Speaker {
  name: string;
  picture: string | undefined;
}

export function speaker(sender: Sender | null | undefined, channel: Channel): Speaker {
  const { avatarUrl, enabledFeatures, hasAConnectedAgentBot: bot, websiteName } = channel;
  const isBot = sender ? sender.type === 'agent_bot' : bot !== '';
  if (isBot && enabledFeatures.includes('use_inbox_avatar_for_bot')) {
    return { name: websiteName, picture: avatarUrl };
  }
  const picture = sender?.avatar_url || sender?.thumbnail;
  return {
    name: sender?.available_name || sender?.name || bot || websiteName,
    // A bot that is to be told from the team does not look like it.
    picture: isBot ? picture : picture || avatarUrl,
  };
}
