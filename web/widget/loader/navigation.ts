// Notices that the page has another address, without touching the history of the page.

interface Navigation extends EventTarget {
  currentEntry: unknown;
}

const SECOND = 1_000;

export function onNavigation(moved: () => void): void {
  let last = location.href;
  const look = () => {
    if (location.href === last) return;
    last = location.href;
    moved();
  };
  const navigation = (window as { navigation?: Navigation }).navigation;
  if (navigation) navigation.addEventListener('currententrychange', look);
  else setInterval(look, SECOND);
}
