// A plotly figure that the run's clock moves: zoom, hover and selection survive every frame.

import { h, replace, fill, told as spoken } from "./dom.js";
import { clockOf } from "./clock.js";
import { timeline } from "./timeline.js";

let library = null;

/** plotly.js from this server, once a page, and only when a figure is there. */
function plotly() {
  library ??= new Promise((done, failed) => {
    if (window.Plotly) return done(window.Plotly);
    const script = h("script", {
      src: new URL("/assets/vendor/plotly.min.js", document.baseURI).href,
      onload: () => done(window.Plotly),
      onerror: () => failed(new Error("plotly.js did not load")),
    });
    document.head.append(script);
  });
  return library;
}

/** Put `value` at a path such as ["x"] or ["marker", "color"]. */
function put(target, path, value) {
  const last = path.at(-1);
  for (const part of path.slice(0, -1)) target = target[part] ??= {};
  target[last] = value;
}

/** Colours come as roles ("@context"): the page's palette says which colour that is now. */
function coloured(value, palette) {
  if (typeof value === "string" && value.startsWith("@")) return palette[value.slice(1)] ?? value;
  if (Array.isArray(value)) return value.map((one) => coloured(one, palette));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, coloured(one, palette)]));
  return value;
}

/**
 * data.figure   a plotly figure: {data, layout}
 * data.drives   [{trace, path, array}]: which array drives which attribute of which trace
 * data.ask      {question, parameters} whose answer holds the arrays, one row a frame;
 *               without it they are the frame's own arrays
 */
export function plot(root, data) {
  const clock = clockOf(data.run),
    run = clock.run;
  const paper = h("div", { class: "plot" }),
    caption = h("p", { class: "finding" });
  const time = data.curves ? timeline(clock, data) : null;
  replace(root, h("div", { class: data.present ? "present" : "" }, paper, caption, time?.element));
  let film = null,
    drawn = -1,
    closed = false,
    busy = false,
    again = false;
  const figure = coloured(data.figure, data.palette);
  if (data.present) for (const trace of figure.data) if (trace.textfont) trace.textfont.size *= 1.6;

  async function draw() {
    if (busy) {
      again = true;
      return;
    }
    if (!clock.frame || closed) return;
    busy = true;
    try {
      await show();
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      draw();
    }
  }

  async function show() {
    const Plotly = await plotly(),
      at = clock.index;
    const lacking = data.ask && (!film || (!film.refused && film.steps.length <= at));
    if (lacking) film = await run.ask(data.ask.question, data.ask.parameters);
    if (closed) return;
    drawn = at;
    paper.hidden = Boolean(film?.refused);
    if (film?.refused) {
      caption.textContent = spoken(data.words, film.refused);
      return;
    }
    const row = (array) => film[array]?.[Math.min(at, film.steps.length - 1)];
    for (const { trace, path, array, still } of data.drives) {
      const value = still
        ? film?.[array]
        : film
          ? row(array)
          : clock.frame.arrays[array] && [...clock.frame.arrays[array].data];
      if (value !== undefined) put(figure.data[trace], path, value);
    }
    if (film?.range) {
      figure.layout.xaxis.range ??= film.range.x;
      figure.layout.yaxis.range ??= film.range.y;
    }
    figure.layout.datarevision = at;
    await Plotly.react(paper, figure.data, figure.layout, {
      displaylogo: false,
      displayModeBar: false,
      responsive: true,
    });
    const value = film?.told && row("told");
    caption.textContent = value === undefined || !data.told ? "" : fill(data.told, { value });
    paper.setAttribute("aria-label", caption.textContent);
  }

  const follow = () => {
    if (clock.index !== drawn) draw();
  };
  const state = () => {
    film = null;
    draw();
  };
  clock.addEventListener("change", follow);
  run.addEventListener("state", state);
  const stop = run.watch();
  // Plotly is 4.8 MB: it waits until the figure comes near the window.
  const near = new IntersectionObserver(
    ([entry]) => {
      if (entry.isIntersecting) {
        near.disconnect();
        draw();
      }
    },
    { rootMargin: "400px" },
  );
  near.observe(root);
  clock.apply(data.show ?? {});
  return {
    key: (event) => (time ? clock.key(event) : false),
    show: (show) => clock.apply(show),
    close() {
      closed = true;
      time?.close();
      stop();
      near.disconnect();
      clock.removeEventListener("change", follow);
      run.removeEventListener("state", state);
      window.Plotly?.purge(paper);
    },
  };
}
