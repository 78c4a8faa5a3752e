/**
 * Lets an age tick, and says "not live" when it passes 60 seconds.
 *
 *     <span class="age" data-behaviour="age" data-us="1795000000000000"
 *           data-new="{age} ago" data-old="not live, {age} old">4 s ago</span>
 */
const OLD_SECONDS = 60;
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function inWords(seconds, language) {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? UNITS.at(-1);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow" }).format(Math.floor(seconds / size));
}

export function attach(age) {
  const born = Number(age.dataset.us) / 1000;
  const tick = () => {
    if (!age.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, (Date.now() - born) / 1000);
    const old = seconds > OLD_SECONDS;
    age.classList.toggle("is-old", old);
    age.closest(".tile")?.classList.toggle("is-old", old);
    const words = inWords(seconds, document.documentElement.lang);
    age.textContent = (old ? age.dataset.old : age.dataset.new).replace("{age}", words);
  };
  const timer = setInterval(tick, 1000);
  tick();
}
