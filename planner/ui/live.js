const QUIET = 10_000; // milliseconds between two sentences: words that change every second would never let anybody listen

export default function ({ data, parentElement }) {
  const [line, bar, said] = ["p", "progress", "[role=status]"].map((one) => parentElement.querySelector(one));
  line.textContent = data.line;
  bar.value = data.share;
  bar.setAttribute("aria-valuetext", data.clock);
  const now = Date.now();
  if (said.textContent !== data.words && now - Number(said.dataset.at ?? 0) >= QUIET) {
    said.textContent = data.words;
    said.dataset.at = now;
  }
}
