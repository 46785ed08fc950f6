// Leaves in the list of endpoints those that are looked for, and marks the one that is read.
const find = document.getElementById("find");
const items = [...document.querySelectorAll("nav li")];

find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of items) {
    const text = item.dataset.find.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  for (const section of document.querySelectorAll("nav section")) {
    const own = section.querySelectorAll("li");
    section.hidden = own.length > 0 && [...own].every((item) => item.hidden);
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    find.focus();
  }
  if (event.key === "Escape" && event.target === find) {
    find.value = "";
    find.dispatchEvent(new Event("input"));
  }
});

const links = new Map(
  [...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]),
);
const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      document.querySelector("nav a[aria-current]")?.removeAttribute("aria-current");
      const link = links.get(entry.target.id);
      if (!link) continue;
      link.setAttribute("aria-current", "true");
      link.scrollIntoView({ block: "nearest" });
    }
  },
  { rootMargin: "0px 0px -75% 0px" },
);
document.querySelectorAll("article:not(.schema)").forEach((article) => seen.observe(article));
