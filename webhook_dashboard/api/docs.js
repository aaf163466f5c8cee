// The theme that was chosen in the dashboard, or the system's.
{
  const chosen = localStorage.getItem("theme") || "system";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme = chosen === "system" ? system : chosen;
  document.documentElement.classList.add(theme);
  document.documentElement.style.colorScheme = theme;
}
