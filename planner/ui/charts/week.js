// Shows the table that the server made, every text in it escaped there, and tells which session was chosen.
// The whole week is one stop for who walks by keyboard: the arrow keys go on from session to session.

const MOVES = { ArrowLeft: ["TR", -1], ArrowRight: ["TR", 1], ArrowUp: ["TD", -1], ArrowDown: ["TD", 1] };

const chipsOf = (week) => [...week.querySelectorAll("[data-session]")];
const rowOf = (chip) => chip.closest("tr");
const dayOf = (chip) => chip.closest("td").cellIndex;

function neighbour(week, chip, key) {
  const [along, by] = MOVES[key];
  const same = along === "TR" ? rowOf : dayOf;
  const line = chipsOf(week).filter((one) => same(one) === same(chip));
  return line[line.indexOf(chip) + by];
}

function stopAt(week, chip) {
  for (const one of chipsOf(week)) one.tabIndex = one === chip ? 0 : -1;
}

// A new table takes the focus away, and so does a session's card that is closed: it goes back to where it was.
function draw(week, html) {
  const root = week.getRootNode();
  const before = chipsOf(week);
  const closed = before.some((one) => one.ariaPressed === "true") && document.activeElement === document.body;
  const focused = before.indexOf(root.activeElement);
  week.innerHTML = html;
  const chips = chipsOf(week);
  const chosen = chips.find((one) => one.ariaPressed === "true");
  const back = chips[focused >= 0 ? focused : closed && !chosen ? week.dataset.opened : -1];
  stopAt(week, back ?? chosen ?? chips[0]);
  back?.focus();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const week = parentElement.querySelector(".week");
  if (week.dataset.shown !== data) {
    draw(week, data);
    week.dataset.shown = data;
  }
  week.onclick = (event) => {
    const chip = event.target.closest("[data-session]");
    if (!chip) return;
    week.dataset.opened = chipsOf(week).indexOf(chip);
    setTriggerValue("picked", chip.dataset.session);
  };
  week.onfocusin = (event) => stopAt(week, event.target);
  week.onkeydown = (event) => {
    const next = event.key in MOVES && neighbour(week, event.target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}
