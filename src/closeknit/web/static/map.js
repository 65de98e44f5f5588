// The relationship map: drag to move, wheel or + and - to zoom, arrows from one to the next, Enter opens the page.
// Without this script it is a picture with a table below it, whose groups are links.
"use strict";
(() => {
  const READABLE = 0.9;
  // From a map of an earlier day people open as of that day.
  const asked = new URLSearchParams(location.search).get("as_of"), day = asked ? "?as_of=" + encodeURIComponent(asked) : "";
  for (const svg of document.querySelectorAll("figure svg.map")) {
    const frame = svg.parentElement, whole = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
    // Moved as one sheet over the frame, so that nothing on it is laid out anew.
    frame.classList.add("mapframe");
    svg.setAttribute("width", whole.width);
    svg.setAttribute("height", whole.height);
    const dots = [...svg.querySelectorAll("circle[data-n]")], lines = [...svg.querySelectorAll("line[data-ends]")];
    const name = new Map([...svg.querySelectorAll("text[data-n]")].map((one) => [one.dataset.n, one]));
    const dot = new Map(dots.map((one) => [one.dataset.n, one])), ties = new Map(dots.map((one) => [one.dataset.n, []]));
    for (const line of lines) {
      const [one, other] = line.dataset.ends.split(" ");
      ties.get(one)?.push({ line, n: other });
      ties.get(other)?.push({ line, n: one });
    }
    let fit = 1, wide = whole.width, high = whole.height, scale = 1, x = 0, y = 0, focused = null, drawing = 0;
    const draw = () => { drawing ||= requestAnimationFrame(() => { drawing = 0; svg.style.transform = `translate(${x}px, ${y}px) scale(${scale})`; }); };
    // Once the browser has laid out the page: to ask for a width here would have it do so at once, within this task.
    new ResizeObserver((_, once) => {
      once.disconnect();
      wide = frame.clientWidth;
      fit = Math.min(1, wide / whole.width);
      // In a narrow place at its own size, its middle in view: smaller, nobody could read its names.
      scale = fit < READABLE ? 1 : fit;
      high = Math.min(whole.height * scale, 900);
      x = Math.min(0, (wide - whole.width * scale) / 2);
      frame.style.height = high + "px";
      draw();
    }).observe(frame);
    const point = (event) => { const box = frame.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    const zoom = (by, [px, py] = [wide / 2, high / 2]) => {
      const next = Math.min(12, Math.max(0.2, scale * by));
      x = px - ((px - x) * next) / scale;
      y = py - ((py - y) * next) / scale;
      scale = next;
      draw();
    };

    const bar = document.createElement("p");
    bar.className = "small tools mapped";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    const link = document.createElement("a");
    link.hidden = true;
    const button = (text, label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "plain";
      made.textContent = text;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      bar.append(made);
    };
    button("+", "Nearer", () => zoom(1.3));
    button("−", "Farther", () => zoom(1 / 1.3));
    button("all", "Show all", () => { scale = Math.min(fit, high / whole.height); x = y = 0; focus(null); draw(); });
    bar.append(said, link);
    frame.before(bar);

    const focus = (n, move = false) => {
      focused = n;
      svg.classList.toggle("focused", n !== null);
      for (const one of svg.querySelectorAll(".near")) one.classList.remove("near");
      link.hidden = n === null;
      if (n === null) { said.textContent = ""; return; }
      const mine = dot.get(n);
      for (const part of [mine, name.get(n), ...ties.get(n).flatMap((tie) => [tie.line, dot.get(tie.n), name.get(tie.n)])]) part?.classList.add("near");
      said.textContent = mine.getAttribute("aria-label");
      const group = mine.closest("a[href]");
      link.href = group ? group.getAttribute("href") : "/who/" + encodeURIComponent(mine.dataset.name) + day;
      link.textContent = group ? "open the group" : "open the page";
      link.hidden = !group && !mine.dataset.name;
      if (move) {
        const cx = mine.cx.baseVal.value, cy = mine.cy.baseVal.value, sx = cx * scale + x, sy = cy * scale + y;
        if (sx < 20 || sy < 20 || sx > wide - 20 || sy > high - 20) { x = wide / 2 - cx * scale; y = high / 2 - cy * scale; draw(); }
      }
    };
    // The nearest dot in the direction of an arrow, from the one in focus.
    const step = (dx, dy) => {
      const from = focused === null ? null : dot.get(focused);
      if (!from) { focus(dots[0]?.dataset.n ?? null, true); return; }
      const fx = from.cx.baseVal.value, fy = from.cy.baseVal.value;
      let best = null;
      for (const one of dots) {
        const ax = one.cx.baseVal.value - fx, ay = one.cy.baseVal.value - fy, along = ax * dx + ay * dy, beside = Math.abs(ax * dy) + Math.abs(ay * dx);
        if (along > 1 && along >= beside / 2 && (!best || along + beside < best.far)) best = { n: one.dataset.n, far: along + beside };
      }
      if (best) focus(best.n, true);
    };

    let from = null, moved = false;
    svg.addEventListener("pointerdown", (event) => { from = [...point(event), x, y]; moved = false; });
    svg.addEventListener("pointermove", (event) => {
      if (!from || !event.buttons) return;
      const [px, py] = point(event);
      if (!moved && Math.hypot(px - from[0], py - from[1]) < 3) return;
      if (!moved) { moved = true; svg.setPointerCapture(event.pointerId); }
      x = from[2] + px - from[0];
      y = from[3] + py - from[1];
      draw();
    });
    // A group is a link, which would be dragged instead of the map.
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerup", () => { from = null; });
    svg.addEventListener("click", (event) => {
      if (moved) { event.preventDefault(); return; }
      focus(event.target.closest("circle[data-n], text[data-n]")?.dataset.n ?? null);
    });
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, point(event));
    }, { passive: false });
    // Tab leads from group to group; the browser would scroll the frame under the sheet.
    svg.addEventListener("focusin", (event) => {
      const mine = event.target.closest("a")?.querySelector("circle");
      if (!mine) return;
      frame.scrollTop = frame.scrollLeft = 0;
      focus(mine.dataset.n, true);
    });
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("aria-label", svg.getAttribute("aria-label") + ". Arrows go from one to the next, plus and minus zoom, Enter opens the page or group.");
    svg.addEventListener("keydown", (event) => {
      const arrow = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (arrow) step(...arrow);
      else if (event.key === "+" || event.key === "=") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "Enter" && focused !== null && !link.hidden) location.href = link.href;
      else if (event.key === "Escape") focus(null);
      else return;
      event.preventDefault();
    });
  }
})();
