// Starts what needs a script, and shows it.

function startTheme() {
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const label = () => {
    button.textContent = current() === "dark" ? "Light colours" : "Dark colours";
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = current() === "dark" ? "light" : "dark";
    label();
  });
  dark.addEventListener("change", label);
  label();
}

/** Filters the rows of a table that is in the page already by words anywhere in them. */
function startSearch(input) {
  const rows = [...document.getElementById(input.dataset.searches).querySelectorAll("tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => (row.hidden = !words.every((word) => texts[at].includes(word))));
  });
}

async function start() {
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  startTheme();
  document.querySelectorAll("input[data-searches]").forEach(startSearch);
  startTable();
  await Promise.all([startScatter(), startHeat(), startComponents()]);
  document.documentElement.dataset.ready = "true";
}

start();
