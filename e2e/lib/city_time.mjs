// The city's clock. Stories need offices that are open, so the city is always met at the same weekday and hour, whenever the ring runs;
// CITY_TIME="Sun 22:40" meets it at another one.
const zone = 'Asia/Shanghai';
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const wanted = process.env.CITY_TIME ?? 'Tue 09:30';

// By how many seconds the city is ahead of the machine: less than a week.
export const aheadSeconds = until(wanted);

// What the city's clock shows.
export const cityNow = () => new Date(Date.now() + aheadSeconds * 1000);

// A date in the city, `days` from today: 2026-03-02.
export const cityDate = (days = 0) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(cityNow().getTime() + days * 86_400_000));

// What pages are told before their own scripts: their device shows the city's time.
export function moveClock(seconds) {
  const Machine = Date;
  globalThis.Date = class extends Machine {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Machine.now() + seconds * 1000]));
    }
    static now() {
      return Machine.now() + seconds * 1000;
    }
  };
}

function until(text) {
  const [, day, hour, minute] = text.match(/^([A-Z][a-z]{2}) (\d\d):(\d\d)$/) ?? [];
  if (!days.includes(day) || hour > 23 || minute > 59) throw new Error(`CITY_TIME is "${text}", not a weekday and a time such as "Tue 09:30"`);
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).formatToParts(new Date());
  const now = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const second = (weekday, hours, minutes, seconds) => ((days.indexOf(weekday) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const week = 7 * 86_400;
  return (second(day, hour, minute, 0) - second(now.weekday, now.hour, now.minute, now.second) + week) % week;
}
