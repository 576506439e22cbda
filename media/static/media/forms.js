// How to watch: the forms with their sizes, sound alone, saving data. Before the first tap they are plain links; after it a
// choice changes what plays, and the page that is opened next on this device begins with it.
const YEAR = 365 * 24 * 3600;

export function followForms(box, engine) {
  const links = Array.from(box.querySelectorAll("[data-form]"));
  // A kept page has no switch: there is one form and nothing to save.
  const saver = box.querySelector("[data-saver]") || document.createElement("input");
  const sound = links.find((link) => link.dataset.height === "0");
  const pictures = links.filter((link) => link !== sound);
  let chosen = links.find((link) => link.hasAttribute("aria-current")) || links[0];
  let picture = chosen === sound ? usual() : chosen;

  function usual() {
    return pictures[pictures.length - 1] || null;
  }

  function choose(link) {
    if (link !== sound && link !== usual() && saver.checked) switchSaver(false);
    for (const each of links) each.toggleAttribute("aria-current", each === link);
    chosen = link;
    if (link !== sound) picture = link;
    box.classList.toggle("player-sound", link === sound);
    remember("form", link.dataset.form);
    engine.choose({ name: link.dataset.form, height: Number(link.dataset.height), isBest: link === links[0] });
    box.dispatchEvent(new Event("formchange"));
  }

  function switchSaver(on) {
    saver.checked = on;
    remember("saver", on ? "1" : "0");
    engine.save(on);
  }

  for (const link of links)
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  saver.addEventListener("change", () => {
    switchSaver(saver.checked);
    if (saver.checked && chosen !== sound && usual()) choose(usual());
  });
  return {
    canListen: () => Boolean(sound && pictures.length),
    isListening: () => chosen === sound,
    toggleListening: () => choose(chosen === sound ? picture : sound),
  };
}

function remember(name, value) {
  document.cookie = `${name}=${value}; Max-Age=${YEAR}; Path=/; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
}
