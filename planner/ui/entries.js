// Streamlit makes an entry of the browser's history of each change of the link: of going to a page one, and further ones
// of all that the page writes into the link then. So Back would lead to the same page again. Here all that follows from
// one thing that somebody did is one entry.
if (!history.oneEntryAClick) {
  const push = history.pushState.bind(history);
  let acted = false;
  for (const does of ["pointerdown", "click", "keydown"]) addEventListener(does, () => { acted = true; }, true);
  history.pushState = (...entry) => {
    if (acted) push(...entry);
    else history.replaceState(...entry);
    acted = false;
  };
  history.oneEntryAClick = true;
}
