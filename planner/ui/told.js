export default function ({ data, parentElement }) {
  const said = parentElement.querySelector("[role=status]");
  if (said.textContent !== data) said.textContent = data;
}
