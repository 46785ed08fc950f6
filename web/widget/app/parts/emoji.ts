// The emoji that people use most when they talk to somebody they do not know.

const SIGNS =
  '😀 😃 😄 😁 😆 😅 😂 🤣 😊 🙂 🙃 😉 😍 🥰 😘 😋 😜 🤪 🤗 🤭 🤔 🤨 😐 😏 🙄 😬 😌 😴 🤒 🤕 🥳 😎 ' +
  '🤓 😕 🙁 😮 😳 🥺 😢 😭 😱 😤 😡 🤯 👋 👌 🤞 👍 👎 👏 🙌 🙏 💪 🤝 ✌️ 👀 💬 ❤️ 🧡 💛 💚 💙 💜 💔 ' +
  '💯 ✨ 🎉 🎁 🔥 ⭐ ☀️ 🌧️ ❄️ 🌈 🌸 🍀 ☕ 🍕 🎂 🍻 🚀 ✈️ 🚗 🏠 📦 🛒 💳 💰 📱 💻 📷 📎 📌 📅 ⏰ 🔔 ' +
  '🔒 🔑 🔧 💡 ✅ ❌ ⚠️ ❓ ❗ ➕ 👉 👆';

export const EMOJI = SIGNS.split(' ');
