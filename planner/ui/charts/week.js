// Shows the table that the server made, every text in it escaped there, and tells which session was clicked on.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const week = parentElement.querySelector(".week");
  if (week.dataset.shown !== data) {
    week.innerHTML = data;
    week.dataset.shown = data;
  }
  week.onclick = (event) => {
    const chip = event.target.closest("[data-session]");
    if (chip) setTriggerValue("picked", chip.dataset.session);
  };
}
